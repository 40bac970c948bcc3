"""What a page shows, made from rows: every number as text and as a value to sort by."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from xstilts_kit.boards import BOARDS, DIVISIONS, Division
from xstilts_kit.tasks import get_task
from xstilts_leaderboard.languages import language
from xstilts_leaderboard.ranking import RankRange, ranges_of
from xstilts_leaderboard.rows import GAP, OVERALL, ScoredRow, layout_of
from xstilts_leaderboard.text import plain, safe_link

WORST = "worst"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of numbers."""

    key: str
    """A mean of the layout, or ``worst``."""
    title: str
    kind: str
    """``overall``, ``group``, ``task``, ``language``, ``gap`` or ``worst``."""
    href: str | None = None
    """The page about it, relative to the site's root."""
    group: str = ""
    """The group of a task."""
    cell: tuple[str, str] | None = None
    """The (task, language) that it shows, where it shows one."""


def decimal(value: float) -> str:
    """A number with one decimal and a true minus."""
    return f"{value:.1f}".replace("-", "−")


class Cell(NamedTuple):
    """A number with its interval and rank range; all None where there is no number."""

    score: float | None
    low: float | None = None
    high: float | None = None
    rank: RankRange | None = None
    note: str = ""

    @property
    def text(self) -> str:
        """The score, one decimal."""
        return "–" if self.score is None else decimal(self.score)

    @property
    def interval(self) -> str:
        """Both ends, one decimal."""
        if self.low is None or self.high is None:
            return ""
        between = "–" if self.low >= 0 else " to "
        return f"{decimal(self.low)}{between}{decimal(self.high)}"

    @property
    def place(self) -> str:
        """The rank range."""
        if self.rank is None:
            return ""
        low, high = self.rank.low, self.rank.high
        return f"{low}" if low == high else f"{low}–{high}"


@dataclass(frozen=True)
class Line:
    """A row of a table, with what is known of the submission."""

    row: ScoredRow
    cells: Mapping[str, Cell]

    @property
    def key(self) -> str:
        """``suite/name``."""
        return f"{self.row.suite}/{self.row.name}"

    @property
    def href(self) -> str:
        """Its page, relative to the site's root."""
        return f"rows/{self.row.suite}/{self.row.name}.html"

    @cached_property
    def author(self) -> str:
        """Who made it."""
        author = self.row.manifest.author
        return plain(author.name or ", ".join(one.login for one in author.github), 80)

    @cached_property
    def parameters(self) -> int | None:
        """Parameters of its largest model, None where one is unknown."""
        known = [model.parameters for model in self.row.manifest.models]
        return None if not known or None in known else max(one for one in known if one is not None)

    @property
    def size(self) -> str:
        """Parameters as people say them."""
        return parameters_text(self.parameters)

    @cached_property
    def open_weights(self) -> bool:
        """Whether every model can be had by its commit."""
        models = self.row.manifest.models
        return all(m.kind == "bundled" or (m.kind == "hub" and m.revision) for m in models)

    @property
    def missing(self) -> str:
        """What an incomplete row lacks, in words."""
        suite = BOARDS[self.row.board].suite
        by_task: dict[str, list[str]] = {}
        for name in self.row.missing:
            task, _, code = name.partition("/")
            by_task.setdefault(task, []).append(code)
        return ", ".join(
            task
            if len(codes) == len(suite.languages_of(get_task(task)))
            else f"{task} {' '.join(codes)}"
            for task, codes in by_task.items()
        )


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of one division, ranked by the first column; incomplete ones after them."""

    division: Division
    columns: tuple[Column, ...]
    ranked: tuple[Line, ...]
    incomplete: tuple[Line, ...]

    @property
    def has_ranks(self) -> bool:
        """Whether rows have a rank range by the first column."""
        return self.columns[0].kind not in _UNRANKED


def parameters_text(count: int | None) -> str:
    """A number of parameters, short."""
    if count is None:
        return "unknown"
    for size, unit in ((10**9, "B"), (10**6, "M"), (10**3, "k")):
        if count >= size:
            return f"{count / size:.3g} {unit}"
    return str(count)


def board_columns(board: str) -> tuple[Column, ...]:
    """The columns of a board's own table."""
    suite = BOARDS[board].suite
    base = f"boards/{board}"
    return (
        Column(OVERALL, "Overall", "overall"),
        *(Column(f"group:{name}", _group_title(name), "group") for name in suite.groups),
        *(
            Column(
                f"task:{task.name}",
                task.title,
                "task",
                f"{base}/tasks/{task.name}.html",
                task.group,
            )
            for task in suite.tasks()
        ),
        Column(GAP, "English gap", "gap"),
        Column(WORST, "Lowest language", "worst"),
    )


def _group_title(name: str) -> str:
    return {
        "classification": "Sentence pairs",
        "tagging": "Tagging",
        "qa": "Question answering",
        "retrieval": "Retrieval",
    }.get(name, name)


def board_tables(board: str, rows: Sequence[ScoredRow]) -> tuple[Table, ...]:
    """A board's tables, one a division that has rows."""
    return _tables(rows, board_columns(board), OVERALL)


def task_tables(board: str, task: str, rows: Sequence[ScoredRow]) -> tuple[Table, ...]:
    """One task: its mean, then its languages; rows that lack other tasks are ranked here, too."""
    known = get_task(task)
    columns = (
        Column(f"task:{task}", "Mean", "task"),
        *(
            Column(
                f"cell:{task}/{code}",
                code,
                "cell",
                f"boards/{board}/languages/{code}.html",
                cell=(task, code),
            )
            for code in BOARDS[board].suite.languages_of(known)
        ),
    )
    return _tables(rows, columns, f"task:{task}")


def language_tables(board: str, code: str, rows: Sequence[ScoredRow]) -> tuple[Table, ...]:
    """One language: its mean, then its tasks."""
    columns = (
        Column(f"language:{code}", "Mean", "language"),
        *(
            Column(
                f"cell:{task}/{code}",
                get_task(task).title,
                "cell",
                f"boards/{board}/tasks/{task}.html",
                cell=(task, code),
            )
            for task, own in layout_of(board).cells
            if own == code
        ),
    )
    return _tables(rows, columns, f"language:{code}")


def _tables(
    rows: Sequence[ScoredRow], columns: tuple[Column, ...], first: str
) -> tuple[Table, ...]:
    tables = []
    for division in DIVISIONS:
        own = [row for row in rows if row.division == division]
        whole = [row for row in own if row.mean(first) is not None]
        if own:
            lines = _ranked(whole, columns, first)
            rest = [_line(row, columns, {}) for row in own if row.mean(first) is None]
            tables.append(Table(division, columns, lines, tuple(rest)))
    return tuple(tables)


def _ranked(rows: Sequence[ScoredRow], columns: tuple[Column, ...], first: str) -> tuple[Line, ...]:
    """Lines of rows that have the first column, best first, with a rank range in each mean."""
    if not rows:
        return ()
    means = layout_of(rows[0].board).mean_at
    ranks: dict[str, dict[int, RankRange]] = {}
    for column in columns:
        if column.key not in means or column.kind in _UNRANKED:
            continue
        place = means[column.key]
        having = [at for at, row in enumerate(rows) if not np.isnan(row.numbers.means[place, 0])]
        if having:
            found = ranges_of([rows[at] for at in having], column.key)
            ranks[column.key] = dict(zip(having, found, strict=True))
    lines = [
        _line(row, columns, {key: held[at] for key, held in ranks.items() if at in held})
        for at, row in enumerate(rows)
    ]
    return tuple(sorted(lines, key=lambda line: (-(line.cells[first].score or 0.0), line.key)))


_UNRANKED = ("gap", "language")
"""Columns without rank ranges: differences, and means that are over few tasks."""


def line_of(row: ScoredRow) -> Line:
    """What is known of a submission, without numbers."""
    return Line(row, {})


def _line(row: ScoredRow, columns: Iterable[Column], ranks: Mapping[str, RankRange]) -> Line:
    layout = layout_of(row.board)
    cells, means = row.numbers.cells.tolist(), row.numbers.means.tolist()
    found: dict[str, Cell] = {}
    for column in columns:
        key = column.key
        if column.cell is not None:
            found[key] = _cell(cells[layout.cell_at[column.cell]])
        elif key == WORST:
            worst = worst_language(row)
            found[key] = Cell(None) if worst is None else Cell(worst[1], note=worst[0])
        else:
            found[key] = _cell(means[layout.mean_at[key]], ranks.get(key))
    return Line(row, found)


def _cell(values: Sequence[float], rank: RankRange | None = None) -> Cell:
    score, low, high = (None if value != value else value for value in values)
    return Cell(score, low, high, rank)


def cell_of(row: ScoredRow, key: str) -> Cell:
    """One mean of a row."""
    place = layout_of(row.board).mean_at[key]
    return _cell(row.numbers.means[place].tolist())


def worst_language(row: ScoredRow) -> tuple[str, float] | None:
    """The language with the lowest mean over its tasks; None unless all have one."""
    layout = layout_of(row.board)
    start = layout.mean_at[f"language:{layout.languages[0]}"]
    scores = row.numbers.means[start : start + len(layout.languages), 0]
    if np.isnan(scores).any():
        return None
    place = int(scores.argmin())
    return layout.languages[place], float(scores[place])


@dataclass(frozen=True, slots=True)
class HeatMap:
    """Scores of one row, tasks by languages."""

    tasks: tuple[str, ...]
    languages: tuple[str, ...]
    cells: Mapping[tuple[str, str], Cell]


def heat_map(row: ScoredRow) -> HeatMap:
    """The heat map of a row."""
    layout = layout_of(row.board)
    cells = dict(zip(layout.cells, map(_cell, row.numbers.cells.tolist()), strict=True))
    tasks = tuple(dict.fromkeys(task for task, _ in layout.cells))
    return HeatMap(tasks, layout.languages, cells)


def grouped_languages(row: ScoredRow, by: str) -> tuple[tuple[str, int, float], ...]:
    """(script or family, languages, mean of their means), best first; only of known means.

    Args:
        row: The row.
        by: ``script`` or ``family``.
    """
    found: dict[str, list[float]] = {}
    for code in layout_of(row.board).languages:
        score = row.mean(f"language:{code}")
        if score is not None:
            found.setdefault(getattr(language(code), by), []).append(score)
    rows = [(name, len(scores), float(np.mean(scores))) for name, scores in found.items()]
    return tuple(sorted(rows, key=lambda one: (-one[2], one[0])))


def author_link(row: ScoredRow) -> str | None:
    """The page that the author gives, if a page may link to it."""
    return safe_link(row.manifest.author.url)
