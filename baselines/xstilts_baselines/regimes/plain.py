"""Plain training: the task's own loss."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from xstilts_baselines.regimes._regime import Batch, PlainLoss, Regime

if TYPE_CHECKING:
    from torch import Tensor


@dataclass(frozen=True, slots=True, kw_only=True)
class Plain(Regime):
    """One forward and one backward pass."""

    kind: ClassVar[str] = "plain"

    def loss(self, model: Any, batch: Batch, plain: PlainLoss) -> "Tensor":
        """Return the task's own loss."""
        return plain(batch.tensors)


REGIME = Plain
