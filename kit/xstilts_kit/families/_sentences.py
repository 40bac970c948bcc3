"""Prediction from sentence embeddings, shared by retrieval and mining.

Each distinct sentence on either side is embedded once.
"""

from collections.abc import MutableSequence, Sequence
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from xstilts_kit.checkpoint.forward import sentence_vectors
from xstilts_kit.checkpoint.opening import OpenHead
from xstilts_kit.families._family import Inputs
from xstilts_kit.families._predictor import BasePredictor, Feature


class SentencePredictor(BasePredictor):
    """Embeds the distinct sentences of both sides: first the examples, then the candidates."""

    pivot_asks = False
    """Whether the examples are in the task's pivot language; otherwise the candidates are."""

    def __init__(self, head: OpenHead) -> None:
        self._head = head

    def features(self, inputs: Inputs) -> list[Feature]:
        """One model input per distinct sentence and side, truncated to the maximum length."""
        sides = [list(distinct(inputs.examples)), list(distinct(inputs.candidates))]
        prefix = self._head.embedding.prefix if self._head.embedding is not None else ""
        texts = [text for side in sides for text in side]
        pivot = self._head.head.task.pivot or self.language
        both = (pivot, self.language) if self.pivot_asks else (self.language, pivot)
        spoken = [code for code, side in zip(both, sides, strict=True) for _ in side]
        encoded = self._head.tokenizer(
            [f"{prefix}{text}" for text in texts],
            truncation=True,
            max_length=self._head.max_length,
            return_attention_mask=False,
            return_token_type_ids=False,
        )
        return [
            Feature(index, ids, language=spoken[index])
            for index, ids in enumerate(encoded["input_ids"])
        ]

    def storage(self, features: int) -> MutableSequence[Any]:
        """One vector per feature: float32, (features, width)."""
        width = self._head.model.config.hidden_size
        return cast(MutableSequence[Any], np.zeros((features, width), dtype=np.float32))

    def scores(self, batch: Sequence[Feature]) -> Sequence[Any]:
        """The vectors of one batch: float32, (features, width)."""
        vectors = sentence_vectors(
            self._head,
            [feature.input_ids for feature in batch],
            [feature.language for feature in batch],
        )
        return cast(Sequence[Any], vectors)

    def pack(self, outputs: Sequence[Any]) -> bytes:
        """The raw bytes of the vectors, little-endian."""
        return np.asarray(outputs, dtype="<f4").tobytes()

    def unpack(self, content: bytes) -> Sequence[Any]:
        """The vectors: float32, (features, width)."""
        width = self._head.model.config.hidden_size
        return cast(Sequence[Any], np.frombuffer(content, dtype="<f4").reshape(-1, width))


def distinct(sentences: Sequence[Any]) -> dict[str, int]:
    """Distinct texts of a side, each with its row, in order of first occurrence."""
    rows: dict[str, int] = {}
    for sentence in sentences:
        rows.setdefault(sentence.text, len(rows))
    return rows


def sides(
    inputs: Inputs, vectors: Sequence[Any]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Split vectors into the examples' and the candidates' sides."""
    both = np.asarray(vectors, dtype=np.float32)
    cut = len(distinct(inputs.examples))
    return both[:cut], both[cut:]
