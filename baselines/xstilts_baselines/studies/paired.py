"""Intervals of a quantity that was measured once per seed, with paired bootstrap replicates.

Two intervals are computed, and claims use the wider one: Student's t over seeds, and a bootstrap on
two levels, seeds with replacement and then items. With few seeds the second alone is too narrow.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from xstilts_kit.statistics.bootstrap import interval_around
from xstilts_kit.transforms import choose

Span = tuple[float, float]

T_975 = (
    *(12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228),
    *(2.201, 2.179, 2.160, 2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086),
    *(2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042),
)
"""The 97.5th percentile of Student's t with 1 to 30 degrees of freedom."""

T_950 = (
    *(6.314, 2.920, 2.353, 2.132, 2.015, 1.943, 1.895, 1.860, 1.833, 1.812),
    *(1.796, 1.782, 1.771, 1.761, 1.753, 1.746, 1.740, 1.734, 1.729, 1.725),
    *(1.721, 1.717, 1.714, 1.711, 1.708, 1.706, 1.703, 1.701, 1.699, 1.697),
)
"""The 95th percentile, for intervals of 90 %."""

T_800 = (1.376, 1.061, 0.978, 0.941, 0.920, 0.906, 0.896, 0.889, 0.883, 0.879)
"""The 80th percentile, with 1 to 10 degrees of freedom."""

_NORMAL = {T_975: 1.960, T_950: 1.645, T_800: 0.842}
"""The normal distribution's, for more degrees of freedom."""


@dataclass(frozen=True, slots=True)
class Paired:
    """A quantity over paired seeds."""

    value: float
    """Mean over seeds."""
    by_seed: tuple[float, ...]
    sd: float | None
    """Standard deviation over seeds; None with one seed."""
    interval_seeds: Span | None
    interval_items: Span | None
    """95 % intervals; None with one seed, or without replicates that differ."""
    interval: Span | None
    """The wider of the two; None with one seed."""
    interval_90: Span | None
    """The wider interval of 90 %, by which a difference may be called negligible."""
    detectable: float | None
    """Smallest true value that is found with 80 % power at this spread; None with one seed."""


def paired(vectors: Sequence[NDArray[np.float64]], key: str) -> Paired:
    """Summarise one quantity over seeds.

    Args:
        vectors: One vector per seed, float64 (1 + replicates,), the value first; NaN where a
            replicate is undefined. Vectors of length 1 have no interval over items. Where a value
            is undefined, there is no interval.
        key: Name of the quantity, from which seeds are drawn in the bootstrap.
    """
    by_seed = tuple(float(vector[0]) for vector in vectors)
    count, value = len(by_seed), float(np.mean(by_seed))
    if not all(map(math.isfinite, by_seed)):
        return Paired(math.nan, by_seed, None, None, None, None, None, None)
    means = _resampled(np.stack(vectors)[:, 1:], key)
    items, items_90 = (_percentiles(value, means, share) for share in (2.5, 5.0))
    if count < 2:
        return Paired(value, by_seed, None, None, items, None, None, None)
    sd = float(np.std(by_seed, ddof=1))
    error = sd / math.sqrt(count)
    reach, reach_90 = (student(count - 1, table) * error for table in (T_975, T_950))
    seeds = (value - reach, value + reach)
    wider = _wider(seeds, items)
    power = (
        student(count - 1, T_800) / student(count - 1)
        if wider == seeds
        else _NORMAL[T_800] / _NORMAL[T_975]
    )
    return Paired(
        value=value,
        by_seed=by_seed,
        sd=sd,
        interval_seeds=seeds,
        interval_items=items,
        interval=wider,
        interval_90=_wider((value - reach_90, value + reach_90), items_90),
        detectable=_width(wider) / 2 * (1 + power),
    )


def student(freedom: int, table: tuple[float, ...] = T_975) -> float:
    """Return a percentile of Student's t, or of the normal distribution beyond the table."""
    return table[freedom - 1] if freedom <= len(table) else _NORMAL[table]


def _resampled(replicates: NDArray[np.float64], key: str) -> NDArray[np.float64]:
    """Mean over seeds drawn with replacement, in every replicate: float64, (replicates,)."""
    seeds, count = replicates.shape
    drawn = np.array(
        [[choose(seeds, key, row, draw) for draw in range(seeds)] for row in range(count)],
        dtype=np.intp,
    ).reshape(count, seeds)
    means = replicates[drawn, np.arange(count)[:, None]].mean(axis=1)
    return np.asarray(means[~np.isnan(means)], dtype=np.float64)


def _percentiles(value: float, means: NDArray[np.float64], share: float) -> Span | None:
    """Centred percentile interval that leaves out a share, in percent, at each end."""
    if means.size < 2 or np.ptp(means) == 0.0:
        return None
    return interval_around(value, means, share)


def _wider(one: Span, two: Span | None) -> Span:
    return one if two is None or _width(one) >= _width(two) else two


def _width(interval: Span) -> float:
    return interval[1] - interval[0]
