"""A linear scale with round ticks, on which all figures are drawn."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_STEPS = (1, 2, 5, 10)


@dataclass(frozen=True, slots=True)
class Scale:
    """Linear map from values to pixels."""

    low: float
    high: float
    start: float
    """Pixel of `low`."""
    end: float
    """Pixel of `high`."""

    def at(self, value: float) -> float:
        """Pixel of a value, to one decimal, clipped to the scale."""
        inside = min(max(value, self.low), self.high)
        share = (inside - self.low) / (self.high - self.low)
        return round(self.start + share * (self.end - self.start), 1)

    def all_at(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Pixels of many values, as `at` has them but not rounded yet; NaN stays NaN."""
        inside = np.minimum(np.maximum(values, self.low), self.high)
        share = (inside - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)

    def ticks(self, most: int = 5) -> tuple[tuple[float, float], ...]:
        """(value, pixel) of at most `most` round values inside the scale."""
        step = _step(self.high - self.low, most)
        first = math.ceil(round(self.low / step, 9))
        last = math.floor(round(self.high / step, 9))
        values = [round(place * step, 9) for place in range(first, last + 1)]
        return tuple((value, self.at(value)) for value in values)


def _step(width: float, most: int) -> float:
    """The smallest of 1, 2, 5 times a power of ten that needs at most `most` ticks."""
    power = 10.0 ** math.floor(math.log10(width / most))
    for factor in _STEPS:
        if width / (factor * power) <= most - 1:
            return factor * power
    return 2 * _STEPS[-1] * power


def scale_of(values: Iterable[float], start: float, end: float, *, least: float = 4.0) -> Scale:
    """Scale that covers all values with a small margin, from one whole number to another.

    Args:
        values: Values to cover; if there are none, the scale runs from 0 to 100.
        start: Pixel of its lower end.
        end: Pixel of its upper end.
        least: Minimum width, in units of the values.
    """
    known = list(values)
    if not known:
        return Scale(0.0, 100.0, start, end)
    low, high = math.floor(min(known) - 0.5), math.ceil(max(known) + 0.5)
    if high - low < least:
        middle = (high + low) / 2
        low, high = math.floor(middle - least / 2), math.ceil(middle + least / 2)
    return Scale(float(low), float(high), start, end)


def centred_scale(values: Iterable[float], start: float, end: float, *, step: float = 1.0) -> Scale:
    """Scale for differences: symmetric about 0, to the next multiple of `step`."""
    largest = max((abs(value) for value in values), default=1.0)
    bound = step * max(1, math.ceil(largest / step))
    return Scale(-bound, bound, start, end)
