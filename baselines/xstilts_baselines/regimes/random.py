"""Random perturbation of the word embeddings (RS-RP in Huang et al. 2021, EMNLP)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from xstilts_baselines.regimes._regime import Batch, PlainLoss, Regime, no_negative

if TYPE_CHECKING:
    from torch import Tensor


@dataclass(frozen=True, slots=True, kw_only=True)
class RandomPerturbation(Regime):
    """J(e + δ) with δ drawn once per batch; a single pass, like plain training.

    δ has the norm ε‖e‖ in every row, in a random direction; in thousands of dimensions the ball
    has nearly all its volume there.
    """

    kind: ClassVar[str] = "random"
    epsilon: float
    """Norm of the perturbation of a row, relative to the norm of its embeddings; 0 is plain."""
    draw: Literal["gaussian", "uniform"] = "gaussian"
    """Distribution of each entry before normalisation. With ``gaussian`` the perturbation is
    uniform on the sphere."""

    def loss(self, model: Any, batch: Batch, plain: PlainLoss) -> "Tensor":
        """Return the task's loss at e + δ."""
        from xstilts_baselines.regimes._embeddings import perturbed

        if self.epsilon == 0:
            return plain(batch.tensors)
        with perturbed(model, self.delta(model, batch)):
            return plain(batch.tensors)

    def delta(self, model: Any, batch: Batch) -> "Tensor":
        """Return the batch's perturbation: float32, (rows, width, dimensions), 0 on padding."""
        from xstilts_baselines.regimes._embeddings import drawn, radius_of, scaled

        found = drawn(model, batch.tensors, f"noise/{batch.draw}", self.draw)
        return scaled(found, radius_of(model, batch.tensors, self.epsilon))

    def faults(self) -> Iterator[tuple[str, str]]:
        """Yield a complaint if the norm is negative."""
        yield from no_negative(epsilon=self.epsilon)


REGIME = RandomPerturbation
