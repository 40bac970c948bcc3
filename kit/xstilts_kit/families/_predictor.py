"""The interface of predictors: examples to model inputs, outputs to records.

`families/<family>/predictor.py` holds a class ``Predictor``; the engine imports it by name.
"""

import json
from abc import ABC, abstractmethod
from collections.abc import MutableSequence, Sequence
from dataclasses import dataclass
from typing import Any

from xstilts_kit.families._family import Inputs, Record


@dataclass(frozen=True, slots=True)
class Feature:
    """A model input: an example, a window of an example, or a sentence."""

    example: int
    """Index of the example or sentence."""
    input_ids: Sequence[int]
    """Sub-words, including special tokens."""
    token_type_ids: Sequence[int] | None = None
    """Segment of each sub-word, if the tokenizer has segments."""
    language: str | None = None
    """Language of the text, for models that require it."""


class BasePredictor(ABC):
    """Converts examples to model inputs, and model outputs to records."""

    language: str | None = None
    """Language of the inputs; set before each cell."""
    shares: str | None = None
    """Fingerprint of the inputs whose outputs `share` got; set by the engine."""

    @abstractmethod
    def features(self, inputs: Inputs) -> Sequence[Any]:
        """Model inputs, in the order of the examples; each is a `Feature`."""

    def shared(self, inputs: Inputs) -> Inputs | None:
        """Inputs whose outputs all cells of the task share, such as a pool of candidates.

        The engine computes them before those of the cell, once per run, and hands them to `share`.
        """
        return None

    def share(self, outputs: Sequence[Any]) -> None:
        """Keep the outputs of the `shared` inputs for the cells to come."""
        raise NotImplementedError

    def storage(self, features: int) -> MutableSequence[Any]:
        """Allocate storage for the outputs of `features` model inputs."""
        return [None] * features

    @abstractmethod
    def scores(self, batch: Sequence[Any]) -> Sequence[Any]:
        """The model's numbers for each feature of one batch: logits, scored spans, or a vector."""

    def choose(self, score: Any) -> Any:
        """Reduce a feature's scores to the data needed for its record; by default, all scores."""
        return score

    def outputs(self, batch: Sequence[Any]) -> Sequence[Any]:
        """Compute the scores of one batch and reduce each with `choose`."""
        return [self.choose(score) for score in self.scores(batch)]

    def pack(self, outputs: Sequence[Any]) -> bytes:
        """Serialise outputs or scores to bytes; `unpack` restores them."""
        return json.dumps(outputs, default=lambda array: array.tolist()).encode()

    def unpack(self, content: bytes) -> Sequence[Any]:
        """Restore the outputs or scores serialised by `pack`; arrays become lists."""
        found: Sequence[Any] = json.loads(content)
        return found

    def fit(self, inputs: Inputs, outputs: Sequence[Any], gold: Sequence[Any]) -> float:
        """Fit and return the threshold that `records` applies."""
        raise NotImplementedError

    @abstractmethod
    def records(
        self, inputs: Inputs, features: Sequence[Any], outputs: Sequence[Any]
    ) -> list[Record]:
        """The records, in order, from the outputs of all features."""

    def table(
        self, inputs: Inputs, features: Sequence[Any], scores: Sequence[Any]
    ) -> list[dict[str, Any]]:
        """Rows of the file of scores saved beside the predictions.

        The columns are those of the schema ``prediction-scores``.
        """
        return [
            {"id": inputs.examples[feature.example].id, "scores": score}
            for feature, score in zip(features, scores, strict=True)
        ]
