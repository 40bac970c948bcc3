"""Prediction for tagging: one tag for every token, however long the sentence is.

As in XTREME's preprocessing, a sentence is cut at token boundaries into windows that fit the
model; a token's tag is predicted at its first sub-word; a token without sub-words, or with more
than a window holds, is replaced by the unknown token.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from xstilts_kit.checkpoint.forward import logits
from xstilts_kit.checkpoint.opening import OpenHead
from xstilts_kit.families._family import Inputs
from xstilts_kit.families._predictor import BasePredictor, Feature
from xstilts_kit.families._vectors import softmax
from xstilts_kit.families.tagging.records import TagsRecord


@dataclass(frozen=True, slots=True)
class TokenWindow(Feature):
    """Whole tokens of a sentence."""

    positions: Sequence[int] = ()
    """Position of each token's first sub-word."""


class Predictor(BasePredictor):
    """Windows of whole tokens."""

    def __init__(self, head: OpenHead) -> None:
        self._head = head
        tokenizer = head.tokenizer
        plain = tokenizer("a", add_special_tokens=False)["input_ids"]
        whole = tokenizer("a")["input_ids"]
        before = next(i for i in range(len(whole)) if whole[i : i + len(plain)] == plain)
        self._prefix, self._suffix = whole[:before], whole[before + len(plain) :]
        self._room = head.max_length - len(self._prefix) - len(self._suffix)
        # Byte-level vocabularies keep the space before a word in its first piece.
        byte_level = "ByteLevel" in str(tokenizer.backend_tokenizer.pre_tokenizer)
        self._space = " " if byte_level else ""
        self._unknown = tokenizer.unk_token_id
        if self._unknown is None:
            self._unknown = tokenizer.pad_token_id

    def features(self, inputs: Inputs) -> list[TokenWindow]:
        """The windows of every sentence, in order."""
        examples = inputs.examples
        encoded = self._head.tokenizer(
            [[f"{self._space}{token}" for token in example.tokens] for example in examples],
            is_split_into_words=True,
            add_special_tokens=False,
            return_attention_mask=False,
        )
        features: list[TokenWindow] = []
        for index, example in enumerate(examples):
            pieces: list[list[int]] = [[] for _ in example.tokens]
            words = encoded.word_ids(index)
            for word, piece in zip(words, encoded["input_ids"][index], strict=True):
                pieces[word].append(piece)
            features += self._windows(index, pieces)
        return features

    def _windows(self, example: int, pieces: Sequence[Sequence[int]]) -> list[TokenWindow]:
        windows: list[TokenWindow] = []
        ids: list[int] = []
        firsts: list[int] = []

        def close() -> None:
            windows.append(
                TokenWindow(
                    example,
                    [*self._prefix, *ids, *self._suffix],
                    language=self.language,
                    positions=tuple(firsts),
                )
            )
            ids.clear()
            firsts.clear()

        for piece in pieces:
            fitting = piece if 0 < len(piece) <= self._room else [self._unknown]
            if len(ids) + len(fitting) > self._room:
                close()
            firsts.append(len(self._prefix) + len(ids))
            ids.extend(fitting)
        close()
        return windows

    def scores(self, batch: Sequence[TokenWindow]) -> list[Any]:
        """Logits at each token's first sub-word: float32, (tokens, classes) for each window."""
        languages = [f.language for f in batch]
        found = logits(self._head, [f.input_ids for f in batch], None, languages).numpy()
        return [found[row, f.positions] for row, f in enumerate(batch)]

    def choose(self, score: Any) -> list[int]:
        """The class index of each token; the lower one on a tie."""
        best: list[int] = np.argmax(score, axis=-1).tolist() if len(score) else []
        return best

    def records(
        self, inputs: Inputs, features: Sequence[TokenWindow], outputs: Sequence[Sequence[int]]
    ) -> list[Any]:
        """The tags of a sentence's windows, joined."""
        labels = self._head.head.labels
        tags: list[list[str]] = [[] for _ in inputs.examples]
        for feature, indices in zip(features, outputs, strict=True):
            tags[feature.example].extend(labels[index] for index in indices)
        return [
            TagsRecord(example.id, tuple(found))
            for example, found in zip(inputs.examples, tags, strict=True)
        ]

    def table(
        self, inputs: Inputs, features: Sequence[TokenWindow], scores: Sequence[Any]
    ) -> list[dict[str, Any]]:
        """The probability of every label at every token."""
        labels = list(self._head.head.labels)
        found: list[list[Any]] = [[] for _ in inputs.examples]
        for feature, score in zip(features, scores, strict=True):
            found[feature.example].extend(softmax(score) if len(score) else ())
        return [
            {"id": example.id, "labels": labels, "token_probabilities": own}
            for example, own in zip(inputs.examples, found, strict=True)
        ]
