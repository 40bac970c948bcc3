"""The nearest rows of one set of unit vectors to another, one way or both, in bounded memory.

Blocks of the cosine matrix are computed in float32, which is fast but rounds equal rows
differently. So a few extra rows are kept, as many as rounding may have misordered, and their
cosines are recomputed in float64. The result equals an exhaustive search in float64, rounded to
float32, with ties going to the lower row.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from xstilts_kit.families._vectors import cosines

BLOCK = 4096

_SPARE = 2
"""Rows kept in addition to the nearest ones."""

_GROUP = 16
"""Columns per group; the highest value of each group is examined first."""

_MANY = 256
"""Number of possible neighbours per row above which all cosines are computed."""

_PAIRS = 512
"""Pairs computed at once in float64."""

_Vectors = NDArray[np.float32]
_Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The nearest rows of the other side for each row of one side, nearest first."""

    similarity: _Vectors
    """float32, (rows, k)."""
    index: _Rows
    """int64, (rows, k)."""


def neighbours(
    source: _Vectors, target: _Vectors, k: int, block: int = BLOCK
) -> tuple[Neighbours, Neighbours]:
    """Find the k nearest target rows of each source row and vice versa; all if there are fewer.

    Args:
        source: Unit vectors: float32, (n, d).
        target: float32, (m, d).
        k: Number of neighbours.
        block: Rows of either side compared at once.
    """
    forward = _Kept(len(source), min(k + _SPARE, len(target)))
    backward = _Kept(len(target), min(k + _SPARE, len(source)))
    room = np.empty(min(block, len(source)) * min(block, len(target)), dtype=np.float32)
    for start in range(0, len(source), block):
        rows = source[start : start + block]
        for first in range(0, len(target), block):
            columns = target[first : first + block]
            similarity = room[: len(rows) * len(columns)].reshape(len(rows), len(columns))
            np.matmul(rows, columns.T, out=similarity)
            forward.see(start, first, similarity, axis=1)
            backward.see(first, start, similarity, axis=0)
    return (
        _exact(forward, source, target, min(k, len(target)), block),
        _exact(backward, target, source, min(k, len(source)), block),
    )


def nearest(source: _Vectors, target: _Vectors, k: int, block: int = BLOCK) -> Neighbours:
    """Find the k nearest target rows of each source row; all if there are fewer.

    Args:
        source: Unit vectors: float32, (n, d).
        target: float32, (m, d).
        k: Number of neighbours.
        block: Rows of either side compared at once.
    """
    kept = _Kept(len(source), min(k + _SPARE, len(target)))
    for start in range(0, len(source), block):
        rows = source[start : start + block]
        for first in range(0, len(target), block):
            similarity = np.matmul(rows, target[first : first + block].T)
            kept.see(start, first, similarity, axis=1)
    return _exact(kept, source, target, min(k, len(target)), block)


class _Kept:
    """The nearest rows by float32, unordered, updated with blocks of the matrix."""

    def __init__(self, rows: int, count: int) -> None:
        self.similarity = np.full((rows, count), -np.inf, dtype=np.float32)
        self.index = np.zeros((rows, count), dtype=np.int64)
        self._count = count

    def see(self, start: int, first: int, block: _Vectors, axis: int) -> None:
        """Add a block of cosines of rows from `start` with columns from `first`.

        Args:
            start: The first row.
            first: The first column.
            block: Their cosines.
            axis: The block's column axis.
        """
        part = slice(start, start + block.shape[1 - axis])
        rows, columns, values = _above(block, self.similarity[part].min(axis=1), self._count, axis)
        if not len(rows):
            return
        touched, begins, counts = np.unique(rows, return_index=True, return_counts=True)
        width = self._count + int(counts.max())
        place = np.repeat(np.arange(len(touched)), counts)
        at = self._count + np.arange(len(rows)) - np.repeat(begins, counts)
        similarity = np.full((len(touched), width), -np.inf, dtype=np.float32)
        index = np.zeros((len(touched), width), dtype=np.int64)
        similarity[:, : self._count] = self.similarity[part][touched]
        index[:, : self._count] = self.index[part][touched]
        similarity[place, at] = values
        index[place, at] = first + columns
        kept = np.argpartition(similarity, -self._count, axis=1)[:, -self._count :]
        self.similarity[start + touched] = np.take_along_axis(similarity, kept, axis=1)
        self.index[start + touched] = np.take_along_axis(index, kept, axis=1)


def _above(
    block: _Vectors, floor: _Vectors, count: int, axis: int
) -> tuple[_Rows, _Rows, _Vectors]:
    """Rows, columns and values that may be among the `count` highest of a row, ordered by row.

    Columns with the same remainder form a group, whose maximum is examined first: the `count`
    highest maxima are values of the row, so a group below them holds none of the row's highest.
    """
    size = block.shape[axis]
    step = max(1, size // _GROUP)
    highest = _highest(block, step, axis)
    if highest.shape[1] >= count:
        floor = np.maximum(floor, np.partition(highest, -count, axis=1)[:, -count])
    rows, groups = np.nonzero(highest >= floor[:, None])
    columns = groups[:, None] + np.arange(0, size, step)
    inside = np.minimum(columns, size - 1)
    across, along = (1, block.shape[1])[:: 1 if axis == 1 else -1]
    values = block.reshape(-1).take(rows[:, None] * along + inside * across)
    chosen = (values >= floor[rows, None]) & (columns < size)
    return np.repeat(rows, chosen.sum(axis=1)), columns[chosen], values[chosen]


def _highest(block: _Vectors, step: int, axis: int) -> _Vectors:
    """The highest value of each row's groups: float32, (rows, step)."""
    whole = block.shape[axis] // step * step
    if axis == 0:
        highest: _Vectors = block[:whole].reshape(-1, step, block.shape[1]).max(axis=0)
        rest, last = highest[: len(block) - whole], block[whole:]
    else:
        highest = block[:, :whole].reshape(len(block), -1, step).max(axis=1)
        rest, last = highest[:, : block.shape[1] - whole], block[:, whole:]
    np.maximum(rest, last, out=rest)
    return highest if axis == 1 else np.ascontiguousarray(highest.T)


def _exact(kept: _Kept, own: _Vectors, other: _Vectors, k: int, block: int) -> Neighbours:
    """The k nearest rows by float64, nearest first; ties go to the lower row."""
    count = kept.similarity.shape[1]
    # The sum of d products, each at most as exact as float32, is off by d rounding errors at most.
    error = (own.shape[1] + 2) * 2.0**-24
    least = np.partition(kept.similarity, -k, axis=1)[:, -k].astype(np.float64) - 2 * error
    possible = kept.similarity >= least[:, None]
    similarity = np.full(kept.similarity.shape, -np.inf, dtype=np.float32)
    rows, places = np.nonzero(possible)
    similarity[rows, places] = _cosines_of(own, other, rows, kept.index[rows, places])
    order = np.lexsort((kept.index, -similarity), axis=1)[:, :k]
    found = Neighbours(
        np.take_along_axis(similarity, order, axis=1), np.take_along_axis(kept.index, order, axis=1)
    )
    if count < len(other):
        # If all kept rows are possible, rows that were dropped may be possible, too.
        unsure = np.flatnonzero(possible.all(axis=1))
        for some in np.array_split(unsure, -(-len(unsure) // block) or 1):
            near = _all_possible(own[some], other, least[some], k, block)
            found.similarity[some], found.index[some] = near
    return found


def _cosines_of(own: _Vectors, other: _Vectors, rows: _Rows, columns: _Rows) -> _Vectors:
    """Cosines of pairs of rows: float32, summed in float64."""
    found = np.empty(len(rows), dtype=np.float32)
    for start in range(0, len(rows), _PAIRS):
        some = slice(start, start + _PAIRS)
        one, two = own[rows[some]].astype(np.float64), other[columns[some]].astype(np.float64)
        found[some] = np.einsum("ij,ij->i", one, two)
    return found


def _all_possible(
    own: _Vectors, other: _Vectors, least: NDArray[np.float64], k: int, block: int
) -> tuple[_Vectors, _Rows]:
    """The k nearest rows for a few rows, among all with a float32 cosine of `least` or above."""
    best = np.full((len(own), k), -np.inf, dtype=np.float32)
    index = np.zeros((len(own), k), dtype=np.int64)
    for first in range(0, len(other), block):
        columns = other[first : first + block]
        rows, places = np.nonzero(own @ columns.T >= least[:, None])
        if len(rows) > _MANY * len(own):
            similarity = cosines(own, columns)
        else:
            similarity = np.full((len(own), len(columns)), -np.inf, dtype=np.float32)
            similarity[rows, places] = _cosines_of(own, columns, rows, places)
        # Rows of earlier blocks come first, so the lower row wins a tie.
        values = np.concatenate([best, similarity], axis=1)
        numbers = np.broadcast_to(first + np.arange(len(columns)), similarity.shape)
        among = np.concatenate([index, numbers], axis=1)
        kept = np.argsort(-values, axis=1, kind="stable")[:, :k]
        best = np.take_along_axis(values, kept, axis=1)
        index = np.take_along_axis(among, kept, axis=1)
    return best, index
