"""``xstilts-leaderboard``."""

import sys
from pathlib import Path

import click


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="xstilts", prog_name="xstilts-leaderboard")
def group() -> None:
    """Decide which submissions may become rows of a board."""


@group.command()
@click.argument("submission", type=click.Path(path_type=Path))
@click.option("--json", "json_", is_flag=True, help="Print JSON instead of text.")
@click.option("--debug", is_flag=True, expose_value=False, help="Show a traceback on errors.")
def check(submission: Path, json_: bool) -> int:
    """Validate a submission and list what keeps it from being ranked.

    Exits with 1 if there is anything.
    """
    from xstilts_kit.cli._console import print_json
    from xstilts_kit.diagnostics.render import as_json, as_text
    from xstilts_kit.validation import validate
    from xstilts_leaderboard.check import obstacles

    report = validate(submission)
    found = []
    if report.valid and report.manifest is not None:
        found = list(obstacles(report.manifest, submission.resolve().name))
    if json_:
        problems = [as_json(problem) for problem in report.problems]
        print_json({"valid": report.valid, "problems": problems, "obstacles": found})
    elif not report.valid:
        click.echo(as_text(report.problems, str(submission)))
    elif found:
        click.echo("\n".join(found))
    else:
        click.echo(f"{submission}: can be ranked")
    return 0 if report.valid and not found else 1


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and exit with its code."""
    from xstilts_kit.cli import run

    sys.exit(run(group, "xstilts-leaderboard", arguments))
