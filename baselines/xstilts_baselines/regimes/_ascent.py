"""Steps of gradient ascent on a perturbation, shared by PGD and FreeLB."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from xstilts_baselines.regimes._regime import Batch, Regime, no_negative

if TYPE_CHECKING:
    from torch import Tensor


@dataclass(frozen=True, slots=True, kw_only=True)
class Ascent(Regime):
    """A perturbation that starts at random and climbs the loss inside its ball.

    Start: δ₀ = Π(a · U[−1, 1] · start‖e‖/√(n·d)) for n sub-words of d dimensions, where a is the
    attention mask. Step: δ ← Π(δ + step‖e‖ · g/‖g‖) with g = ∂J(e + δ)/∂δ. Π scales rows longer
    than ε‖e‖ to that norm.
    """

    steps: int
    """Number of ascent steps, K."""
    step: float
    """Length of a step, relative to the norm of a row's embeddings."""
    start: float = 0.0
    """Size of the random start, relative to the norm of a row's embeddings."""
    epsilon: float | None = None
    """Maximum norm of a row's perturbation, relative to the norm of its embeddings; 0 is plain,
    None no bound (published code writes 0 for it)."""

    @property
    def moves(self) -> bool:
        """Whether there is any perturbation."""
        return self.epsilon != 0 and bool(self.step or self.start)

    def begun(self, model: Any, batch: Batch) -> "Tensor":
        """Return δ₀: float32, (rows, width, dimensions), 0 on padding."""
        from xstilts_baselines.regimes._embeddings import drawn, entry_of, projected

        found = drawn(model, batch.tensors, f"{self.kind}/{batch.draw}", "uniform")
        found = found * entry_of(model, batch.tensors, self.start)
        return projected(found, self._bound(model, batch))

    def climbed(self, model: Any, batch: Batch, delta: "Tensor", gradient: "Tensor") -> "Tensor":
        """Return the perturbation after a step along a gradient, detached."""
        from xstilts_baselines.regimes._embeddings import mask_of, projected, radius_of, scaled

        masked = gradient.detach().float() * mask_of(batch.tensors)
        step = scaled(masked, radius_of(model, batch.tensors, self.step))
        return projected(delta.detach() + step, self._bound(model, batch))

    def _bound(self, model: Any, batch: Batch) -> "Tensor | None":
        from xstilts_baselines.regimes._embeddings import radius_of

        if self.epsilon is None:
            return None
        return radius_of(model, batch.tensors, self.epsilon)

    def faults(self) -> Iterator[tuple[str, str]]:
        """Yield complaints about negative sizes and a number of steps below 1."""
        yield from no_negative(step=self.step, start=self.start, epsilon=self.epsilon)
        if self.steps < 1:
            yield "steps", f"steps = {self.steps}; expected 1 or more"
