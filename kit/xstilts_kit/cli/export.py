"""``xstilts-submit export``."""

from pathlib import Path

import click

from xstilts_kit.cli.console import note, print_json
from xstilts_kit.cli.options import PATH, as_json, quiet_and_debug, source_option


@click.command(name="export")
@click.argument("submission", type=PATH)
@click.option(
    "--format",
    "form",
    type=click.Choice(["xtreme"]),
    default="xtreme",
    show_default=True,
    help="xtreme: <task>/test-<language>.tsv or .json, as XTREME's evaluate.py reads them.",
)
@source_option
@click.option("--out", type=PATH, required=True, metavar="DIR", help="The folder to write.")
@as_json
@quiet_and_debug
def command(
    submission: Path, form: str, sources: tuple[str, ...], out: Path, json_: bool, quiet: bool
) -> None:
    """Write a submission's predictions in XTREME's own layout.

    The submission must be valid. That layout has no place for scores of sentence pairs; they are
    left out.
    """
    from xstilts_kit.diagnostics.render import as_text
    from xstilts_kit.exchange.exporting import export_predictions
    from xstilts_kit.scoring.scoring import Invalid

    try:
        files = export_predictions(submission, out, sources)
    except Invalid as error:
        click.echo(as_text(error.report.problems, str(submission)), err=True)
        raise
    if json_:
        print_json({"format": form, "out": str(out), "files": list(files)})
        return
    click.echo(f"{out}: {len(files)} {'file' if len(files) == 1 else 'files'}")
    note("XTREME's evaluate.py --prediction_folder takes this folder.", quiet)
