"""R3F: predictions that stay the same under noise (Aghajanyan et al. 2020, arXiv 2008.03156)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from xstilts_baselines.regimes._regime import Batch, PlainLoss, Regime, no_negative

if TYPE_CHECKING:
    from torch import Tensor

_LOWEST = -1e9
"""Logit of impossible classes, whose −∞ would have no difference."""


@dataclass(frozen=True, slots=True, kw_only=True)
class R3F(Regime):
    """J(e) + λ · (KL(p ‖ q) + KL(q ‖ p)) with p = f(e) and q = f(e + z).

    The divergence is summed over the classes and averaged over the predictions of the batch: rows,
    first sub-words of tokens, or the two ends of an answer. e + z is computed from detached
    embeddings, as in the authors' code. Two forward passes and one backward pass through both.
    """

    kind: ClassVar[str] = "r3f"
    sigma: float
    """Size of an entry of z, relative to the quadratic mean of the entries of the row's embeddings:
    z is uniform in ±σ, or normal with the standard deviation σ; 0 is plain."""
    weight: float = 1.0
    """Weight of the divergence, λ; 0 is plain."""
    draw: Literal["uniform", "gaussian"] = "uniform"

    def loss(self, model: Any, batch: Batch, plain: PlainLoss) -> "Tensor":
        """Return the loss at e plus the weighted divergence."""
        if self.sigma == 0 or self.weight == 0:
            return plain(batch.tensors)
        from xstilts_baselines.regimes._embeddings import perturbed
        from xstilts_baselines.regimes._passes import SameDropout

        dropout = SameDropout(batch.tensors)
        with model.keeping_logits() as kept:
            clean = plain(batch.tensors)
            dropout.restore()
            with perturbed(model, self.delta(model, batch), detached=True):
                plain(batch.tensors)
        first, second = kept
        parts = [divergence(p, q) for p, q in zip(first, second, strict=True)]
        return clean + self.weight * sum(parts) / len(parts)

    def delta(self, model: Any, batch: Batch) -> "Tensor":
        """Return z: float32, (rows, width, dimensions), 0 on padding."""
        from xstilts_baselines.regimes._embeddings import drawn, entry_of

        found = drawn(model, batch.tensors, f"r3f/{batch.draw}", self.draw)
        return found * entry_of(model, batch.tensors, self.sigma)

    def faults(self) -> Iterator[tuple[str, str]]:
        """Yield complaints about negative sizes."""
        yield from no_negative(sigma=self.sigma, weight=self.weight)


def divergence(one: "Tensor", two: "Tensor") -> "Tensor":
    """Return the symmetric divergence of two sets of predictions, as a scalar.

    Args:
        one: Logits, float32, (predictions, classes).
        two: Logits of the same shape.
    """
    p, q = (logits.clamp_min(_LOWEST).log_softmax(-1) for logits in (one, two))
    return ((p.exp() - q.exp()) * (p - q)).sum(-1).mean()


REGIME = R3F
