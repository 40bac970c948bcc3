"""The difference of two scores whose replicates were drawn alike: is it more than noise?"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Difference:
    """A minus B, in points."""

    difference: float
    standard_deviation: float
    """Of the replicates' differences."""
    p: float
    """Two-sided, by the normal distribution: 1000 replicates cannot tell smaller ones apart."""
    low: float
    """Lower end of the 95 % interval of the difference."""
    high: float


def compare_replicates(
    a: float, b: float, replicates_a: NDArray[np.float64], replicates_b: NDArray[np.float64]
) -> Difference:
    """Compare two scores by paired replicates: the comparison is a subtraction.

    Args:
        a: Observed score of A.
        b: Observed score of B.
        replicates_a: float64, (replicates,); NaN ones are left out.
        replicates_b: The same replicates of B.
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
    low, high = np.percentile(differences - differences.mean(), [2.5, 97.5])
    return Difference(observed, spread, p, observed + float(low), observed + float(high))
