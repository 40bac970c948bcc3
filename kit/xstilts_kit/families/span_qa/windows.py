"""Windows over a context that is longer than the model, as XTREME's QA scripts cut it.

Starts lie a *step* apart (called ``doc_stride`` there; a tokenizer's ``stride`` is the overlap,
which is something else). A token that stands in several windows belongs to the one that shows most
of what is around it.
"""

from collections.abc import Sequence

STEP = 128
"""Context sub-words between the starts of two windows."""

LONGEST_QUESTION = 64
"""Sub-words of a question; the rest is cut off."""

LEAST_CONTEXT = 32
"""Context sub-words that a window must hold beside the longest question."""

Window = tuple[int, int]
"""First context sub-word, number of context sub-words."""


def step_of(capacity: int, step: int = STEP) -> int:
    """The step of windows that hold `capacity` context sub-words.

    Half a window where a whole step would leave sub-words unread.
    """
    return step if capacity >= step else max(1, capacity // 2)


def windows(tokens: int, capacity: int, step: int) -> tuple[Window, ...]:
    """The windows over `tokens` sub-words until one reaches the end; an empty text has one, too."""
    found = [(0, min(tokens, capacity))]
    while sum(found[-1]) < tokens:
        start = found[-1][0] + step
        found.append((start, min(tokens - start, capacity)))
    return tuple(found)


def owners(found: Sequence[Window], tokens: int) -> list[int]:
    """For each of `tokens` context sub-words the index of the window that owns it.

    A window's score is the smaller number of sub-words to the left and right of it there, plus a
    hundredth of the window's length; the first window with the greatest score owns it.
    """
    best = [(float("-inf"), 0)] * tokens
    for index, (start, length) in enumerate(found):
        for position in range(start, start + length):
            context = min(position - start, start + length - 1 - position)
            score = context + 0.01 * length
            if score > best[position][0]:
                best[position] = (score, index)
    return [index for _, index in best]
