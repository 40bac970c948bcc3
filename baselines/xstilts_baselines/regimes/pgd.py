"""Adversarial training by projected gradient descent (Madry et al. 2017, arXiv 1706.06083)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from xstilts_baselines.regimes._regime import Batch, Objective, Regime

if TYPE_CHECKING:
    from torch import Tensor


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectedGradient(Regime):
    """J(e + δ_K) alone, where δ ← Π_ε(δ + α g/‖g‖), g = ∂J(e + δ)/∂δ, K times from a random start.

    K + 1 passes with the same dropout. Radii are relative to the norm of a row's embeddings.
    """

    kind: ClassVar[str] = "pgd"
    step: float
    """α, length of a step."""
    epsilon: float = 0.0
    """Radius of the ball; 0: no bound."""
    init: float = 0.0
    """Size of the random start."""
    steps: int = 2
    """K."""

    def loss(self, model: Any, batch: Batch, plain: Objective) -> "Tensor":
        """Return the loss at the perturbed embeddings."""
        import torch

        from xstilts_baselines.regimes._ascent import ascended, random_start
        from xstilts_baselines.regimes._dropout import Dropout
        from xstilts_baselines.regimes._embeddings import perturbed

        dropout = Dropout(batch.tensors["input_ids"].device)
        delta = random_start(model, batch, self.init)
        for _ in range(self.steps):
            delta.requires_grad_()
            with dropout.same(), perturbed(model, delta):
                loss = plain(batch.tensors)
            (gradient,) = torch.autograd.grad(loss, delta)
            delta = ascended(model, batch, delta, gradient, self.step, self.epsilon)
        with dropout.same(), perturbed(model, delta):
            return plain(batch.tensors)

    def faults(self) -> Iterator[tuple[str, str]]:
        """Yield a complaint for each value out of range."""
        yield from ascent_faults(self.step, self.epsilon, self.init, self.steps)


def ascent_faults(
    step: float, epsilon: float, init: float, steps: int
) -> Iterator[tuple[str, str]]:
    """Yield complaints about the values of an iterated regime."""
    for name, value in (("step", step), ("epsilon", epsilon), ("init", init)):
        if not 0 <= value < float("inf"):
            yield name, f"{name} = {value}; expected 0 or more"
    if steps < 1:
        yield "steps", f"steps = {steps}; expected 1 or more"


REGIME = ProjectedGradient
