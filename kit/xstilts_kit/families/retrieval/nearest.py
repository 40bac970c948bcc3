"""Nearest candidate of each query by cosine."""

import numpy as np
from numpy.typing import NDArray

from xstilts_kit.families._vectors import cosines, unit_length


def nearest(
    queries: NDArray[np.float32], candidates: NDArray[np.float32], block: int = 1024
) -> NDArray[np.int64]:
    """Row of the candidate with the highest cosine; ties go to the lowest row: int64, (n,).

    Args:
        queries: float32, (n, d).
        candidates: float32, (m, d).
        block: Queries and candidates compared at once; memory grows with its square.
    """
    queries, candidates = unit_length(queries), unit_length(candidates)
    best = np.full(len(queries), -np.inf, dtype=np.float32)
    rows = np.zeros(len(queries), dtype=np.int64)
    for start in range(0, len(queries), block):
        part = slice(start, start + block)
        for first in range(0, len(candidates), block):
            similarity = cosines(queries[part], candidates[first : first + block])
            found = similarity.argmax(axis=1)
            value = similarity[np.arange(len(found)), found]
            better = value > best[part]
            best[part] = np.where(better, value, best[part])
            rows[part] = np.where(better, first + found, rows[part])
    return rows
