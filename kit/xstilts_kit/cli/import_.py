"""``xstilts-submit import``."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from xstilts_kit.cli.console import note, print_json
from xstilts_kit.cli.description import DESCRIBING, description_options, read_description
from xstilts_kit.cli.options import (
    PATH,
    as_json,
    gold_option,
    quiet_and_debug,
    read_resources,
    resource_options,
    selection_options,
    transform_option,
    yes_option,
)

if TYPE_CHECKING:
    from xstilts_kit.diagnostics.problem import Problems
    from xstilts_kit.exchange.importing import Imported


@click.command(name="import")
@click.argument("folder", type=PATH)
@click.option(
    "--format",
    "form",
    type=click.Choice(["jsonl", "xtreme"]),
    required=True,
    help="jsonl: <task>/<language>.jsonl, one record per line; with --transform also"
    " <task>/<language>@typo-0.1.jsonl. xtreme: XTREME's own layout,"
    " <task>/test-<language>.tsv or .json.",
)
@selection_options
@transform_option
@resource_options
@gold_option(
    "Without a source: a folder with the answers, of which only the examples' ids and number"
    " are used. May be repeated."
)
@click.option("--out", type=PATH, required=True, metavar="DIR", help="The submission to write.")
@click.option("--model-name", help="The model's name (default: the submission's name).")
@description_options
@yes_option
@click.option("--overwrite", is_flag=True, help="Replace the submission in --out.")
@as_json
@quiet_and_debug
def command(
    folder: Path,
    form: str,
    gold: tuple[Path, ...],
    out: Path,
    model_name: str | None,
    yes: bool,
    overwrite: bool,
    json_: bool,
    quiet: bool,
    **options: Any,
) -> int:
    """Turn predictions that were made elsewhere into a submission folder.

    FOLDER holds a folder for each task. Every record is checked against its input, which is the
    official edition's unless --source names another. With --source none, or with --gold instead of
    a source, the result can be scored with --gold, but boards do not accept it. If anything is
    wrong, nothing is written.
    """
    from xstilts_kit.exchange.importing import NotImported, import_predictions
    from xstilts_kit.exchange.selection import Selection
    from xstilts_kit.transforms import as_resources

    resources = as_resources(read_resources(options))
    description = read_description({key: options.pop(key) for key in DESCRIBING})
    try:
        imported = import_predictions(
            folder,
            out,
            form,
            Selection(**options),
            resources=resources,
            gold=gold,
            description=description,
            model_name=model_name,
            overwrite=overwrite,
            yes=yes,
            say=lambda line: note(line, quiet and yes),
        )
    except NotImported as error:
        _report(error.problems, folder, json_)
        raise
    if json_:
        print_json(
            {
                "imported": True,
                "manifest": imported.manifest.as_json(),
                **_as_json(imported.problems),
                "unverified": [cell.name for cell in imported.unverified],
                "absent": [cell.name for cell in imported.absent],
            }
        )
        return 0
    if imported.problems and not quiet:
        _report(imported.problems, folder, json_=False)
    _print(imported, out, quiet)
    return 0


def _as_json(problems: "Problems") -> dict[str, Any]:
    from xstilts_kit.diagnostics import render

    return {
        "errors": problems.count("error"),
        "warnings": problems.count("warning"),
        "problems": [render.as_json(problem) for problem in problems],
        "not_shown": problems.not_shown(),
    }


def _report(problems: "Problems", folder: Path, json_: bool) -> None:
    """Problems: as the result on stdout where JSON is asked for, else for a person on stderr."""
    from xstilts_kit.diagnostics.render import as_text

    if json_:
        print_json({"imported": False, "manifest": None, **_as_json(problems)})
    else:
        click.echo(as_text(problems, str(folder)), err=True)


def _print(imported: "Imported", out: Path, quiet: bool) -> None:
    click.echo(str(imported))
    if imported.unverified:
        note(
            f"Unverified: the inputs of {len(imported.unverified)} of"
            f" {len(imported.manifest.files)} files were not at hand. Such a submission can be"
            " scored with --gold; no board takes it.",
            quiet,
        )
    note(f"Next: xstilts-submit validate {out}", quiet)
