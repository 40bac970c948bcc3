"""Does a gain shrink under another condition? Differences in differences, in points and log-odds.

Four scores: a baseline and an intervention, each on clean inputs and under the condition. On a
scale that chance bounds from below, a gain shrinks by arithmetic alone; only what both scales show
is a finding.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

_ROUNDING = 1e-9
"""Ends of an interval this close to 0 count as 0."""

Verdict = Literal["shrinks", "grows", "depends on the scale", "not shown"]


def difference_in_differences(
    baseline: ArrayLike,
    baseline_changed: ArrayLike,
    intervention: ArrayLike,
    intervention_changed: ArrayLike,
) -> NDArray[np.float64]:
    """Gain on clean inputs minus gain under the condition; positive: the gain shrinks.

    Arguments are scores in points, or one per replicate, drawn with the same weights.
    """
    base, base_c, inter, inter_c = (
        np.asarray(x, dtype=np.float64)
        for x in (baseline, baseline_changed, intervention, intervention_changed)
    )
    return np.asarray((inter - base) - (inter_c - base_c), dtype=np.float64)


def log_odds(score: ArrayLike, n: float, chance: float = 0.0) -> NDArray[np.float64]:
    """ln((p - c + e) / (1 - p + e)) of scores in points, with e = 1 / (2 n).

    Args:
        score: Scores, 0 to 100; those below chance are raised to it (see `below_chance`).
        n: Examples.
        chance: Score of a random answer, 0 to 100; 0 for span extraction and tagging.
    """
    floor, epsilon = chance / 100, 1 / (2 * n)
    p = np.maximum(np.asarray(score, dtype=np.float64) / 100, floor)
    return np.asarray(np.log((p - floor + epsilon) / (1 - p + epsilon)), dtype=np.float64)


def below_chance(score: float, chance: float) -> bool:
    """Whether a score is raised to chance for its log-odds, which a report should mention."""
    return score < chance


@dataclass(frozen=True, slots=True)
class Shrinkage:
    """The shrinkage of a gain, with 95 % intervals."""

    gain: float
    """Intervention minus baseline on clean inputs, in points."""
    gain_changed: float
    points: float
    points_low: float
    points_high: float
    log_odds: float
    log_odds_low: float
    log_odds_high: float
    floored: bool
    """Whether a score was below chance, and raised to it on the log-odds scale."""

    @property
    def verdict(self) -> Verdict:
        """The conclusion: a finding needs both scales, each with an interval that excludes 0."""
        shown = [
            float(np.sign(low)) if min(abs(low), abs(high)) > _ROUNDING and low * high > 0 else 0.0
            for low, high in (
                (self.points_low, self.points_high),
                (self.log_odds_low, self.log_odds_high),
            )
        ]
        if shown[0] == shown[1]:
            return "not shown" if shown[0] == 0 else "shrinks" if shown[0] > 0 else "grows"
        return "depends on the scale"


def shrinkage(
    baseline: ArrayLike,
    baseline_changed: ArrayLike,
    intervention: ArrayLike,
    intervention_changed: ArrayLike,
    n: float,
    chance: float = 0.0,
) -> Shrinkage:
    """Shrinkage of a gain from four vectors.

    Args:
        baseline: float64, (1 + replicates,), in points: the score, then its paired replicates.
        baseline_changed: The same under the condition.
        intervention: The same of the intervention on clean inputs.
        intervention_changed: The same under the condition.
        n: Examples.
        chance: Score of a random answer, 0 to 100.
    """
    four = [
        np.asarray(x, dtype=np.float64)
        for x in (baseline, baseline_changed, intervention, intervention_changed)
    ]
    points = difference_in_differences(*four)
    odds = difference_in_differences(*(log_odds(x, n, chance) for x in four))
    return Shrinkage(
        gain=float(four[2][0] - four[0][0]),
        gain_changed=float(four[3][0] - four[1][0]),
        points=float(points[0]),
        points_low=_ends(points)[0],
        points_high=_ends(points)[1],
        log_odds=float(odds[0]),
        log_odds_low=_ends(odds)[0],
        log_odds_high=_ends(odds)[1],
        floored=any(below_chance(float(x[0]), chance) for x in four),
    )


def _ends(vector: NDArray[np.float64]) -> tuple[float, float]:
    kept = vector[1:][~np.isnan(vector[1:])]
    if kept.size < 2:
        return float("nan"), float("nan")
    low, high = np.percentile(kept, [2.5, 97.5])
    return float(low), float(high)
