"""Several forward passes of a step with the same dropout masks."""

from collections.abc import Mapping
from typing import Any

import torch


class SameDropout:
    """The random state at the beginning of a step, restored before each of its passes.

    All passes of a step draw the same masks, and after the last pass the state is that of a single
    pass. So the next step of any regime has the dropout that plain training would have there.
    """

    def __init__(self, tensors: Mapping[str, torch.Tensor]) -> None:
        """Remember the state of the CPU's generator and of the batch's GPU."""
        self._device = tensors["input_ids"].device
        self._cpu = torch.get_rng_state()
        cuda = self._device.type == "cuda"
        self._gpu = torch.cuda.get_rng_state(self._device) if cuda else None

    def restore(self) -> None:
        """Return to the state at the beginning of the step."""
        torch.set_rng_state(self._cpu)
        if self._gpu is not None:
            torch.cuda.set_rng_state(self._gpu, self._device)


def with_gradients(value: torch.Tensor, weights: list[Any], gradients: list[Any]) -> torch.Tensor:
    """Return a scalar with given value and given gradients of the weights.

    Args:
        value: The scalar; its own graph is ignored.
        weights: Parameters that require gradients.
        gradients: The gradient of each parameter, None for 0.
    """
    used = [(w, g) for w, g in zip(weights, gradients, strict=True) if g is not None]
    if not used:
        return value.detach()
    found: torch.Tensor = _Given.apply(  # type: ignore[no-untyped-call]
        value.detach(), [g for _, g in used], *[w for w, _ in used]
    )
    return found


class _Given(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, value: torch.Tensor, gradients: list[Any], *weights: Any) -> Any:
        ctx.gradients = gradients
        return value.clone()

    @staticmethod
    def backward(ctx: Any, upstream: torch.Tensor) -> Any:
        return None, None, *(upstream * gradient for gradient in ctx.gradients)
