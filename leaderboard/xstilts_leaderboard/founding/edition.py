"""Write the edition of a lab's own boards from its data."""

from collections.abc import Sequence
from pathlib import Path

from xstilts_kit import definitions, editions
from xstilts_kit.boards import BOARDS
from xstilts_kit.cell import Cell
from xstilts_kit.data.establishing import establish_cells
from xstilts_kit.diagnostics.errors import DataError, UsageError
from xstilts_kit.sources import Source, open_sources
from xstilts_kit.storage import write_json
from xstilts_kit.tasks import get_task


def write_edition(
    name: str, title: str, sources: Sequence[str], gold: Sequence[Path]
) -> tuple[Path, tuple[str, ...]]:
    """Write ``editions/NAME.json`` of the folder of definitions in use.

    Args:
        name: The edition's name, as given by a board of the folder.
        title: One line about the data.
        sources: Values of ``--source``.
        gold: Folders of gold.

    Returns:
        The file, and the cells of the boards that are not in it, each with the reason.

    Raises:
        UsageError: No folder is in use, no board has the edition, or the edition exists.
        DataError: The sources have no data of the boards.
    """
    folder = definitions.in_use().folder
    if folder is None:
        raise UsageError(
            "There is no folder of definitions to write to.",
            "Give --tasks, or --root of a board with leaderboard/benchmark.",
        )
    boards = [board for board in BOARDS.values() if board.edition == name]
    if not boards:
        known = sorted({board.edition for board in BOARDS.values()})
        raise UsageError(
            f"No board is on the edition {name!r}.",
            f"Name it in boards/NAME.py, and list the board in board.toml. Boards are on"
            f" {', '.join(known)}.",
        )
    if name in editions.all_editions():
        raise UsageError(
            f"The edition {name} exists already.",
            "Other data is another edition: give it a new name, and name that in the board. If no"
            f" row was made on it, remove {folder / 'editions' / name}.json.",
        )
    slots = dict.fromkeys(cell for board in boards for cell in board.suite.cells())
    tasks = [get_task(task) for task in dict.fromkeys(cell.task for cell in slots)]
    opened = open_sources(sources, tasks)
    chosen: dict[Cell, Source] = {}
    missing = []
    for slot in slots:
        source = opened.get(slot.task)
        if source is None or not source.has(slot):
            missing.append(
                f"{slot.name}: " + ("no source" if source is None else source.lacks(slot))
            )
            continue
        for cell in (slot.on("validation"), slot):
            if source.has(cell):
                chosen[cell] = source
    if not chosen:
        raise DataError(
            f"No data of the boards was found: {missing[0]}.",
            "Give --source folder:DIR, with the files that the tasks name.",
        )
    path = folder / "editions" / f"{name}.json"
    write_json(path, establish_cells(name, title, chosen, gold))
    editions.read_again()
    return path, tuple(missing)
