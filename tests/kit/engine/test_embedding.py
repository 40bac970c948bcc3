"""Embedding texts at any layer: what prediction uses, and transformers' own hidden states."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from xstilts_kit.engine.embedding import embed, embed_layers

Open = Callable[..., Any]
TEXTS = ["Anna", "Der Zug kommt heute.", "Anna", "Es regnet in Berlin."]


def test_the_retrieval_layer_is_the_one_that_prediction_uses(
    whole_checkpoint: Path, opened: Open
) -> None:
    from xstilts_kit.checkpoint.forward import sentence_vectors

    for pooling in ("mean", "cls"):
        _, head = opened(whole_checkpoint, "tatoeba", pooling=pooling)
        found = embed(head, TEXTS, [head.embedding.layer])
        assert (found.shape[:2], found.dtype) == ((4, 1), np.float32)
        for row, text in enumerate(TEXTS):
            alone = sentence_vectors(head, head.tokenizer([text])["input_ids"])
            assert found[row, 0] == pytest.approx(alone[0], abs=1e-5)
        assert np.array_equal(found[0], found[2])


def test_every_layer_is_the_mean_of_its_hidden_state(whole_checkpoint: Path, opened: Open) -> None:
    import torch

    _, head = opened(whole_checkpoint, "tatoeba", layer=1)
    found = embed(head, TEXTS, [1, 0], batch_tokens=16)
    for row, text in enumerate(TEXTS):
        encoded = head.tokenizer(text, return_tensors="pt")
        with torch.no_grad():
            states = head.model(**encoded, output_hidden_states=True).hidden_states
        for place, layer in enumerate((1, 0)):
            assert found[row, place] == pytest.approx(states[layer][0].mean(0).numpy(), abs=1e-5)


def test_all_layers_come_with_and_without_special_tokens(
    whole_checkpoint: Path, opened: Open
) -> None:
    import torch

    _, head = opened(whole_checkpoint, "tatoeba", layer=2)
    found = embed_layers(head, [*TEXTS, ""], batch_tokens=16)
    assert (found.shape[:3], found.dtype) == ((5, 2, 3), np.float32)
    for row, text in enumerate(TEXTS):
        encoded = head.tokenizer(text, return_tensors="pt")
        with torch.no_grad():
            states = head.model(**encoded, output_hidden_states=True).hidden_states
        for layer in range(3):
            whole = states[layer][0]
            assert found[row, 0, layer] == pytest.approx(whole.mean(0).numpy(), abs=1e-5)
            inner = whole[1:-1].mean(0).numpy()
            assert found[row, 1, layer] == pytest.approx(inner, abs=1e-5)
    assert np.array_equal(found[4, 0], found[4, 1])
