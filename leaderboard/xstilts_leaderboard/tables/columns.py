"""The columns of a board's tables."""

from dataclasses import dataclass

from xstilts_kit.boards import BOARDS
from xstilts_kit.cell import Cell
from xstilts_kit.suites import group_title
from xstilts_kit.tasks import get_task
from xstilts_leaderboard.rows.row import GAP, OVERALL, WORST, cell_key, layout_of
from xstilts_leaderboard.tables.languages import language

_UNRANKED = ("gap", "worst", "cell")
"""Kinds without rank ranges: differences and single scores."""

INVENTED = "try/"
"""Path prefix of the miniature's pages; its sentences are invented."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of numbers."""

    key: str
    """Key into a line's cells."""
    title: str
    kind: str
    """``overall``, ``group``, ``task``, ``language``, ``cell``, ``gap`` or ``worst``."""
    href: str | None = None
    """Path of its page, relative to the site's root."""
    group: str = ""
    """The group of a task, the family of a language."""

    @property
    def has_ranks(self) -> bool:
        """Whether rows have a rank range by this column."""
        return self.kind not in _UNRANKED


def is_invented(suite: str) -> bool:
    """Whether a suite or board uses the miniature's data."""
    board = BOARDS.get(suite)
    return board is not None and board.invented


def folder_of(board: str) -> str:
    """Folder of a board's pages, relative to the site's root."""
    return INVENTED if is_invented(board) else f"boards/{board}/"


def row_href(suite: str, name: str) -> str:
    """Path of a row's page, relative to the site's root."""
    return f"{INVENTED if is_invented(suite) else ''}rows/{suite}/{name}.html"


def board_columns(board: str) -> tuple[Column, ...]:
    """Overall, groups, tasks, the gap and the lowest language."""
    suite = BOARDS[board].suite
    return (
        Column(OVERALL, "Overall", "overall"),
        *(Column(f"group:{name}", group_title(name), "group") for name in suite.groups),
        *(
            Column(
                f"task:{task.name}",
                task.title,
                "task",
                f"{folder_of(board)}tasks/{task.name}.html",
                task.group,
            )
            for task in suite.tasks()
        ),
        Column(GAP, "English gap", "gap"),
        Column(WORST, "Lowest language", "worst"),
    )


def task_columns(board: str, task: str) -> tuple[Column, ...]:
    """A task's mean, then its languages, family by family."""
    codes = BOARDS[board].suite.languages_of(get_task(task))
    ordered = sorted((language(code) for code in codes), key=lambda one: (one.family, one.name))
    return (
        Column(f"task:{task}", "Mean", "task"),
        *(
            Column(
                cell_key(Cell(task, one.code)),
                one.name,
                "cell",
                f"{folder_of(board)}languages/{one.code}.html",
                one.family,
            )
            for one in ordered
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
                f"{folder_of(board)}tasks/{cell.task}.html",
            )
            for cell in cells
        ),
    )
