"""``xstilts-submit validate``."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from xstilts_kit.cli.console import note, print_json
from xstilts_kit.cli.options import PATH, as_json, quiet_and_debug, source_option

if TYPE_CHECKING:
    from xstilts_kit.validation.validating import Report


@click.command(name="validate")
@click.argument("submission", type=PATH)
@source_option
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json", "github"]),
    default="text",
    show_default=True,
    help="How problems are printed; github marks the lines of a pull request.",
)
@as_json
@quiet_and_debug
def command(
    submission: Path, sources: tuple[str, ...], format_: str, json_: bool, quiet: bool
) -> int:
    """Check a submission folder, with --source also against its inputs.

    Schema first, then meaning; every problem has a code, a place and a remedy. Exits with 1 if
    there is an error.
    """
    from xstilts_kit.diagnostics import render
    from xstilts_kit.validation.validating import validate

    report = validate(submission, sources, say=lambda line: note(line, quiet))
    root = str(submission)
    if json_ or format_ == "json":
        print_json(
            {
                "submission": root,
                "valid": report.valid,
                "errors": report.problems.count("error"),
                "warnings": report.problems.count("warning"),
                "problems": [render.as_json(problem) for problem in report.problems],
                "not_shown": report.problems.not_shown(),
                "verified": [cell.name for cell in report.verified],
                "unverified": [cell.name for cell in report.unverified],
                "absent": [cell.name for cell in report.absent],
            }
        )
    elif format_ == "github":
        if report.problems:
            click.echo(render.as_github(report.problems, root))
    else:
        if report.problems:
            click.echo(render.as_text(report.problems, root))
        click.echo(summary(report, root))
        if report.unverified and not quiet:
            note(
                f"Unverified: the inputs of {len(report.unverified)} of {_cells(report)} files"
                " were not at hand, so only structure and counts were checked. Add --source."
            )
    for line in report.notes:
        note(line, quiet)
    return 0 if report.valid else 1


def _cells(report: "Report") -> int:
    return len(report.verified) + len(report.unverified)


def summary(report: "Report", root: str) -> str:
    """One line: valid or not, how much, how complete."""
    from xstilts_kit.diagnostics.render import clean

    root = clean(root)
    errors, warnings = (report.problems.count(s) for s in ("error", "warning"))
    counts = f"{errors} {'error' if errors == 1 else 'errors'}"
    if warnings:
        counts += f", {warnings} {'warning' if warnings == 1 else 'warnings'}"
    if not report.valid or report.manifest is None:
        return f"{root}: not valid ({counts})"
    records = sum(file.records for file in report.manifest.files)
    files = _cells(report)
    text = f"{root}: valid, {records:,} records in {files} {'file' if files == 1 else 'files'}"
    if warnings:
        text += f" ({counts})"
    if any(entry.limit is not None for entry in report.manifest.data):
        text += "; limited to the first examples"
    if report.absent:
        text += f"; partial: {files} of {files + len(report.absent)} of {report.manifest.suite}"
    return text
