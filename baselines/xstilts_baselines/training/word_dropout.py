"""Word dropout: replace some sub-words of a training row by the mask, redrawn every epoch."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from xstilts_baselines.training.shapes.choice import ChoiceRow


@dataclass(frozen=True, slots=True)
class WordDropout:
    """Masks sub-words of a row, depending only on seed, row and epoch."""

    share: float
    """Probability that a sub-word is replaced."""
    mask: int
    """Id of the mask token."""
    special: Collection[int]
    """Ids that are never replaced."""
    seed: str

    def __call__(self, row: Any, index: int, epoch: int) -> Any:
        """Return the row for an epoch, with unchanged targets."""
        rng = Random(f"{self.seed}/{index}/{epoch}")
        if isinstance(row, ChoiceRow):
            return replace(row, options=tuple(self._hidden(one, rng) for one in row.options))
        return self._hidden(row, rng)

    def _hidden(self, row: Any, rng: Random) -> Any:
        ids = [
            self.mask if rng.random() < self.share and piece not in self.special else piece
            for piece in row.input_ids
        ]
        return replace(row, input_ids=ids)
