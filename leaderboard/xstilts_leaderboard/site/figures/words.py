"""Many numbers as text at once: tables and heat maps of a large board have a million of them.

Every text is the one that formatting the number by itself gives.
"""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from xstilts_leaderboard.tables.lines import decimal

_MOST = 2000
"""Tenths up to which texts are kept ready; larger numbers are formatted one by one."""

_TIE = 1e-6
"""Numbers this close to a tie, in tenths, are rounded one by one."""


def words(
    values: NDArray[np.float64], before: str = "", after: str = "", missing: str = ""
) -> list[str]:
    """Format numbers to one decimal, as `decimal` does, each between two strings.

    Args:
        values: (numbers,); NaN for none.
        before: The text before each number.
        after: The text after each number.
        missing: The whole text of a NaN.
    """
    absent = np.isnan(values)
    known = np.where(absent, 0.0, values)
    found = tenths(np.abs(known))
    large = found > _MOST
    places = np.where(large, 0, found) + (_MOST + 1) * np.signbit(known)
    places[absent] = -1
    texts: list[str] = _texts(before, after, missing)[places].tolist()
    for place in np.flatnonzero(large).tolist():
        texts[place] = f"{before}{decimal(float(values[place]))}{after}"
    return texts


def tenths(values: NDArray[np.float64]) -> NDArray[np.int64]:
    """The tenths of numbers that are at least 0, rounded as ``f"{value:.1f}"`` rounds them."""
    scaled = values * 10
    found = np.rint(scaled).astype(np.int64)
    # A product may be rounded across a tie; formatting looks at the number itself.
    for place in np.flatnonzero(np.abs(np.abs(scaled - found) - 0.5) < _TIE).tolist():
        found[place] = int(f"{float(values[place]):.1f}".replace(".", ""))
    return found


def ranges(
    low: NDArray[np.float64], high: NDArray[np.float64], before: str, after: str
) -> list[list[str]]:
    """Format intervals as `Score.interval` does; the pieces of each are to be joined.

    Args:
        low: (intervals,): lower ends; NaN for none.
        high: (intervals,): upper ends.
        before: The text before each interval.
        after: The text after each interval.
    """
    if not (low < 0).any():
        return [words(low, before), words(high, "–", after)]
    joined = np.where(np.isnan(low), "", np.where(low < 0, " to ", "–")).tolist()
    return [words(low, before), joined, words(high, "", after)]


@lru_cache(maxsize=64)
def _texts(before: str, after: str, missing: str) -> NDArray[np.object_]:
    """The texts of 0.0, 0.1, …, then of −0.0, −0.1, …, then of a NaN."""
    signs = ("", "−")
    found = [f"{before}{s}{n / 10:.1f}{after}" for s in signs for n in range(_MOST + 1)]
    return np.array([*found, missing], dtype=np.object_)
