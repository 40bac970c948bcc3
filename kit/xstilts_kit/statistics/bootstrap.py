"""Bootstrap replicates of a metric, and the resulting interval."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from xstilts_kit.statistics.poisson import REPLICATES, unit_hashes, weights_of
from xstilts_kit.statistics.table import Metric, Sums, Table

_BLOCK = 50  # 50 replicates of 25,000 units are 10 MB of weights


@dataclass(frozen=True, slots=True)
class Interval:
    """A 95 % interval, clipped to 0 to 100."""

    low: float
    high: float


def resampled(table: Table, count: int = REPLICATES) -> Sums:
    """Column sums in every replicate, each float64, (count,); NaN if no unit was drawn."""
    hashes = unit_hashes(table.family, table.units)
    parts = []
    for start in range(0, count, _BLOCK):
        weights = weights_of(hashes, range(start, min(start + _BLOCK, count)))
        sums = table.resampled_sums(weights)
        drawn = weights.any(axis=1)
        parts.append({name: np.where(drawn, total, np.nan) for name, total in sums.items()})
    return {name: np.concatenate([part[name] for part in parts]) for name in table.columns}


def replicates(table: Table, metric: Metric, count: int = REPLICATES) -> NDArray[np.float64]:
    """The metric in every replicate: float64, (count,).

    NaN where the metric is undefined or no unit was drawn.
    """
    return of_sums(metric, resampled(table, count))


def of_sums(metric: Metric, sums: Sums) -> NDArray[np.float64]:
    """Compute a metric of resampled sums; NaN where no unit was drawn."""
    drawn = ~np.isnan(next(iter(sums.values())))
    return np.where(drawn, metric(sums), np.nan)


def interval(observed: float, values: NDArray[np.float64]) -> Interval | None:
    """95 % interval: observed score plus 2.5th and 97.5th percentiles of the centred replicates.

    Args:
        observed: The point score, 0 to 100.
        values: The replicates; NaN values are left out.

    Returns:
        None if all replicates are equal, so that no interval can be given.
    """
    kept = values[~np.isnan(values)]
    if kept.size == 0 or np.ptp(kept) == 0.0:
        return None
    low, high = interval_around(observed, kept)
    return Interval(max(0.0, low), min(100.0, high))


def vector_interval(vector: NDArray[np.float64]) -> tuple[float, float] | None:
    """95 % interval of an unbounded quantity, such as a difference.

    Args:
        vector: float64, (1 + replicates,): the value, then its replicates; NaN are left out.

    Returns:
        The value plus percentiles of the centred replicates; None without replicates.
    """
    kept = vector[1:][~np.isnan(vector[1:])]
    if kept.size < 2:
        return None
    return interval_around(float(vector[0]), kept)


def interval_around(
    value: float, values: NDArray[np.float64], share: float = 2.5
) -> tuple[float, float]:
    """Interval of an unbounded quantity, from the percentiles of its centred replicates.

    Args:
        value: The observed value.
        values: float64, (replicates,), at least one and none NaN.
        share: Share of the replicates beyond each end, in percent; 2.5 gives a 95 % interval.
    """
    low, high = np.percentile(values - values.mean(), [share, 100 - share])
    return value + float(low), value + float(high)


def mean_of(vectors: Sequence[NDArray[np.float64]]) -> NDArray[np.float64]:
    """Element-wise mean of scores or replicates: float64, same length as each vector."""
    return np.asarray(np.stack(vectors).mean(axis=0), dtype=np.float64)
