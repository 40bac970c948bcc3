"""Tints of table cells, by distance from a middle value, in equal steps."""

from collections.abc import Sequence
from statistics import median, quantiles

import numpy as np
from numpy.typing import NDArray

STEPS = 4
"""Steps to each side; class ``n4`` is far below, ``p4`` far above, no class is the middle."""


def tint(difference: float, step: float) -> str:
    """CSS class of a difference: ``p1`` … ``p4`` above, ``n1`` … ``n4`` below, else empty.

    Args:
        difference: A value minus the middle value.
        step: Width of a step; the untinted band reaches half a step to each side.
    """
    if step <= 0:
        return ""
    place = min(int(abs(difference) / step + 0.5), STEPS)
    return f"{'p' if difference > 0 else 'n'}{place}" if place else ""


_CLASSES = np.array(
    [
        f' class="{kind}"' if kind else ""
        for kind in (tint(float(place), 1.0) for place in range(-STEPS, STEPS + 1))
    ],
    dtype=np.object_,
)


def tint_classes(differences: NDArray[np.float64], step: float) -> NDArray[np.object_]:
    """The class attribute of each difference, as `tint` has it; empty for NaN."""
    if step <= 0:
        return np.full(differences.shape, "", dtype=np.object_)
    known = np.nan_to_num(differences)
    places = np.minimum(np.abs(known) / step + 0.5, STEPS).astype(int)
    found: NDArray[np.object_] = _CLASSES[STEPS + np.sign(known).astype(int) * places]
    return found


def column_tint(values: Sequence[float]) -> tuple[float, float]:
    """(median, width of a step) of a column, so that most values fall inside the four steps."""
    if not values:
        return 0.0, 0.0
    middle = median(values)
    if len(values) < 3:
        return middle, max(max(abs(value - middle) for value in values) / STEPS, 0.5)
    low, _, high = quantiles(values, n=4)
    return middle, max((high - low) / 2.2, 0.25)
