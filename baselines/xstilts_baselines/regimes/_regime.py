"""Definition of a regime. Modules of this package import torch only to compute a loss."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from xstilts_kit.diagnostics.deprecating import Deprecation

if TYPE_CHECKING:
    from torch import Tensor

Phases = Literal["both", "intermediate", "targets"]


@dataclass(frozen=True, slots=True)
class Batch:
    """One task's batch on a device."""

    task: str
    tensors: Mapping[str, "Tensor"]
    """``input_ids`` and ``attention_mask``, int64, (rows, longest row), and targets."""
    draw: str
    """Seed of all random draws for this batch; the same in a resumed run."""


PlainLoss = Callable[[Mapping[str, "Tensor"]], "Tensor"]
"""Function that returns the task's own loss for a batch's tensors, as a scalar."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Regime(ABC):
    """A training objective with its parameters."""

    kind: ClassVar[str]
    """Name used in recipes."""
    deprecation: ClassVar[Deprecation | None] = None
    """Set if recipes are to use another kind."""
    at: Phases = "both"
    """The phases in which it is used; others use plain training."""

    @abstractmethod
    def loss(self, model: Any, batch: Batch, plain: PlainLoss) -> "Tensor":
        """Return the scalar loss for the backward pass.

        Args:
            model: The `MultiTask` model, whose ``encoder`` contains the word embeddings.
            batch: The batch of this step.
            plain: The task's own loss; each call is one forward pass.
        """

    def faults(self) -> Iterator[tuple[str, str]]:
        """Yield (parameter, complaint) for each invalid value."""
        yield from ()

    def as_json(self) -> dict[str, Any]:
        """Return kind and parameters as a recipe's ``[regime]`` table."""
        return {"kind": self.kind, **asdict(self)}


def no_negative(**values: float | None) -> Iterator[tuple[str, str]]:
    """Yield a complaint for each parameter that is negative or infinite."""
    for name, value in values.items():
        if value is not None and not 0 <= value < float("inf"):
            yield name, f"{name} = {value}; expected 0 or more"
