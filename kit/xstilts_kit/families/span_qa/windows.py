"""Windows over contexts that are longer than the model's input, as in XTREME's QA scripts.

Window starts are a *step* apart (``doc_stride`` in those scripts; a tokenizer's ``stride`` is the
overlap instead). A token in several windows belongs to the one that shows most of its surrounding
text.
"""

from collections.abc import Sequence

STEP = 128
"""Context sub-words between the starts of consecutive windows."""

LONGEST_QUESTION = 64
"""Maximum sub-words of a question; the rest is truncated."""

LEAST_CONTEXT = 32
"""Minimum context sub-words in a window, next to the longest question."""

Window = tuple[int, int]
"""First context sub-word, number of context sub-words."""


def step_of(capacity: int, step: int = STEP) -> int:
    """Step between windows that hold `capacity` context sub-words.

    Half a window if a whole step would skip sub-words.
    """
    return step if capacity >= step else max(1, capacity // 2)


def windows(tokens: int, capacity: int, step: int) -> tuple[Window, ...]:
    """Windows over `tokens` sub-words, until one reaches the end; an empty text has one, too."""
    found = [(0, min(tokens, capacity))]
    while sum(found[-1]) < tokens:
        start = found[-1][0] + step
        found.append((start, min(tokens - start, capacity)))
    return tuple(found)


def owners(found: Sequence[Window], tokens: int) -> list[int]:
    """For each of `tokens` context sub-words, the index of the window that owns it.

    A window's score is the smaller number of sub-words to the left and right of the token, plus a
    hundredth of the window's length; the first window with the highest score owns it.
    """
    best = [(float("-inf"), 0)] * tokens
    for index, (start, length) in enumerate(found):
        for position in range(start, start + length):
            context = min(position - start, start + length - 1 - position)
            score = context + 0.01 * length
            if score > best[position][0]:
                best[position] = (score, index)
    return [index for _, index in best]
