"""Published rows in the columns of a board: the same layout as rows, without ranks."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from xstilts_kit.boards import BOARDS
from xstilts_leaderboard.rows.row import OVERALL
from xstilts_leaderboard.tables.columns import Column
from xstilts_leaderboard.tables.lines import Score
from xstilts_leaderboard.tables.published import ReportedRow

_SIZE = re.compile(r"~?([0-9]+(?:\.[0-9]+)?) ?([MB])")
_UNITS = {"M": 10**6, "B": 10**9}


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """A published row as shown in a board's table."""

    system: str
    about: str
    """Paper and protocol."""
    division: str
    size: str
    parameters: int | None
    """The size as a number, where it was printed."""
    href: str
    """Link to its entry on the page of published rows, relative to the site's root."""
    cells: Mapping[str, Score]
    """A column's key → the printed number."""
    find: str
    """Text matched by the search box."""


def printed_lines(
    rows: Iterable[ReportedRow], columns: Sequence[Column], board: str
) -> tuple[PrintedLine, ...]:
    """The published rows that have a number in at least one of the columns, best first.

    Args:
        rows: The published rows.
        columns: Columns of a board, a task or a language.
        board: The board, whose suite defines the cells of each mean.
    """
    found = []
    for row in rows:
        cells = {column.key: Score(value) for column, value in _numbers(row, columns, board)}
        if cells:
            found.append(_line(row, cells))
    first = columns[0].key
    found.sort(key=lambda line: (-_score(line, first), -len(line.cells), line.system, line.about))
    return tuple(found)


def _score(line: PrintedLine, key: str) -> float:
    cell = line.cells.get(key)
    return -1.0 if cell is None or cell.score is None else cell.score


def _line(row: ReportedRow, cells: Mapping[str, Score]) -> PrintedLine:
    year = f", {row.year}" if row.year else ""
    return PrintedLine(
        system=row.system,
        about=f"{row.protocol}{year}",
        division=row.division,
        size=row.parameters or "unknown",
        parameters=parameters_of(row.parameters),
        href=f"published.html#{row.anchor}",
        cells=cells,
        find=f"{row.system} {row.paper} {row.protocol} {row.base_model}".casefold(),
    )


def parameters_of(size: str) -> int | None:
    """The number at the beginning of a printed size, such as ``550M`` or ``3.7B (encoder)``."""
    match = _SIZE.match(size)
    return round(float(match[1]) * _UNITS[match[2]]) if match else None


def _numbers(
    row: ReportedRow, columns: Sequence[Column], board: str
) -> Iterator[tuple[Column, float]]:
    for column in columns:
        value = _number(row, column, board)
        if value is not None:
            yield column, value


def _number(row: ReportedRow, column: Column, board: str) -> float | None:
    kind, _, name = column.key.partition(":")
    suite = BOARDS[board].suite
    if kind == OVERALL:
        return row.mean_of(suite.task_names)
    if kind == "seven":
        return row.mean_of_seven
    if kind == "task":
        return row.mean_of([name])
    if kind == "group":
        return row.mean_of(suite.groups[name])
    if kind == "cell":
        task, _, code = name.partition("/")
        return row.score_in(task, code)
    if kind == "language":
        tasks = [task for task in suite.tasks() if name in suite.languages_of(task)]
        scores = [row.score_in(task.name, name) for task in tasks]
        known = [score for score in scores if score is not None]
        return sum(known) / len(known) if len(known) == len(scores) and known else None
    return None


def has_task(rows: Iterable[ReportedRow], task: str) -> bool:
    """Whether a published row has a complete mean of a task."""
    return any(row.mean_of([task]) is not None for row in rows)


def has_language(rows: Iterable[ReportedRow], board: str, code: str) -> bool:
    """Whether a published row has a score for one of a board's tasks in a language."""
    tasks = [task.name for task in BOARDS[board].suite.tasks()]
    return any(row.score_in(task, code) is not None for row in rows for task in tasks)
