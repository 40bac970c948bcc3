"""FreeLB: the weights learn from every ascent step (Zhu et al. 2020, arXiv 1909.11764)."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from xstilts_baselines.regimes._ascent import Ascent
from xstilts_baselines.regimes._regime import Batch, PlainLoss

if TYPE_CHECKING:
    from torch import Tensor


@dataclass(frozen=True, slots=True, kw_only=True)
class FreeLargeBatch(Ascent):
    """(1/K) · Σ J(e + δ_t) over t = 0 … K − 1, with an ascent step between passes; K passes.

    As in the authors' code for transformers; their fairseq code adds a clean pass. Each pass
    computes the gradients of perturbation and weights together, and its graph is freed before the
    next, so memory is that of plain training and one more copy of the gradients. With K = 1 and no
    random start it is plain training.
    """

    kind: ClassVar[str] = "freelb"

    def loss(self, model: Any, batch: Batch, plain: PlainLoss) -> "Tensor":
        """Return the mean loss over the passes."""
        if not self.moves:
            return plain(batch.tensors)
        import torch

        from xstilts_baselines.regimes._embeddings import perturbed
        from xstilts_baselines.regimes._passes import SameDropout, with_gradients

        dropout = SameDropout(batch.tensors)
        weights = [weight for weight in model.parameters() if weight.requires_grad]
        sums: list[Any] = [None] * len(weights)
        total = torch.zeros((), device=batch.tensors["input_ids"].device)
        delta = self.begun(model, batch)
        for _ in range(self.steps - 1):
            delta.requires_grad_()
            with perturbed(model, delta):
                loss = plain(batch.tensors) / self.steps
            ascent, *own = torch.autograd.grad(loss, [delta, *weights], allow_unused=True)
            sums = [_sum(before, now) for before, now in zip(sums, own, strict=True)]
            total = total + loss.detach()
            delta = self.climbed(model, batch, delta, ascent)
            dropout.restore()
        with perturbed(model, delta):
            last = plain(batch.tensors) / self.steps
        return last + with_gradients(total, weights, sums)


def _sum(one: Any, two: Any) -> Any:
    if one is None or two is None:
        return two if one is None else one
    return one + two


REGIME = FreeLargeBatch
