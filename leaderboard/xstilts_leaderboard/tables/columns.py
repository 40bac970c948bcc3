"""The columns of a board's tables."""

from dataclasses import dataclass

from xstilts_kit.boards import BOARDS
from xstilts_kit.cell import Cell
from xstilts_kit.suites import GROUPS
from xstilts_kit.tasks import get_task
from xstilts_leaderboard.rows.row import GAP, OVERALL, WORST, cell_key, layout_of

_UNRANKED = ("gap", "worst", "language", "cell")
"""Kinds without rank ranges: differences, means over few tasks, single scores."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of numbers."""

    key: str
    """Of a line's cells."""
    title: str
    kind: str
    """``overall``, ``group``, ``task``, ``language``, ``cell``, ``gap`` or ``worst``."""
    href: str | None = None
    """The page about it, relative to the site's root."""
    group: str = ""
    """The group of a task."""

    @property
    def has_ranks(self) -> bool:
        """Whether rows have a rank range by it."""
        return self.kind not in _UNRANKED


def board_columns(board: str) -> tuple[Column, ...]:
    """Overall, groups, tasks, the gap and the lowest language."""
    suite = BOARDS[board].suite
    return (
        Column(OVERALL, "Overall", "overall"),
        *(Column(f"group:{name}", GROUPS[name], "group") for name in suite.groups),
        *(
            Column(
                f"task:{task.name}",
                task.title,
                "task",
                f"boards/{board}/tasks/{task.name}.html",
                task.group,
            )
            for task in suite.tasks()
        ),
        Column(GAP, "English gap", "gap"),
        Column(WORST, "Lowest language", "worst"),
    )


def task_columns(board: str, task: str) -> tuple[Column, ...]:
    """A task's mean, then its languages."""
    codes = BOARDS[board].suite.languages_of(get_task(task))
    return (
        Column(f"task:{task}", "Mean", "task"),
        *(
            Column(
                cell_key(Cell(task, code)), code, "cell", f"boards/{board}/languages/{code}.html"
            )
            for code in codes
        ),
    )


def language_columns(board: str, code: str) -> tuple[Column, ...]:
    """A language's mean, then its tasks."""
    cells = [cell for cell in layout_of(board).cells if cell.language == code]
    return (
        Column(f"language:{code}", "Mean", "language"),
        *(
            Column(
                cell_key(cell),
                get_task(cell.task).title,
                "cell",
                f"boards/{board}/tasks/{cell.task}.html",
            )
            for cell in cells
        ),
    )
