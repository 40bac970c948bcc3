"""Perturbing word embeddings, before position and segment embeddings are added.

A hook on the embedding table adds the perturbation, so the model still receives ``input_ids`` and
derives its positions from them, and the table is looked up again in every pass. Norms are
Frobenius norms per row of a batch, over all its sub-words; padding is never perturbed.

All radii are relative to the norm ‖e‖ of the row's own embeddings, which is √n times the quadratic
mean of the norms of its n sub-words. A published radius for one encoder is meaningless for another,
whose embeddings have another scale; a relative one carries over, and longer rows get a larger ball.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from typing import Any, Literal

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


def entry_of(model: Any, tensors: Mapping[str, torch.Tensor], share: float) -> torch.Tensor:
    """Return `share` times the quadratic mean of the entries of each row's embeddings.

    Returns:
        float32, (rows, 1, 1): share · ‖e‖ / √(sub-words · dimensions).
    """
    here, mask = embeddings_of(model, tensors), mask_of(tensors)
    entries = mask.sum(dim=1, keepdim=True) * here.shape[-1]
    return share * norm(here * mask) / entries.clamp_min(1).sqrt()


def norm(values: torch.Tensor) -> torch.Tensor:
    """Return the Frobenius norm of each row: float32, (rows, 1, 1)."""
    found: torch.Tensor = torch.linalg.vector_norm(values.flatten(1), dim=1)
    return found.view(-1, 1, 1)


def scaled(values: torch.Tensor, radius: torch.Tensor) -> torch.Tensor:
    """Scale each row to the norm `radius`."""
    return values * (radius / norm(values).clamp_min(_SMALLEST))


def projected(values: torch.Tensor, radius: torch.Tensor | None) -> torch.Tensor:
    """Scale rows outside the ball to the norm `radius`; None means that there is no bound."""
    if radius is None:
        return values
    return values * (radius / norm(values).clamp_min(_SMALLEST)).clamp_max(1.0)


def drawn(
    model: Any,
    tensors: Mapping[str, torch.Tensor],
    seed: str,
    draw: Literal["gaussian", "uniform"],
) -> torch.Tensor:
    """Draw entries, standard normal or uniform in [−1, 1], with 0 on padding.

    The draw is made on the CPU, so that it is the same on every device.

    Returns:
        float32, (rows, width, dimensions).
    """
    here = embeddings_of(model, tensors)
    number = int.from_bytes(sha256(seed.encode()).digest()[:7], "big")
    generator = torch.Generator().manual_seed(number)
    if draw == "gaussian":
        found = torch.randn(here.shape, generator=generator)
    else:
        found = 2 * torch.rand(here.shape, generator=generator) - 1
    return found.to(here.device) * mask_of(tensors)


@contextmanager
def perturbed(model: Any, delta: torch.Tensor, *, detached: bool = False) -> Iterator[None]:
    """Add `delta` to the word embeddings of every forward pass in the context.

    Args:
        model: The `MultiTask` model.
        delta: float32, (rows, width, dimensions), matching the batch.
        detached: Whether the passes leave out the gradient of the embedding table.
    """
    table = model.encoder.get_input_embeddings()

    def add(module: Any, args: Any, output: torch.Tensor) -> torch.Tensor:
        return (output.detach() if detached else output) + delta

    handle = table.register_forward_hook(add)
    try:
        yield
    finally:
        handle.remove()
