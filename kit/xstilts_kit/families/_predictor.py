"""What a predictor is: how one family turns examples into model inputs and outputs into records.

`families/<family>/predictor.py` holds a class ``Predictor``; the engine imports it by name.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from xstilts_kit.families._family import Example, Record


@dataclass(frozen=True, slots=True)
class Feature:
    """One model input: an example, or a window of one."""

    example: int
    """Index of its example."""
    input_ids: Sequence[int]
    """Sub-words, special tokens included."""
    token_type_ids: Sequence[int] | None = None
    """Segment of each sub-word, where the tokenizer gives segments."""
    positions: Sequence[int] = ()
    """Where the answers are read off, for families that need it."""


class Predictor(Protocol):
    """One family's way from examples to records."""

    def features(self, examples: Sequence[Example]) -> list[Feature]:
        """Model inputs of the examples, in their order."""
        ...

    def outputs(self, batch: Sequence[Feature]) -> list[Any]:
        """What the model says to each input of one batch; plain Python values."""
        ...

    def records(
        self, examples: Sequence[Example], features: Sequence[Feature], outputs: Sequence[Any]
    ) -> list[Record]:
        """One record an example, in order, from the outputs of all features."""
        ...
