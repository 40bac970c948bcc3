"""Cells of the official edition that can be built from primary files."""

from collections.abc import Sequence

from xstilts_kit import editions
from xstilts_kit.cell import Cell, Split
from xstilts_kit.diagnostics.errors import UsageError, nearest
from xstilts_kit.editions.builders import Builder, PrimaryFile, all_builders
from xstilts_kit.suites import get_suite
from xstilts_kit.tasks import get_task

DEFAULT_SPLITS: tuple[Split, ...] = ("validation", "test")


def builder_of(cell: Cell) -> Builder:
    """Look up the builder of a cell's task."""
    return all_builders()[cell.task]


def primary_of(cell: Cell) -> tuple[PrimaryFile, ...]:
    """The primary files of a cell; empty if it cannot be built."""
    return builder_of(cell).primary(cell.language, cell.split)


def edition_of(cell: Cell) -> str | None:
    """The official edition that contains a cell."""
    return next((name for name in editions.OFFICIAL if editions.registered(cell, name)), None)


def official_of(cell: Cell) -> editions.Registered | None:
    """The official edition's record of a cell."""
    return editions.registered(cell, edition_of(cell) or "")


def cells_to_build(
    tasks: Sequence[str] = (),
    languages: Sequence[str] = (),
    splits: Sequence[Split] = (),
    suite: str | None = None,
) -> tuple[Cell, ...]:
    """Select cells of the edition by name; an empty list selects all.

    Args:
        tasks: Names of tasks; default: those of the suite that can be built.
        languages: Languages; default: the suite's, or XTREME's for a task that is not in it.
        splits: Splits; default: validation and test.
        suite: Name of the suite; default: ``xtreme``.

    Raises:
        UsageError: A task or language is unknown, or no cell is left.
    """
    of = get_suite(suite or "xtreme")
    names = [get_task(name).name for name in tasks] or [
        name for name in all_builders() if name in of.task_names
    ]
    without = [name for name in names if name not in all_builders()]
    if without:
        raise UsageError(
            f"{', '.join(without)} cannot be prepared by this version.",
            f"It prepares {', '.join(all_builders())}.",
        )
    chosen = [get_task(name) for name in dict.fromkeys(names)]
    cells = [
        cell
        for task in chosen
        for language in dict.fromkeys((*of.languages_of(task), *languages))
        for split in splits or DEFAULT_SPLITS
        if (not languages or language in languages)
        and primary_of(cell := Cell(task.name, language, split))
    ]
    known = sorted({code for task in chosen for code in task.languages})
    for language in languages:
        if language not in known and all(cell.language != language for cell in cells):
            raise UsageError(
                f"There is no language {language!r} in {', '.join(t.name for t in chosen)}.",
                nearest(language, known, otherwise=f"The languages are: {' '.join(known)}."),
            )
    if not cells:
        raise UsageError(
            "There is no such split: XTREME publishes none for these tasks and languages.",
            "`xstilts-submit data status --task TASK` lists the splits that exist.",
        )
    return tuple(cells)
