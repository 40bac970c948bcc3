"""Rank ranges as bars on the line from 1 to n."""

import numpy as np
from numpy.typing import NDArray

WIDTH, LEAST = 92.0, 3.0


def rank_bars(
    low: NDArray[np.int64], high: NDArray[np.int64], of: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Pixels of the starts and ends of bars; each rank has an equal share of the line.

    Args:
        low: (bars,): the first rank of each.
        high: (bars,): the last rank of each.
        of: Number of ranks.
    """
    step = WIDTH / of
    start, end = (low - 1) * step, high * step
    short = end - start < LEAST
    middle = np.minimum(np.maximum((start + end) / 2, LEAST / 2), WIDTH - LEAST / 2)
    return np.where(short, middle - LEAST / 2, start), np.where(short, middle + LEAST / 2, end)
