"""FreeLB: free large-batch adversarial training (Zhu et al. 2019, arXiv 1909.11764)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from xstilts_baselines.regimes._regime import Batch, Objective, Regime
from xstilts_baselines.regimes.pgd import ascent_faults

if TYPE_CHECKING:
    from torch import Tensor


@dataclass(frozen=True, slots=True, kw_only=True)
class FreeLB(Regime):
    """Mean of J(e + δ_t) for t = 0 … K − 1, where δ ← Π_ε(δ + α g/‖g‖) between the passes.

    K passes with the same dropout; the gradients of all of them reach the weights. Radii are
    relative to the norm of a row's embeddings.
    """

    kind: ClassVar[str] = "freelb"
    step: float
    """α, length of a step."""
    epsilon: float = 0.0
    """Radius of the ball; 0: no bound."""
    init: float = 0.0
    """Size of the random start."""
    steps: int = 3
    """K."""

    def loss(self, model: Any, batch: Batch, plain: Objective) -> "Tensor":
        """Return the mean loss over the perturbations."""
        import torch

        from xstilts_baselines.regimes._ascent import ascended, random_start
        from xstilts_baselines.regimes._dropout import Dropout
        from xstilts_baselines.regimes._embeddings import perturbed

        dropout = Dropout(batch.tensors["input_ids"].device)
        delta = random_start(model, batch, self.init)
        losses = []
        for turn in range(self.steps):
            delta.requires_grad_()
            with dropout.same(), perturbed(model, delta):
                losses.append(plain(batch.tensors))
            if turn < self.steps - 1:
                (gradient,) = torch.autograd.grad(losses[-1], delta, retain_graph=True)
                delta = ascended(model, batch, delta, gradient, self.step, self.epsilon)
        return torch.stack(losses).mean() if self.steps > 1 else losses[0]

    def faults(self) -> Iterator[tuple[str, str]]:
        """Yield a complaint for each value out of range."""
        yield from ascent_faults(self.step, self.epsilon, self.init, self.steps)


REGIME = FreeLB
