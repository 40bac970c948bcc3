"""``xstilts-submit data status``."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from xstilts_kit.cli.console import print_json, table_width
from xstilts_kit.cli.options import PATH, as_json, quiet_and_debug, task_option

if TYPE_CHECKING:
    from xstilts_kit.data.status import CellStatus


@click.command(name="status")
@click.option(
    "--dir",
    "folder",
    type=PATH,
    metavar="DIR",
    help="Folder of the data (default: the official edition in the cache).",
)
@click.option(
    "--suite", metavar="SUITE", help="The tasks and languages of this suite (default: xtreme)."
)
@task_option("Only this task, by language and split.")
@as_json
@quiet_and_debug
def command(
    folder: Path | None, suite: str | None, tasks: tuple[str, ...], json_: bool, quiet: bool
) -> None:
    """Show which parts of the official edition are here, and what would be fetched.

    Lists for each task (with --task, for each language and split) whether it is here, its edition,
    examples, bytes and licence, and what `data prepare` would fetch.
    """
    from xstilts_kit.data import examine_edition, one_line
    from xstilts_kit.downloads import cache_folder
    from xstilts_kit.sources.prepared import edition_folder

    root = folder if folder is not None else edition_folder()
    statuses = examine_edition(root, tasks, suite=suite)
    if json_:
        found = [status.as_json() for status in statuses]
        print_json({"folder": str(root), "cache": str(cache_folder()), "splits": found})
        return
    if tasks:
        _print_cells(statuses)
    else:
        _print_tasks(statuses)
    click.echo(one_line(statuses, root))


def _print_tasks(statuses: "Sequence[CellStatus]") -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table

    from xstilts_kit.tasks import get_task

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("task")
    for heading in ("splits", "examples", "MB"):
        table.add_column(heading, justify="right")
    for heading in ("edition", "to fetch", "licence"):
        table.add_column(heading)
    for name in dict.fromkeys(status.cell.task for status in statuses):
        group = [status for status in statuses if status.cell.task == name]
        here = [status for status in group if status.here]
        faults = sum(status.fault is not None for status in group)
        damaged = f" ({faults} damaged)" if faults else ""
        table.add_row(
            name,
            f"{len(here)} of {len(group)}{damaged}",
            f"{sum(status.examples or 0 for status in here):,}",
            f"{sum(status.bytes for status in here) / 1e6:,.1f}",
            ", ".join(sorted({_edition(status) for status in here})) or "–",
            _to_fetch(group),
            get_task(name).licence,
        )
    Console(width=table_width(), highlight=False).print(table)


def _print_cells(statuses: "Sequence[CellStatus]") -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for heading in ("task", "language", "split", "here"):
        table.add_column(heading)
    for heading in ("examples", "MB"):
        table.add_column(heading, justify="right")
    for heading in ("edition", "to fetch", "licence"):
        table.add_column(heading)
    for status in statuses:
        examples = "?" if status.examples is None else f"{status.examples:,}"
        table.add_row(
            status.cell.task,
            status.cell.language,
            status.cell.split,
            "yes" if status.here else (status.fault or "no"),
            examples if status.here else f"({examples})",
            f"{status.bytes / 1e6:,.2f}" if status.here else "–",
            _edition(status) if status.here else "–",
            _to_fetch([status]),
            "; ".join(status.licences),
        )
    Console(width=table_width(), highlight=False).print(table)


def _edition(status: "CellStatus") -> str:
    if status.edition is not None:
        return status.edition
    from xstilts_kit.data.parts import official_of

    official = official_of(status.cell)
    return "not established" if official is None or official.inputs is None else "none known"


def _to_fetch(statuses: "Sequence[CellStatus]") -> str:
    from xstilts_kit.data.terms import size_text

    absent = [status for status in statuses if not status.here]
    files = {file.url: file for status in absent for file in status.fetch}
    parts = [size_text(list(files.values()))] if files else []
    if any(status.supplied for status in absent):
        parts.append("archives that you supply")
    if absent and not parts:
        return "nothing, all is in the cache"
    return "; ".join(parts) or "–"
