"""Top-1 retrieval by plain cosine, one query at a time in double precision."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


def unit(rows: NDArray[np.float32]) -> NDArray[np.float64]:
    """Rows of length one; a row of zeros stays as it is."""
    wide = np.asarray(rows, dtype=np.float64)
    norms = np.sqrt((wide * wide).sum(axis=1, keepdims=True))
    return wide / np.where(norms > 0.0, norms, 1.0)


def nearest(queries: NDArray[np.float32], candidates: NDArray[np.float32]) -> list[int]:
    """For each query the first candidate of the highest cosine."""
    rows = unit(candidates)
    found = []
    for query in unit(queries):
        best, best_cosine = 0, -np.inf
        for number, cosine in enumerate((rows * query).sum(axis=1)):
            if cosine > best_cosine:
                best, best_cosine = number, cosine
        found.append(best)
    return found


def positions_in_original_order(aligned_english: Sequence[str]) -> list[int]:
    """Tatoeba's gold: for each line of the sorted English file its line before sorting."""
    stripped = [line.strip() for line in aligned_english]
    return sorted(range(len(stripped)), key=lambda number: stripped[number])
