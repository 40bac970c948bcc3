"""``xstilts-submit score``."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from xstilts_kit.cli.console import note, print_json, styled, table_width
from xstilts_kit.cli.options import (
    PATH,
    as_json,
    gold_option,
    quiet_and_debug,
    read_resources,
    resource_options,
    source_option,
)
from xstilts_kit.diagnostics.errors import UsageError

if TYPE_CHECKING:
    from xstilts_kit.scoring.results import Scores


@click.command(name="score")
@click.argument("submissions", type=PATH, nargs=-1, required=True, metavar="SUBMISSION...")
@source_option
@resource_options
@gold_option(
    "A folder with the answers: XTREME's label layout, or labelled splits under the download"
    " names. May be repeated; the first folder that has a file is used."
)
@click.option(
    "--task",
    "tasks",
    multiple=True,
    help="Score only this task; scores.json is then not written. Repeatable.",
)
@click.option("--allow-missing", is_flag=True, help="A question without an answer counts as wrong.")
@click.option(
    "--intervals/--no-intervals",
    default=True,
    show_default=True,
    help="Give 95 % intervals, from 1000 replicates of a bootstrap over items.",
)
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "csv", "markdown", "latex", "json"]),
    default="text",
    show_default=True,
    help="How scores are printed. csv, markdown and latex (with booktabs) print one table with a"
    " row per submission and a column per task, or per language if there is a single task.",
)
@as_json
@quiet_and_debug
def command(
    submissions: tuple[Path, ...],
    sources: tuple[str, ...],
    gold: tuple[Path, ...],
    tasks: tuple[str, ...],
    allow_missing: bool,
    intervals: bool,
    format_: str,
    json_: bool,
    quiet: bool,
    **options: Any,
) -> int:
    """Score valid submissions.

    Writes scores.json into each folder and prints every metric of a single submission, or one table
    for several. The last line is the signature: two scores with the same signature are
    comparable.
    """
    from xstilts_kit.diagnostics.render import as_text
    from xstilts_kit.scoring.scoring import Invalid, score

    if json_ and format_ not in ("text", "json"):
        raise UsageError(f"--json and --format {format_} are both given.", "Leave one of them out.")
    resources = read_resources(options)
    found: list[Scores] = []
    for submission in submissions:
        try:
            scores = score(
                submission,
                sources,
                gold,
                tasks=tasks,
                allow_missing=allow_missing,
                intervals=intervals,
                resources=resources,
                say=lambda line: note(line, quiet),
            )
        except Invalid as error:
            click.echo(as_text(error.report.problems, str(submission)), err=True)
            raise
        found.append(scores)
    if not tasks:
        for scores in found:
            scores.write()
    if json_ or format_ == "json":
        results = [scores.as_json() for scores in found]
        print_json(results[0] if len(results) == 1 else results)
        return 0
    click.echo(_shown(found, format_))
    for scores in found:
        if not scores.inputs_verified:
            note(
                f"{scores.name}: the inputs were not all at hand: the manifest's word is taken for"
                " them.",
                quiet,
            )
    return 0


def _shown(found: list["Scores"], format_: str) -> str:
    from xstilts_kit.scoring.side_by_side import side_by_side
    from xstilts_kit.scoring.text import scores_text

    if format_ == "text" and len(found) == 1:
        return scores_text(found[0], table_width(), styled=styled())
    table = side_by_side(found)
    match format_:
        case "csv":
            return table.as_csv()
        case "markdown":
            return table.as_markdown()
        case "latex":
            return table.as_latex()
        case _:
            return table.as_text(table_width(), styled=styled())
