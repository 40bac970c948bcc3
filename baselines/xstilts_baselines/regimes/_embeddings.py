"""Perturbing word embeddings, before position and segment embeddings are added.

A hook on the embedding table adds the perturbation, so the model still receives ``input_ids`` and
derives its positions from them. Norms are Frobenius norms per row of a batch, over all its
sub-words; padding is never perturbed.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import torch

_SMALLEST = 1e-8
"""Lower bound of norms before a division."""


def embeddings_of(model: Any, tensors: Mapping[str, torch.Tensor]) -> torch.Tensor:
    """Return the detached word embeddings of a batch: float32, (rows, width, dimensions)."""
    with torch.no_grad():
        found: torch.Tensor = model.encoder.get_input_embeddings()(tensors["input_ids"])
    return found.float()


def mask_of(tensors: Mapping[str, torch.Tensor]) -> torch.Tensor:
    """Return 1 for sub-words and 0 for padding: float32, (rows, width, 1)."""
    return tensors["attention_mask"].unsqueeze(-1).float()


def radius_of(model: Any, tensors: Mapping[str, torch.Tensor], epsilon: float) -> torch.Tensor:
    """Return `epsilon` times the norm of each row's embeddings: float32, (rows, 1, 1)."""
    return epsilon * norm(embeddings_of(model, tensors) * mask_of(tensors))


def norm(values: torch.Tensor) -> torch.Tensor:
    """Return the Frobenius norm of each row: float32, (rows, 1, 1)."""
    found: torch.Tensor = torch.linalg.vector_norm(values.flatten(1), dim=1)
    return found.view(-1, 1, 1)


def scaled(values: torch.Tensor, radius: torch.Tensor) -> torch.Tensor:
    """Scale each row to the norm `radius`."""
    return values * (radius / norm(values).clamp_min(_SMALLEST))


@contextmanager
def perturbed(model: Any, delta: torch.Tensor, *, detach: bool = False) -> Iterator[None]:
    """Add `delta` to the word embeddings of every forward pass in the context.

    Args:
        model: The `MultiTask` model.
        delta: float32, (rows, width, dimensions), matching the batch.
        detach: Whether the embedding table gets no gradient through these passes.
    """
    table = model.encoder.get_input_embeddings()
    handle = table.register_forward_hook(
        lambda module, args, output: (output.detach() if detach else output) + delta
    )
    try:
        yield
    finally:
        handle.remove()
