"""What a regime is. Modules of this package load no torch before a loss is asked for."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Literal

if TYPE_CHECKING:
    from torch import Tensor

Phases = Literal["both", "intermediate", "targets"]


@dataclass(frozen=True, slots=True)
class Batch:
    """One task's batch, as a device takes it."""

    task: str
    tensors: Mapping[str, "Tensor"]
    """``input_ids`` and ``attention_mask``, int64, (rows, longest row); targets beside them."""
    draw: str
    """Seed of everything that is drawn for this batch; a resumed run has the same."""


PlainLoss = Callable[[Mapping[str, "Tensor"]], "Tensor"]
"""The task's own loss of a batch's tensors, as a scalar."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Regime(ABC):
    """A way to train, with its parameters."""

    kind: ClassVar[str]
    """How a recipe calls it."""
    at: Phases = "both"
    """The phases that it is used in; the others are trained plainly."""

    @abstractmethod
    def loss(self, model: Any, batch: Batch, plain: PlainLoss) -> "Tensor":
        """The scalar that one backward pass starts from.

        Args:
            model: The `MultiTask` model; its ``encoder`` has the word embeddings.
            batch: What the step is trained on.
            plain: The task's own loss; each call is one forward pass.
        """

    def faults(self) -> Iterator[tuple[str, str]]:
        """(parameter, complaint) for each value that makes no sense."""
        yield from ()

    def as_json(self) -> dict[str, Any]:
        """The parameters with the kind, as a recipe's ``[regime]`` table."""
        return {"kind": self.kind, **asdict(self)}
