"""Perturbing word embeddings, before position and segment embeddings are added.

A hook on the embedding table adds the perturbation, so the model takes ``input_ids`` as ever and
derives its positions from them. Norms are Frobenius norms, one for each row of a batch, over all
its sub-words; padding is never perturbed.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import torch

_SMALLEST = 1e-8
"""Norms are clamped below at this before something is divided by them."""


def embeddings_of(model: Any, tensors: Mapping[str, torch.Tensor]) -> torch.Tensor:
    """The word embeddings of a batch, detached: float32, (rows, width, dimensions)."""
    with torch.no_grad():
        found: torch.Tensor = model.encoder.get_input_embeddings()(tensors["input_ids"])
    return found.float()


def mask_of(tensors: Mapping[str, torch.Tensor]) -> torch.Tensor:
    """1 for a sub-word, 0 for padding: float32, (rows, width, 1)."""
    return tensors["attention_mask"].unsqueeze(-1).float()


def radius_of(model: Any, tensors: Mapping[str, torch.Tensor], epsilon: float) -> torch.Tensor:
    """`epsilon` times the norm of each row's own embeddings: float32, (rows, 1, 1)."""
    return epsilon * norm(embeddings_of(model, tensors) * mask_of(tensors))


def norm(values: torch.Tensor) -> torch.Tensor:
    """The Frobenius norm of each row: float32, (rows, 1, 1)."""
    found: torch.Tensor = torch.linalg.vector_norm(values.flatten(1), dim=1)
    return found.view(-1, 1, 1)


def scaled(values: torch.Tensor, radius: torch.Tensor) -> torch.Tensor:
    """The same directions with each row's norm at `radius`."""
    return values * (radius / norm(values).clamp_min(_SMALLEST))


@contextmanager
def perturbed(model: Any, delta: torch.Tensor) -> Iterator[None]:
    """Add `delta` to the word embeddings of every forward pass inside.

    Args:
        model: The `MultiTask` model.
        delta: float32, (rows, width, dimensions) of the batch that passes.
    """
    table = model.encoder.get_input_embeddings()
    handle = table.register_forward_hook(lambda module, args, output: output + delta)
    try:
        yield
    finally:
        handle.remove()
