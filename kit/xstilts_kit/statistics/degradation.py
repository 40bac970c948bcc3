"""How far a score falls under a condition: drops, ratios, and the mean relative degradation.

Scores are in points, 0 to 100. Vectors hold a score and then its paired replicates, so each
function serves the value and its interval.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

LEAST_ABOVE_CHANCE = 5.0
"""Smallest distance of a clean score from chance by which a drop is divided, in points."""

Vector = NDArray[np.float64]


def relative_drop(clean: ArrayLike, changed: ArrayLike) -> Vector:
    """Share of a score that is lost, (clean - changed) / clean; NaN where the clean score is 0."""
    before, after = (np.asarray(x, dtype=np.float64) for x in (clean, changed))
    return np.asarray((before - after) / np.where(before != 0, before, np.nan))


def above_chance_drop(clean: ArrayLike, changed: ArrayLike, chance: float) -> Vector:
    """(clean - changed) / (clean - chance); NaN where the clean score is less than 5 above it."""
    before, after = (np.asarray(x, dtype=np.float64) for x in (clean, changed))
    above = before - chance
    return np.asarray((before - after) / np.where(above >= LEAST_ABOVE_CHANCE, above, np.nan))


def retention(clean: ArrayLike, changed: ArrayLike) -> Vector:
    """Share of a score that is kept, changed / clean; NaN where the clean score is 0."""
    return np.asarray(1 - relative_drop(clean, changed))


def mean_relative_degradation(
    clean: Sequence[ArrayLike], changed: Sequence[Sequence[ArrayLike]]
) -> Vector:
    """Mean over languages of the mean over conditions of the relative drop, in percent.

    A mean of ratios, not a ratio of means; scores that rise count as negative drops. Lower is
    better. NaN if a clean score is 0.

    Args:
        clean: Score of each language.
        changed: Scores of each language under each condition.
    """
    own = [
        np.mean([relative_drop(before, after) for after in conditions], axis=0)
        for before, conditions in zip(clean, changed, strict=True)
    ]
    return np.asarray(100 * np.mean(own, axis=0))
