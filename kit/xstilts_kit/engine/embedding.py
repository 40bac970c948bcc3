"""Embed texts with a bare encoder, at any of its layers."""

from collections.abc import MutableSequence, Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from xstilts_kit.checkpoint.forward import layer_vectors, sub_word_states, token_means
from xstilts_kit.checkpoint.opening import OpenHead
from xstilts_kit.engine.cell import predict_cell
from xstilts_kit.engine.subwords import SubWords, sub_words_of
from xstilts_kit.families import Inputs
from xstilts_kit.families._predictor import Feature
from xstilts_kit.families._sentences import SentencePredictor, distinct

BATCH_TOKENS = 8192
"""Default number of padded sub-words per batch."""


def embed(
    head: OpenHead,
    texts: Sequence[str],
    layers: Sequence[int],
    batch_tokens: int = BATCH_TOKENS,
) -> NDArray[np.float32]:
    """Embed texts with the head's pooling and maximum length; vectors are not normalised.

    Args:
        head: An encoder that was opened with an embedding. Layers above the embedding's own may
            have been left out when it was opened.
        texts: The texts, in order; duplicates are computed once.
        layers: Hidden states, counted from the embeddings, which are 0.
        batch_tokens: Padded sub-words of a batch.

    Returns:
        float32, (texts, layers, width).

    Raises:
        NotNumbersError: A vector contains NaN.
        ModelError: Memory runs out even with a single text.
    """
    return _embedded(_Embedder(head, layers), texts, batch_tokens)


def embed_layers(
    head: OpenHead, texts: Sequence[str], batch_tokens: int = BATCH_TOKENS
) -> NDArray[np.float32]:
    """Embed texts at every layer up to the embedding's own, with and without special tokens.

    All vectors are means over sub-words, computed in one pass over the texts. Other arguments and
    errors as for `embed`.

    Returns:
        float32, (texts, 2, layers, width): means over all sub-words, then over all but special
        tokens; layer 0 is the embeddings.
    """
    assert head.embedding is not None
    embedder = _MeansEmbedder(head, range(head.embedding.layer + 1))
    return _embedded(embedder, texts, batch_tokens)


def embed_sub_words(
    head: OpenHead, texts: Sequence[str], layer: int, batch_tokens: int = BATCH_TOKENS
) -> list[SubWords]:
    """Embed the sub-words of texts at one layer; arguments and errors as for `embed`.

    Sub-words after the maximum length are missing.
    """
    inputs = Inputs(tuple(_Text(text) for text in texts))
    rows = distinct(inputs.examples)
    found = predict_cell(_SubWordEmbedder(head, [layer]), inputs, batch_tokens, lambda _: None)
    records = cast(Sequence[SubWords], found.records)
    return [records[rows[text]] for text in texts]


def _embedded(
    embedder: "_Embedder", texts: Sequence[str], batch_tokens: int
) -> NDArray[np.float32]:
    inputs = Inputs(tuple(_Text(text) for text in texts))
    rows = distinct(inputs.examples)
    found = predict_cell(embedder, inputs, batch_tokens, lambda _: None).records
    vectors = np.asarray(found, dtype=np.float32)
    return vectors[[rows[text] for text in texts]]


@dataclass(frozen=True, slots=True)
class _Text:
    text: str


class _Embedder(SentencePredictor):
    """A predictor that returns the vectors of several layers."""

    def __init__(self, head: OpenHead, layers: Sequence[int]) -> None:
        super().__init__(head)
        self._layers = layers

    def storage(self, features: int) -> MutableSequence[Any]:
        """Allocate one vector per layer: float32, (features, layers, width)."""
        shape = (features, *self._shape)
        return cast(MutableSequence[Any], np.zeros(shape, dtype=np.float32))

    @property
    def _shape(self) -> tuple[int, ...]:
        return len(self._layers), self._head.model.config.hidden_size

    def scores(self, batch: Sequence[Feature]) -> Sequence[Any]:
        """The vectors of one batch: float32, (features, layers, width)."""
        ids = [feature.input_ids for feature in batch]
        return cast(Sequence[Any], layer_vectors(self._head, ids, self._layers))

    def records(
        self, inputs: Inputs, features: Sequence[Feature], outputs: Sequence[Any]
    ) -> list[Any]:
        """Return the vectors of the distinct texts."""
        return list(outputs)


class _MeansEmbedder(_Embedder):
    """Returns the vectors of several layers, with and without special tokens."""

    @property
    def _shape(self) -> tuple[int, ...]:
        return 2, len(self._layers), self._head.model.config.hidden_size

    def scores(self, batch: Sequence[Feature]) -> Sequence[Any]:
        """The vectors of one batch: float32, (features, 2, layers, width)."""
        ids = [feature.input_ids for feature in batch]
        return cast(Sequence[Any], token_means(self._head, ids, self._layers))


class _SubWordEmbedder(_Embedder):
    """Returns the vectors of every sub-word at one layer."""

    def storage(self, features: int) -> MutableSequence[Any]:
        """Allocate one array per feature."""
        return [None] * features

    def scores(self, batch: Sequence[Feature]) -> Sequence[Any]:
        """The vectors of one batch: float32, (sub-words, width) for each feature."""
        return sub_word_states(
            self._head, [feature.input_ids for feature in batch], self._layers[0]
        )

    def records(
        self, inputs: Inputs, features: Sequence[Feature], outputs: Sequence[Any]
    ) -> list[Any]:
        """Return the sub-words of the distinct texts."""
        assert self._head.embedding is not None
        prefix = self._head.embedding.prefix
        encoded = self._head.tokenizer(
            [f"{prefix}{text}" for text in distinct(inputs.examples)],
            truncation=True,
            max_length=self._head.max_length,
            return_attention_mask=False,
            return_token_type_ids=False,
            return_offsets_mapping=True,
            return_special_tokens_mask=True,
        )
        return [
            sub_words_of(vectors, spans, special, len(prefix))
            for vectors, spans, special in zip(
                outputs, encoded["offset_mapping"], encoded["special_tokens_mask"], strict=True
            )
        ]
