"""``xstilts-submit merge``."""

from pathlib import Path

import click

from xstilts_kit.cli.console import note, print_json
from xstilts_kit.cli.options import PATH, as_json, quiet_and_debug
from xstilts_kit.diagnostics.saying import count


@click.command(name="merge")
@click.argument("submissions", type=PATH, nargs=-1, required=True, metavar="SUBMISSION...")
@click.option("--out", type=PATH, required=True, metavar="DIR", help="The submission to write.")
@click.option("--name", help="The new submission's name (default: the folder's name).")
@click.option("--overwrite", is_flag=True, help="Replace the submission in --out.")
@as_json
@quiet_and_debug
def command(
    submissions: tuple[Path, ...],
    out: Path,
    name: str | None,
    overwrite: bool,
    json_: bool,
    quiet: bool,
) -> None:
    """Join submissions of one suite into one.

    If several of them have a task and language, its predictions must be equal. Where models or
    settings differ between tasks, the manifest records them with each model. Descriptions must
    not contradict each other: `describe` makes them equal.
    """
    from xstilts_kit.diagnostics.render import as_text
    from xstilts_kit.exchange.merging import merge
    from xstilts_kit.scoring.scoring import Invalid

    try:
        manifest = merge(
            submissions, out, name, overwrite=overwrite, say=lambda line: note(line, quiet)
        )
    except Invalid as error:
        click.echo(as_text(error.report.problems, error.folder), err=True)
        raise
    if json_:
        print_json(manifest.as_json())
        return
    records = sum(file.records for file in manifest.files)
    click.echo(f"{out}: {records:,} records in {count(len(manifest.files), 'file')}")
    note(f"Next: xstilts-submit validate {out}", quiet)
