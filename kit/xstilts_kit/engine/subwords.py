"""The vectors of a text's sub-words, at one layer of an encoder."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class SubWords:
    """The sub-words of a text, special tokens left out."""

    spans: tuple[tuple[int, int], ...]
    """First code point of each, and the one after its last."""
    vectors: NDArray[np.float32]
    """float32, (sub-words, width)."""


def sub_words_of(
    vectors: NDArray[np.float32],
    spans: Sequence[tuple[int, int]],
    special: Sequence[int],
    shift: int,
) -> SubWords:
    """Leave out special tokens, and the sub-words of a prefix.

    Args:
        vectors: float32, (sub-words, width), special tokens included.
        spans: Place of each sub-word in the prefixed text.
        special: 1 for each special token, else 0.
        shift: Length of the prefix.
    """
    kept = [
        index
        for index, ((start, end), aside) in enumerate(zip(spans, special, strict=True))
        if not aside and end > max(start, shift)
    ]
    places = tuple((max(spans[i][0] - shift, 0), spans[i][1] - shift) for i in kept)
    return SubWords(places, vectors[kept])
