"""``xstilts-submit data verify``."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import click

from xstilts_kit.cli.console import note, print_json, table_width
from xstilts_kit.cli.options import PATH, as_json, language_option, quiet_and_debug, task_option
from xstilts_kit.diagnostics.errors import DataError

if TYPE_CHECKING:
    from xstilts_kit.data.differences import Difference
    from xstilts_kit.data.verification import Verdict

_SHOWN = 20


@click.command(name="verify")
@click.argument("folder", type=PATH, metavar="DIR")
@click.option(
    "--gold",
    "gold",
    type=PATH,
    multiple=True,
    metavar="DIR",
    help="A folder of answers to check as well (DIR/gold is always checked). Repeatable.",
)
@click.option(
    "--against",
    type=PATH,
    multiple=True,
    metavar="DIR",
    help="An official copy, to find the first row that differs. Repeatable.",
)
@task_option()
@language_option()
@click.option(
    "--edition",
    metavar="NAME",
    help="Compare with this edition (default: the official one, with what XTREME-R adds).",
)
@as_json
@quiet_and_debug
def command(
    folder: Path,
    gold: tuple[Path, ...],
    against: tuple[Path, ...],
    tasks: tuple[str, ...],
    languages: tuple[str, ...],
    edition: str | None,
    json_: bool,
    quiet: bool,
) -> int:
    """Compare DIR, in XTREME's download layout, with the official edition.

    Nothing is fetched: counts, fingerprints and SHA-256 of the official data are part of this
    package. Exits with 0 if everything in DIR is equal, 1 if something differs, and 3 if nothing
    can be compared.
    """
    from xstilts_kit.data.verification import OFFICIAL, choose_cells, exit_code, verify_data

    cells = choose_cells([edition] if edition else OFFICIAL, tasks, languages)
    for path in (folder, *gold, *against):
        if not path.is_dir():
            what = "is a file, not a folder" if path.exists() else "is not there"
            raise DataError(f"{path} {what}.", "Name a folder in XTREME's download layout.")
    verdicts = verify_data(folder, cells, gold, against)
    code = exit_code(verdicts)
    if json_:
        print_json({"exit_code": code, "data": [verdict.as_json() for verdict in verdicts]})
        return code
    if verdicts:
        _print(verdicts)
    if code == 3:
        asked = f" of {', '.join(tasks)}" if tasks else ""
        nothing = "nothing that could be compared" if verdicts else "no data"
        note(
            f"{folder}: {nothing}{asked} in XTREME's download layout"
            " (it holds xnli/, udpos/ and so on).",
            quiet,
        )
    return code


def _print(verdicts: Sequence["Verdict"]) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table

    console = Console(width=table_width(), highlight=False)
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for heading in ("task", "split", "verdict", "gold"):
        table.add_column(heading, no_wrap=True)
    table.add_column("languages", overflow="fold")
    table.add_column("examples", justify="right")
    ordered = sorted(verdicts, key=_kind)
    for (task, split, verdict, gold), group in groupby(ordered, key=_kind):
        same = list(group)
        found = [v.examples for v in same if v.examples is not None]
        languages = " ".join(v.language for v in same)
        count = f"{sum(found):,}" if found else ""
        table.add_row(task, split, verdict, gold.replace("none", ""), languages, count)
    console.print(table)
    _print_remarks(verdicts)


def _kind(verdict: "Verdict") -> tuple[str, str, str, str]:
    return verdict.task, verdict.split, verdict.judgement, verdict.gold


def _print_remarks(verdicts: Sequence["Verdict"]) -> None:
    """What differs, and what else is worth saying: once for languages of which it is the same."""
    differing = [
        [
            *(line for difference in verdict.differences for line in _lines(difference)),
            f"  {verdict.differences[0].remedy}",
        ]
        for verdict in verdicts
        if verdict.differences
    ]
    places = [verdict for verdict in verdicts if verdict.differences]
    _print_grouped([(v, tuple(text)) for v, text in zip(places, differing, strict=True)])
    _print_grouped([(v, (f"{text}.",)) for v in verdicts for text in v.notes])


def _lines(difference: "Difference") -> Iterator[str]:
    yield f"{difference.message}."
    if difference.official is not None:
        yield f"  official  {difference.official}"
    if difference.found is not None:
        yield f"  found     {difference.found}"


def _print_grouped(remarks: Sequence[tuple["Verdict", tuple[str, ...]]]) -> None:
    groups: dict[tuple[str, str, tuple[str, ...]], list[str]] = {}
    for verdict, lines in remarks:
        groups.setdefault((verdict.task, verdict.split, lines), []).append(verdict.language)
    for (task, split, lines), languages in list(groups.items())[:_SHOWN]:
        click.echo(f"{task}/{' '.join(languages)} ({split}): {lines[0]}")
        for line in lines[1:]:
            click.echo(line if line.startswith(" ") else f"  also: {line}")
    if len(groups) > _SHOWN:
        click.echo(f"… and {len(groups) - _SHOWN} more; --json has all.")
