"""Scores texts in place of an example's own: cross-entropy of the right label."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from xstilts_kit.attacks.search import Score, Texts
from xstilts_kit.engine.cell import scores_of
from xstilts_kit.families import Inputs
from xstilts_kit.families._predictor import BasePredictor


@dataclass(frozen=True, slots=True)
class Scorer:
    """A model, the examples, and the class index of their right labels."""

    predictor: BasePredictor
    examples: Sequence[Any]
    gold: Sequence[int]
    batch_tokens: int

    def __call__(self, asked: Sequence[tuple[int, Texts]]) -> list[Score]:
        """Score texts.

        Args:
            asked: (index of an example, texts instead of its own) pairs; all are scored together.

        Raises:
            NotNumbersError: The model's answers are NaN.
            ModelError: Memory runs out even with a single input.
        """
        inputs = Inputs(tuple(self.examples[i].with_texts(texts) for i, texts in asked))
        logits = scores_of(self.predictor, inputs, self.batch_tokens)
        return [
            score_of(one, self.gold[index]) for one, (index, _) in zip(logits, asked, strict=True)
        ]


def score_of(logits: NDArray[np.float32], gold: int) -> Score:
    """Cross-entropy of a class, and whether it is the predicted one.

    Args:
        logits: float32, (classes,); minus infinity for classes that the task does not have.
        gold: Index of the right class.
    """
    values = logits.astype(np.float64)
    highest = values.max()
    loss = highest + np.log(np.exp(values - highest).sum()) - values[gold]
    return Score(float(loss), int(np.argmax(values)) == gold)
