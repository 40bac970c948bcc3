"""Rank ranges, from the significant differences at a false discovery rate of 5 %.

All pairs of complete rows of one board and division are tested by paired replicates. The pairs that
Benjamini and Hochberg (1995) let stand are *separated*; a row's range runs from 1 + the rows
separated above it to n minus the rows separated below it. Copies or weak rows widen nobody's range.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from xstilts_leaderboard.rows.row import ScoredRow, layout_of

RATE = 0.05
"""Expected share of false positives among the differences called significant."""

_NOTHING = 1e-9
"""Differences and variances below this value are rounding errors."""

_BLOCK = 1024
"""Number of sorted z scores screened at once by the first of them."""


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
        above = np.triu(~self.separated, 1)
        places = np.where(above, np.arange(count)[None, :], 0).max(axis=1, initial=0)
        reach = np.maximum.accumulate(places)
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
    z = _z_scores(scores, replicates)
    separated = z >= _least_separated(z[np.triu_indices(count, 1)])
    better = scores[None, :] > scores[:, None]
    low = 1 + (separated & better).sum(axis=1)
    high = count - (separated & ~better).sum(axis=1)
    ranges = tuple(RankRange(int(a), int(b), count) for a, b in zip(low, high, strict=True))
    return Ranking(ranges, separated)


def rank_ranges(
    scores: NDArray[np.float64], replicates: NDArray[np.float32]
) -> tuple[RankRange, ...]:
    """The range of every row; arguments as for `rank_rows`."""
    return rank_rows(scores, replicates).ranges


def _least_separated(z: NDArray[np.float64]) -> float:
    """The smallest |z| among all pairs that is significant; infinite if none is."""
    ordered, pairs = np.sort(z)[::-1], len(z)
    for end in range(pairs, 0, -_BLOCK):
        start = max(0, end - _BLOCK)
        if ordered[start] < _critical(end, pairs):  # no z of the block is large enough
            continue
        for place in range(end, start, -1):
            if ordered[place - 1] >= _critical(place, pairs):
                return float(ordered[place - 1])
    return math.inf


def _z_scores(scores: NDArray[np.float64], replicates: NDArray[np.float32]) -> NDArray[np.float64]:
    """|difference| / standard deviation of all pairs: (rows, rows), from one Gram matrix."""
    unknown = np.isnan(replicates).any(axis=0)
    kept = (replicates[:, ~unknown] if unknown.any() else replicates).astype(np.float64)
    centred = kept - kept.mean(axis=1, keepdims=True)
    gram = centred @ centred.T / (kept.shape[1] - 1)
    own = np.diag(gram)
    variance = own[:, None] + own[None, :] - 2 * gram
    difference = np.abs(scores[:, None] - scores[None, :])
    still = variance < _NOTHING
    with np.errstate(divide="ignore", invalid="ignore"):
        z = difference / np.sqrt(np.where(still, 1.0, variance))
    z[still] = np.where(difference[still] < _NOTHING, 0.0, np.inf)
    np.fill_diagonal(z, 0.0)
    return np.asarray(z, dtype=np.float64)


def _critical(place: int, pairs: int) -> float:
    """Critical z at a place, counted from 1: two-sided p ≤ rate · place / pairs."""
    return -NormalDist().inv_cdf(RATE * place / pairs / 2)


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
