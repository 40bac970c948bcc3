"""Adversarial training by the fast gradient method (Miyato et al. 2016, arXiv 1605.07725)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from xstilts_baselines.regimes._regime import Batch, PlainLoss, Regime, no_negative

if TYPE_CHECKING:
    from torch import Tensor


@dataclass(frozen=True, slots=True, kw_only=True)
class FastGradient(Regime):
    """J(e) + J(e + δ) with δ = ε‖e‖ · g/‖g‖ and g = ∂J(e)/∂e; two passes."""

    kind: ClassVar[str] = "fgm"
    epsilon: float
    """Norm of the perturbation of a row, relative to the norm of its embeddings; 0 is plain."""

    def loss(self, model: Any, batch: Batch, plain: PlainLoss) -> "Tensor":
        """Return the sum of the plain and the adversarial loss."""
        if self.epsilon == 0:
            return plain(batch.tensors)
        import torch

        from xstilts_baselines.regimes._embeddings import embeddings_of, perturbed
        from xstilts_baselines.regimes._passes import SameDropout

        dropout = SameDropout(batch.tensors)
        start = torch.zeros_like(embeddings_of(model, batch.tensors)).requires_grad_()
        with perturbed(model, start):
            first = plain(batch.tensors)
        (gradient,) = torch.autograd.grad(first, start, retain_graph=True)
        dropout.restore()
        with perturbed(model, self.delta(model, batch, gradient)):
            second = plain(batch.tensors)
        return first + second

    def delta(self, model: Any, batch: Batch, gradient: "Tensor") -> "Tensor":
        """Return the perturbation along a gradient: float32, (rows, width, dimensions)."""
        from xstilts_baselines.regimes._embeddings import mask_of, radius_of, scaled

        masked = gradient.detach().float() * mask_of(batch.tensors)
        return scaled(masked, radius_of(model, batch.tensors, self.epsilon))

    def faults(self) -> Iterator[tuple[str, str]]:
        """Yield a complaint if the norm is negative."""
        yield from no_negative(epsilon=self.epsilon)


REGIME = FastGradient
