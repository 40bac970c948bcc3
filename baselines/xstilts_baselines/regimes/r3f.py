"""R3F: regularised fine-tuning (Aghajanyan et al. 2020, arXiv 2008.03156)."""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from xstilts_baselines.regimes._regime import Batch, Objective, Regime

if TYPE_CHECKING:
    from torch import Tensor


@dataclass(frozen=True, slots=True, kw_only=True)
class R3F(Regime):
    """J(e) + λ (KL(f(e) ‖ f(e + z)) + KL(f(e + z) ‖ f(e))) with random z in every sub-word.

    The divergence is summed over classes and averaged over choices. Gradients do not reach the
    embeddings through e + z. Both passes have the same dropout.
    """

    kind: ClassVar[str] = "r3f"
    weight: float = 1.0
    """λ; 0 is plain."""
    sigma: float = 1e-5
    """Half the width of the uniform distribution, or standard deviation of the normal one, of each
    entry of z."""
    draw: Literal["uniform", "normal"] = "uniform"

    def loss(self, model: Any, batch: Batch, plain: Objective) -> "Tensor":
        """Return the plain loss plus the weighted divergence."""
        if self.weight == 0:
            return plain(batch.tensors)
        from xstilts_baselines.regimes._dropout import Dropout
        from xstilts_baselines.regimes._embeddings import perturbed
        from xstilts_baselines.regimes._outputs import divergence, mean_loss

        dropout = Dropout(batch.tensors["input_ids"].device)
        with dropout.same():
            clean = plain.logits(batch.tensors)
        with dropout.same(), perturbed(model, self.delta(model, batch), detach=True):
            noisy = plain.logits(batch.tensors)
        return mean_loss(clean) + self.weight * divergence(clean, noisy)

    def delta(self, model: Any, batch: Batch) -> "Tensor":
        """Return the batch's noise: float32, (rows, width, dimensions), 0 on padding."""
        import torch

        from xstilts_baselines.regimes._embeddings import embeddings_of, mask_of

        here = embeddings_of(model, batch.tensors)
        number = int.from_bytes(sha256(f"r3f/{batch.draw}".encode()).digest()[:7], "big")
        generator = torch.Generator().manual_seed(number)  # on the CPU: the same on every device
        if self.draw == "normal":
            drawn = torch.randn(here.shape, generator=generator)
        else:
            drawn = 2 * torch.rand(here.shape, generator=generator) - 1
        return self.sigma * drawn.to(here.device) * mask_of(batch.tensors)

    def faults(self) -> Iterator[tuple[str, str]]:
        """Yield a complaint for each value that is negative."""
        for name, value in (("weight", self.weight), ("sigma", self.sigma)):
            if not 0 <= value < float("inf"):
                yield name, f"{name} = {value}; expected 0 or more"


REGIME = R3F
