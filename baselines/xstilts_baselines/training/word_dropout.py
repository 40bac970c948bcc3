"""Word dropout: some sub-words of a training row are replaced by the mask, anew in every epoch."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from xstilts_baselines.training.shapes.choice import ChoiceRow


@dataclass(frozen=True, slots=True)
class WordDropout:
    """Hides sub-words of a row; which ones depends on seed, row and epoch alone."""

    share: float
    """Probability that a sub-word is replaced."""
    mask: int
    """Id of the mask token."""
    special: Collection[int]
    """Ids that are never replaced."""
    seed: str

    def __call__(self, row: Any, index: int, epoch: int) -> Any:
        """The row as the epoch has it; its targets do not change."""
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
