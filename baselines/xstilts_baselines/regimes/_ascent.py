"""Steps that raise the loss: random start, gradient step, projection into a ball.

All radii are relative to the norm of a row's embeddings, because absolute values do not carry over
between encoders.
"""

from hashlib import sha256
from typing import Any

import torch

from xstilts_baselines.regimes._embeddings import embeddings_of, mask_of, norm, radius_of, scaled
from xstilts_baselines.regimes._regime import Batch


def random_start(model: Any, batch: Batch, size: float) -> torch.Tensor:
    """Draw a start: each entry uniform in ±1, times `size` · ‖e‖ / √(sub-words · dimensions).

    Returns:
        float32, (rows, width, dimensions), 0 on padding.
    """
    here, mask = embeddings_of(model, batch.tensors), mask_of(batch.tensors)
    number = int.from_bytes(sha256(f"start/{batch.draw}".encode()).digest()[:7], "big")
    generator = torch.Generator().manual_seed(number)  # on the CPU: the same on every device
    drawn = 2 * torch.rand(here.shape, generator=generator) - 1
    entries = mask.sum(dim=(1, 2), keepdim=True) * here.shape[-1]
    return drawn.to(here.device) * mask * radius_of(model, batch.tensors, size) / entries.sqrt()


def ascended(
    model: Any,
    batch: Batch,
    delta: torch.Tensor,
    gradient: torch.Tensor,
    step: float,
    epsilon: float,
) -> torch.Tensor:
    """Return Π(δ + α g/‖g‖): a step along the gradient, then the projection into the ball.

    Args:
        model: The model.
        batch: The batch.
        delta: δ, float32, (rows, width, dimensions).
        gradient: g, of the loss at δ.
        step: α.
        epsilon: Radius of the ball; 0: none.
    """
    uphill = scaled(
        gradient.float() * mask_of(batch.tensors), radius_of(model, batch.tensors, step)
    )
    moved = delta.detach() + uphill
    if not epsilon:
        return moved
    return moved * (radius_of(model, batch.tensors, epsilon) / norm(moved).clamp_min(1e-8)).clamp(
        max=1.0
    )
