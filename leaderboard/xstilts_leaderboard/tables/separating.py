"""Which pairs of rows differ significantly, at a false discovery rate (Benjamini, Hochberg 1995).

A thousand rows are half a million pairs, by each of sixty means. Their z scores are computed in
single precision, which takes half the time; a pair too close to the critical value for that to
decide is computed again in double precision. So the answer is that of double precision.
"""

import math
from collections.abc import Callable
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

_NOTHING = 1e-9
"""Differences and variances below this value are rounding errors."""

_BLOCK = 256
"""Rows compared at once with all others."""

_ERROR = 2e-6
"""Error of a covariance in single precision, over the two variances: seven times the largest
seen."""

_ALIKE = 0.05
"""Rows that vary together: below this share of the two variances, the variance of a difference
loses too many digits in single precision."""

_MARGIN = 4 * _ERROR / _ALIKE
"""Squared z scores in single precision are this close to the critical value, or decided."""

_FEW = 128
"""Rows up to which double precision takes no time."""

_PAIRS = 1024
"""Pairs computed at once in double precision."""


def separated_pairs(
    scores: NDArray[np.float64], replicates: NDArray[np.float32], rate: float
) -> NDArray[np.bool_]:
    """Whether the difference of each pair is significant: (rows, rows), symmetric.

    The step-up rule calls the k pairs of the highest z significant, for the largest k whose k-th z
    reaches the critical value of place k. Critical values fall with the place: if only n < k pairs
    reach that of place k, no place between n and k can be the one, and n is tried next.

    Args:
        scores: float, (rows,).
        replicates: (rows, replicates), paired across rows; columns with a NaN are left out.
        rate: The false discovery rate.
    """
    unknown = np.isnan(replicates).any(axis=0) if np.isnan(replicates.sum()) else np.array(False)
    kept = replicates[:, ~unknown] if unknown.any() else replicates
    found = _in_single_precision(scores, kept) if len(scores) > _FEW else None
    reaching, at_most = found or _in_double_precision(scores, kept)
    count = len(scores)
    place = pairs = count * (count - 1) // 2
    while place:
        least = -NormalDist().inv_cdf(rate * place / pairs / 2)
        reached = at_most(least)
        if reached >= place:
            separated = reaching(least)
            reached = int(np.count_nonzero(separated))
            if reached >= place:
                return separated | separated.T
        place = reached
    return np.zeros((count, count), dtype=np.bool_)


_Reaching = tuple[Callable[[float], NDArray[np.bool_]], Callable[[float], int]]
"""From a critical z to the pairs that reach it, (rows, rows), False on and below the diagonal;
and to a number that theirs does not exceed, which is faster."""


def _in_double_precision(scores: NDArray[np.float64], replicates: NDArray[np.float32]) -> _Reaching:
    kept = replicates.astype(np.float64)
    kept -= kept.mean(axis=1, keepdims=True)
    own = np.einsum("ij,ij->i", kept, kept)
    z = np.zeros((len(scores), len(scores)))
    for start in range(0, len(scores), _BLOCK):
        rows = slice(start, start + _BLOCK)
        variance = own[rows, None] + own[None, start:] - 2 * (kept[rows] @ kept[start:].T)
        variance /= kept.shape[1] - 1
        found = _z(np.abs(scores[rows, None] - scores[None, start:]), variance)
        z[rows, start:] = np.triu(found, 1)
    return lambda least: z >= least, lambda least: int(np.count_nonzero(z >= least))


def _in_single_precision(
    scores: NDArray[np.float64], replicates: NDArray[np.float32]
) -> _Reaching | None:
    """The same from z scores in single precision; None if too many pairs vary together."""
    kept = replicates - replicates.mean(axis=1, dtype=np.float64, keepdims=True).astype(np.float32)
    degrees = kept.shape[1] - 1
    own = np.einsum("ij,ij->i", kept, kept) / np.float32(degrees)
    least_variance = 2 * _ALIKE * own.max()
    count = len(scores)
    squared = np.zeros((count, count), np.float32)
    for start in range(0, count, _BLOCK):
        rows = slice(start, min(start + _BLOCK, count))
        variance = kept[rows] @ kept[start:].T
        variance *= np.float32(-2 / degrees)
        variance += own[None, start:]
        variance += own[rows, None]
        np.copyto(variance, np.nan, where=variance <= least_variance)
        found = (scores[rows, None] - scores[None, start:]).astype(np.float32)
        found *= found
        np.divide(found, variance, out=squared[rows, start:])
        corner = squared[rows, rows]
        corner[np.tril_indices(len(corner))] = 0.0
    flat = squared.reshape(-1)
    alike = np.flatnonzero(np.isnan(flat))
    if len(alike) > count * count // 32:
        return None
    flat[alike] = 0.0
    z_alike = _exactly(scores, replicates, alike)

    def reaching(least: float) -> NDArray[np.bool_]:
        found = flat >= np.float32(least * least * (1 - _MARGIN))
        near = np.flatnonzero(found & (flat < np.float32(least * least * (1 + _MARGIN))))
        found[near] = _exactly(scores, replicates, near) >= least
        found[alike] = z_alike >= least
        return found.reshape(count, count)

    def at_most(least: float) -> int:
        lower = np.float32(least * least * (1 - _MARGIN))
        return int(np.count_nonzero(flat >= lower) + np.count_nonzero(z_alike >= least))

    return reaching, at_most


def _exactly(
    scores: NDArray[np.float64],
    replicates: NDArray[np.float32],
    pairs: NDArray[np.intp],
) -> NDArray[np.float64]:
    """The z scores of some pairs, row · rows + column, in double precision: (pairs,)."""
    first, second = np.divmod(pairs, len(scores))
    found = np.empty(len(first))
    for start in range(0, len(first), _PAIRS):
        one, two = first[start : start + _PAIRS], second[start : start + _PAIRS]
        difference = replicates[one].astype(np.float64) - replicates[two]
        variance = difference.var(axis=1, ddof=1)
        found[start : start + _PAIRS] = _z(np.abs(scores[one] - scores[two]), variance)
    return found


def _z(apart: NDArray[np.float64], variance: NDArray[np.float64]) -> NDArray[np.float64]:
    """Distance over standard deviation; without variance, 0 if equal and else infinite."""
    still = variance < _NOTHING
    z = apart / np.sqrt(np.where(still, 1.0, variance))
    z[still] = np.where(apart[still] < _NOTHING, 0.0, math.inf)
    return z
