"""``xstilts-submit validate``."""

from pathlib import Path
from typing import Any

import click

from xstilts_kit.cli.console import note, print_json
from xstilts_kit.cli.options import (
    PATH,
    as_json,
    quiet_and_debug,
    read_resources,
    resource_options,
    source_option,
)


@click.command(name="validate")
@click.argument("submission", type=PATH)
@source_option
@resource_options
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
    submission: Path,
    sources: tuple[str, ...],
    format_: str,
    json_: bool,
    quiet: bool,
    **options: Any,
) -> int:
    """Check a submission folder, with --source also against its inputs.

    Checks the schema first, then the content. Every problem has a code, a place and a remedy. Exits
    with 1 if there is an error.
    """
    from xstilts_kit.diagnostics import render
    from xstilts_kit.validation.validating import validate

    report = validate(
        submission,
        sources,
        resources=read_resources(options),
        say=lambda line: note(line, quiet),
    )
    if json_ or format_ == "json":
        print_json(report.as_json())
    elif format_ == "github":
        if report.problems:
            click.echo(render.as_github(report.problems, str(submission)))
    else:
        click.echo(str(report))
        unverified = len(report.unverified)
        if unverified:
            note(
                f"Unverified: the inputs of {unverified} of {unverified + len(report.verified)}"
                " files were not at hand, so only structure and counts were checked. Add --source.",
                quiet,
            )
    for line in report.notes:
        note(line, quiet)
    return 0 if report.valid else 1
