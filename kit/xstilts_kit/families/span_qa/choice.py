"""Selects answer spans from logits, by the rules of the SQuAD scripts used in XTREME."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

N_BEST = 20
"""Starts and ends considered per window, and texts kept over all windows."""

LONGEST_ANSWER = 30
"""Maximum length of an answer in sub-words."""

Span = tuple[float, int, int]
"""Score, first and last position."""


def best_span(
    start_logits: ArrayLike,
    end_logits: ArrayLike,
    owned: Sequence[bool | None],
    n_best: int = N_BEST,
    longest: int = LONGEST_ANSWER,
) -> list[Span]:
    """Candidate spans of one window, best first; ties keep the order of start and end ranks.

    Args:
        start_logits: One per position of the input, including special tokens and question.
        end_logits: The same for the end of the answer.
        owned: For each position, None outside the context, else whether this window owns it.
        n_best: Number of starts and ends considered.
        longest: Maximum length of an answer in sub-words.
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
