"""Tests the difference of two scores, using paired replicates."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from xstilts_kit.statistics.bootstrap import interval_around


@dataclass(frozen=True, slots=True)
class Difference:
    """Score A minus score B, in points."""

    difference: float
    standard_deviation: float
    """Standard deviation of the replicates' differences."""
    p: float
    """Two-sided, by the normal approximation: 1000 replicates cannot resolve smaller values."""
    low: float
    """Lower end of the difference's 95 % interval."""
    high: float


def compare_replicates(
    a: float, b: float, replicates_a: NDArray[np.float64], replicates_b: NDArray[np.float64]
) -> Difference:
    """Compare two scores by subtracting paired replicates.

    Args:
        a: Observed score of A.
        b: Observed score of B.
        replicates_a: float64, (replicates,); NaN values are left out.
        replicates_b: The replicates of B, drawn with the same weights.
    """
    observed = a - b
    differences = replicates_a - replicates_b
    differences = differences[~np.isnan(differences)]
    if differences.size < 2:
        return Difference(observed, math.nan, math.nan, math.nan, math.nan)
    spread = float(differences.std(ddof=1))
    if spread == 0.0:
        p = 1.0 if observed == 0.0 else 0.0
    else:
        p = math.erfc(abs(observed) / (spread * math.sqrt(2)))
    return Difference(observed, spread, p, *interval_around(observed, differences))
