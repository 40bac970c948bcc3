"""Adversarial training by projected gradient descent (Madry et al. 2018, arXiv 1706.06083)."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from xstilts_baselines.regimes._ascent import Ascent
from xstilts_baselines.regimes._regime import Batch, PlainLoss

if TYPE_CHECKING:
    from torch import Tensor


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectedGradient(Ascent):
    """J(e + δ_K) alone, with δ_K after K ascent steps; K + 1 passes.

    The first K passes compute the gradient of the perturbation only, not of the weights.
    """

    kind: ClassVar[str] = "pgd"

    def loss(self, model: Any, batch: Batch, plain: PlainLoss) -> "Tensor":
        """Return the loss at e + δ_K."""
        if not self.moves:
            return plain(batch.tensors)
        import torch

        from xstilts_baselines.regimes._embeddings import perturbed
        from xstilts_baselines.regimes._passes import SameDropout

        dropout = SameDropout(batch.tensors)
        delta = self.begun(model, batch)
        for _ in range(self.steps):
            delta.requires_grad_()
            with perturbed(model, delta):
                loss = plain(batch.tensors)
            (gradient,) = torch.autograd.grad(loss, delta)
            delta = self.climbed(model, batch, delta, gradient)
            dropout.restore()
        with perturbed(model, delta):
            return plain(batch.tensors)


REGIME = ProjectedGradient
