"""Random perturbation of the word embeddings (RS-RP in Huang et al. 2021, EMNLP)."""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from xstilts_baselines.regimes._regime import Batch, Objective, Regime

if TYPE_CHECKING:
    from torch import Tensor


@dataclass(frozen=True, slots=True, kw_only=True)
class Noise(Regime):
    """The loss at embeddings perturbed once per batch; a single pass, like plain training."""

    kind: ClassVar[str] = "noise"
    epsilon: float
    """Norm of the perturbation of a row, relative to the norm of its embeddings; 0 is plain."""
    draw: Literal["gaussian", "uniform"] = "gaussian"
    """Distribution of each entry before normalisation. With ``gaussian`` the perturbation is
    uniform on the sphere."""

    def loss(self, model: Any, batch: Batch, plain: Objective) -> "Tensor":
        """Return the task's loss at e + δ."""
        from xstilts_baselines.regimes._embeddings import perturbed

        if self.epsilon == 0:
            return plain(batch.tensors)
        with perturbed(model, self.delta(model, batch)):
            return plain(batch.tensors)

    def delta(self, model: Any, batch: Batch) -> "Tensor":
        """Return the batch's perturbation: float32, (rows, width, dimensions), 0 on padding."""
        import torch

        from xstilts_baselines.regimes._embeddings import (
            embeddings_of,
            mask_of,
            radius_of,
            scaled,
        )

        here = embeddings_of(model, batch.tensors)
        number = int.from_bytes(sha256(f"noise/{batch.draw}".encode()).digest()[:7], "big")
        generator = torch.Generator().manual_seed(number)  # on the CPU: the same on every device
        if self.draw == "gaussian":
            drawn = torch.randn(here.shape, generator=generator)
        else:
            drawn = 2 * torch.rand(here.shape, generator=generator) - 1
        masked = drawn.to(here.device) * mask_of(batch.tensors)
        return scaled(masked, radius_of(model, batch.tensors, self.epsilon))

    def faults(self) -> Iterator[tuple[str, str]]:
        """Yield a complaint if the norm is negative."""
        if not 0 <= self.epsilon < float("inf"):
            yield "epsilon", f"epsilon = {self.epsilon}; expected 0 or more"


REGIME = Noise
