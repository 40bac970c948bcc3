"""Rank ranges, from the significant differences at a false discovery rate of 5 %.

All pairs of complete rows of one board and division are tested by paired replicates. The pairs that
Benjamini and Hochberg (1995) let stand are *separated*; a row's range runs from 1 + the rows
separated above it to n minus the rows separated below it. Copies or weak rows widen nobody's range.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from xstilts_leaderboard.rows.row import ScoredRow, layout_of
from xstilts_leaderboard.tables.separating import separated_pairs

RATE = 0.05
"""Expected share of false positives among the differences called significant."""


@dataclass(frozen=True, slots=True)
class RankRange:
    """Possible ranks of a row among `of` rows, counted from 1."""

    low: int
    high: int
    of: int

    def __str__(self) -> str:
        return f"{self.low}" if self.low == self.high else f"{self.low}–{self.high}"


@dataclass(frozen=True, slots=True, eq=False)
class Ranking:
    """Pairs of rows that differ significantly, and the rank ranges that follow."""

    ranges: tuple[RankRange, ...]
    separated: NDArray[np.bool_]
    """(rows, rows), symmetric: whether the difference of a pair is significant."""

    def cuts(self) -> tuple[int, ...]:
        """Places where every row above is significantly better than every row below.

        The rows must be ordered by their score, best first.
        """
        count = len(self.ranges)
        if not count:
            return ()
        # A row is not separated from itself, so each has a last row that it is not separated from.
        last = count - 1 - (~self.separated[:, ::-1]).argmax(axis=1)
        reach = np.maximum.accumulate(last)
        return tuple(place for place in range(count - 1) if reach[place] <= place)


def rank_rows(scores: NDArray[np.float64], replicates: NDArray[np.float32]) -> Ranking:
    """Rank rows and determine which pairs are separated.

    Args:
        scores: float, (rows,).
        replicates: (rows, replicates), paired across rows; columns with a NaN are left out.
    """
    count = len(scores)
    if count == 1:
        return Ranking((RankRange(1, 1, 1),), np.zeros((1, 1), dtype=np.bool_))
    separated = separated_pairs(scores, replicates, RATE)
    better = np.count_nonzero(separated & (scores[None, :] > scores[:, None]), axis=1)
    worse = np.count_nonzero(separated, axis=1) - better
    ends = zip((1 + better).tolist(), (count - worse).tolist(), strict=True)
    ranges = tuple(RankRange(low, high, count) for low, high in ends)
    return Ranking(ranges, separated)


def rank_ranges(
    scores: NDArray[np.float64], replicates: NDArray[np.float32]
) -> tuple[RankRange, ...]:
    """The range of every row; arguments as for `rank_rows`."""
    return rank_rows(scores, replicates).ranges


def p_of(z: float) -> float:
    """The two-sided p-value of a z score."""
    return math.erfc(z / math.sqrt(2))


def place_among(others: Sequence[ScoredRow], row: ScoredRow, mean: str) -> RankRange | None:
    """The rank range a row would have among others; None unless it is complete.

    Args:
        others: Rows of the same board and division; incomplete ones are left out.
        row: The new row.
        mean: One of the layout's means.
    """
    rows = [row, *(other for other in others if other.complete)]
    if not row.complete:
        return None
    return ranges_of(rows, mean)[0]


def ranges_of(rows: Sequence[ScoredRow], mean: str) -> tuple[RankRange, ...]:
    """The rank ranges of a board's complete rows by one of its means."""
    return ranking_of(rows, mean).ranges


def ranking_of(rows: Sequence[ScoredRow], mean: str) -> Ranking:
    """Rank a board's rows by a mean that all of them have."""
    place = layout_of(rows[0].board).mean_at[mean]
    scores = np.array([row.numbers.means[place, 0] for row in rows])
    return rank_rows(scores, np.stack([row.numbers.replicates[place] for row in rows]))
