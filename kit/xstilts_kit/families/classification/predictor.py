"""Prediction for sentence pairs: the label with the highest logit."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from xstilts_kit.checkpoint.forward import logits
from xstilts_kit.checkpoint.opening import OpenHead
from xstilts_kit.families._family import Inputs
from xstilts_kit.families._predictor import BasePredictor, Feature
from xstilts_kit.families._vectors import softmax
from xstilts_kit.families.classification.records import LabelRecord


class Predictor(BasePredictor):
    """Pairs cut to the maximum length, longest side first, as XTREME's scripts do."""

    def __init__(self, head: OpenHead) -> None:
        self._head = head

    def features(self, inputs: Inputs) -> list[Feature]:
        """One model input per pair."""
        examples = inputs.examples
        encoded = self._head.tokenizer(
            [example.text_a for example in examples],
            [example.text_b for example in examples],
            truncation="longest_first",
            max_length=self._head.max_length,
            return_attention_mask=False,
        )
        segments = encoded.get("token_type_ids") if self._head.segments else None
        return [
            Feature(index, ids, token_type_ids, self.language)
            for index, (ids, token_type_ids) in enumerate(
                zip(encoded["input_ids"], segments or [None] * len(examples), strict=True)
            )
        ]

    def scores(self, batch: Sequence[Feature]) -> list[Any]:
        """Logits of each pair: float32, (classes,)."""
        segments = [f.token_type_ids for f in batch if f.token_type_ids is not None]
        languages = [f.language for f in batch]
        found = logits(self._head, [f.input_ids for f in batch], segments or None, languages)
        return list(found.numpy())

    def choose(self, score: Any) -> int:
        """The class index with the highest logit; the lower one on a tie."""
        return int(np.argmax(score))

    def records(
        self, inputs: Inputs, features: Sequence[Feature], outputs: Sequence[int]
    ) -> list[Any]:
        """The task's label of each class index."""
        labels = self._head.head.labels
        return [
            LabelRecord(example.id, labels[index])
            for example, index in zip(inputs.examples, outputs, strict=True)
        ]

    def table(
        self, inputs: Inputs, features: Sequence[Feature], scores: Sequence[Any]
    ) -> list[dict[str, Any]]:
        """The probability of every label."""
        labels = list(self._head.head.labels)
        return [
            {"id": example.id, "labels": labels, "probabilities": softmax(score)}
            for example, score in zip(inputs.examples, scores, strict=True)
        ]
