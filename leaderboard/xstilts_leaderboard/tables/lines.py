"""A row as shown on pages: its numbers as text and as sort keys, and its author."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from math import isnan
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from xstilts_kit.boards import BOARDS
from xstilts_kit.tasks import get_task
from xstilts_leaderboard.rows.row import WORST, ScoredRow, cell_key, layout_of
from xstilts_leaderboard.tables.columns import row_href
from xstilts_leaderboard.text import plain


def decimal(value: float) -> str:
    """Format a number with one decimal and a Unicode minus."""
    return f"{value:.1f}".replace("-", "−")


class Score(NamedTuple):
    """A score with its interval; all fields are None if there is no score."""

    score: float | None
    low: float | None = None
    high: float | None = None
    note: str = ""

    @property
    def text(self) -> str:
        """The score, to one decimal."""
        return "–" if self.score is None else decimal(self.score)

    @property
    def interval(self) -> str:
        """The interval's ends, to one decimal."""
        if self.low is None or self.high is None:
            return ""
        if self.low >= 0:
            return f"{self.low:.1f}–{self.high:.1f}"
        return f"{decimal(self.low)} to {decimal(self.high)}"


@dataclass(frozen=True, eq=False)
class Line:
    """A row as shown in every table; built once, as a board has many tables."""

    row: ScoredRow
    html: dict[str, str] = field(default_factory=dict, repr=False)
    """Cache of rendered HTML, reused by later pages."""

    @cached_property
    def key(self) -> str:
        """``suite/name``."""
        return f"{self.row.suite}/{self.row.name}"

    @property
    def href(self) -> str:
        """Path of the row's page, relative to the site's root."""
        return row_href(self.row.suite, self.row.name)

    @cached_property
    def author(self) -> str:
        """Author of the submission."""
        return plain(self.row.manifest.author.name or ", ".join(self.row.owners), 80)

    @cached_property
    def parameters(self) -> int | None:
        """Parameters of its largest model; None if any model's size is unknown."""
        known = [model.parameters for model in self.row.manifest.models]
        return None if not known or None in known else max(one for one in known if one is not None)

    @property
    def size(self) -> str:
        """Number of parameters in short form."""
        return parameters_text(self.parameters)

    @cached_property
    def open_weights(self) -> bool:
        """Whether every model is public at a pinned commit."""
        models = self.row.manifest.models
        return all(m.kind == "bundled" or (m.kind == "hub" and m.revision) for m in models)

    @property
    def missing(self) -> str:
        """The cells an incomplete row lacks, as text."""
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

    @cached_property
    def values(self) -> NDArray[np.float64]:
        """(numbers, 3): score, lower and upper end of all means, then of all cells; NaN for none.

        `value_at` says where each is.
        """
        return np.concatenate([self.row.numbers.means, self.row.numbers.cells])

    def score(self, key: str) -> float | None:
        """A mean or the score of a cell, by its column's key; None if there is none."""
        value = float(self.values[value_at(self.row.board)[key], 0])
        return None if isnan(value) else value

    @cached_property
    def cells(self) -> Mapping[str, Score]:
        """All scores: means by name, cells as ``cell:task/language``, and ``worst``."""
        return _Cells(self)


@cache
def value_at(board: str) -> Mapping[str, int]:
    """The place of each mean and cell in `Line.values`, by its column's key."""
    layout = layout_of(board)
    keys = (*layout.means, *map(cell_key, layout.cells))
    return {key: place for place, key in enumerate(keys)}


class _Cells(Mapping[str, Score]):
    """The scores of a line; each is made when it is asked for."""

    def __init__(self, line: Line) -> None:
        self._line = line

    def __getitem__(self, key: str) -> Score:
        if key == WORST:
            worst = worst_language(self._line.row)
            return Score(None) if worst is None else Score(worst[1], note=worst[0])
        place = value_at(self._line.row.board)[key]
        return _cell(self._line.values[place].tolist())

    def __iter__(self) -> Iterator[str]:
        return iter((*value_at(self._line.row.board), WORST))

    def __len__(self) -> int:
        return len(value_at(self._line.row.board)) + 1


_NO_SCORE = Score(None)


def _cell(values: Sequence[float]) -> Score:
    score, low, high = values
    if isnan(score):
        return _NO_SCORE
    return Score(score) if isnan(low) else Score._make((score, low, high, ""))


def parameters_text(count: int | None) -> str:
    """Format a number of parameters in short form."""
    if count is None:
        return "unknown"
    for size, unit in ((10**9, "B"), (10**6, "M"), (10**3, "k")):
        if count >= size:
            return f"{count / size:.3g} {unit}"
    return str(count)


def worst_language(row: ScoredRow) -> tuple[str, float] | None:
    """The language with the lowest mean over its tasks; None unless every language has a mean."""
    layout = layout_of(row.board)
    start = layout.mean_at[f"language:{layout.languages[0]}"]
    scores = row.numbers.means[start : start + len(layout.languages), 0]
    if np.isnan(scores).any():
        return None
    place = int(scores.argmin())
    return layout.languages[place], float(scores[place])
