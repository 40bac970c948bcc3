"""Choosing an answer's ends from logits, by the rules of the SQuAD scripts that XTREME uses."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

N_BEST = 20
"""Starts and ends that are looked at in a window, and texts that are kept of all windows."""

LONGEST_ANSWER = 30
"""Sub-words that an answer may have."""

Span = tuple[float, int, int]
"""Score, first and last position."""


def best_span(
    start_logits: ArrayLike,
    end_logits: ArrayLike,
    owned: Sequence[bool | None],
    n_best: int = N_BEST,
    longest: int = LONGEST_ANSWER,
) -> list[Span]:
    """The candidates of one window, best first; ties keep the order of start and end ranks.

    Args:
        start_logits: One number for each position of the input, special tokens and question too.
        end_logits: The same for the answer's last sub-word.
        owned: For each position None outside the context, else whether this window owns it.
        n_best: How many starts and ends are looked at.
        longest: Sub-words that an answer may have.
    """
    starts, ends = np.asarray(start_logits), np.asarray(end_logits)
    first = np.argsort(-starts, kind="stable")[:n_best].tolist()
    last = np.argsort(-ends, kind="stable")[:n_best].tolist()
    found = [
        (float(starts[start]) + float(ends[end]), start, end)
        for start in first
        if owned[start]
        for end in last
        if owned[end] is not None and start <= end < start + longest
    ]
    return sorted(found, key=lambda span: -span[0])
