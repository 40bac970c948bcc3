"""Special tokens that a tokenizer adds around texts, learnt from an example."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any


@dataclass(frozen=True, slots=True)
class PairTemplate:
    """The special tokens around two texts, and their segments."""

    before: tuple[int, ...]
    between: tuple[int, ...]
    after: tuple[int, ...]
    _segments: tuple[tuple[int, ...], ...] | None
    """Segments of the parts before, first, between, second and after, if the tokenizer has any; a
    text has one for all its sub-words."""

    def segments(self, first: int, second: int) -> list[int] | None:
        """Segments of an input with two texts of these lengths; None if there are none."""
        if self._segments is None:
            return None
        before, one, between, two, after = self._segments
        return [*before, *one * first, *between, *two * second, *after]


def pair_template(tokenizer: Any) -> PairTemplate:
    """Return the template of a fast tokenizer for two texts."""
    encoded = tokenizer("a", "b")
    ids, sides = encoded["input_ids"], encoded.sequence_ids(0)
    first, second = sides.index(0), sides.index(1)
    end_first, end_second = _end(sides, 0), _end(sides, 1)
    kinds = encoded.get("token_type_ids")
    segments = None
    if kinds is not None:
        ends = (0, first, end_first, second, end_second, len(ids))
        parts = [tuple(kinds[start:end]) for start, end in pairwise(ends)]
        segments = (parts[0], parts[1][:1], parts[2], parts[3][:1], parts[4])
    return PairTemplate(
        tuple(ids[:first]), tuple(ids[end_first:second]), tuple(ids[end_second:]), segments
    )


def _end(sides: Sequence[int | None], side: int) -> int:
    """Return the end of a side, one after its last position."""
    return len(sides) - list(reversed(sides)).index(side)
