"""Definition of a shape: conversion of samples to model inputs, loss and dev score."""

from abc import ABC, abstractmethod
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import torch

from xstilts_baselines.data.task import TrainingTask
from xstilts_kit.checkpoint.opening import OpenHead
from xstilts_kit.engine.cell import predict_cell
from xstilts_kit.families import Inputs, Record
from xstilts_kit.families._predictor import BasePredictor

IGNORED = -100
"""Target of positions that the loss ignores."""

EVALUATION_TOKENS = 16_384
"""Padded sub-words per batch for scoring the dev set."""


@dataclass(frozen=True, slots=True)
class Row:
    """One model input with its target."""

    input_ids: Sequence[int]
    target: Any
    """Target in the format of the shape."""
    token_type_ids: Sequence[int] | None = None

    @property
    def tokens(self) -> int:
        """Number of sub-words, including special tokens."""
        return len(self.input_ids)

    def packed(self) -> "Row":
        """Return the row with four bytes per sub-word, as training sets have millions of them."""
        segments = self.token_type_ids
        return Row(
            array("i", self.input_ids),
            self.target,
            None if segments is None else array("i", segments),
        )


class Shape(ABC):
    """A kind of task with its head.

    Inputs and dev predictions are made by the kit's own predictors where available, so a model is
    trained on exactly the inputs it will see.
    """

    head: ClassVar[str]
    """Suffix of the transformers class with the head."""

    def __init__(self, task: TrainingTask, opened: OpenHead) -> None:
        self.task, self.opened = task, opened
        self.padding = opened.tokenizer.pad_token_id

    @classmethod
    @abstractmethod
    def configuration(cls, task: TrainingTask) -> Mapping[str, Any]:
        """Return the head's part of the model configuration, with the number of outputs."""

    @abstractmethod
    def rows(self, samples: Sequence[Any]) -> list[Any]:
        """Convert labelled samples to training rows, in order; a long sample may yield several."""

    @abstractmethod
    def targets(self, rows: Sequence[Any], width: int) -> dict[str, torch.Tensor]:
        """Return the targets of rows padded to a width."""

    @abstractmethod
    def logits(self, model: Any, inputs: Mapping[str, torch.Tensor]) -> tuple[torch.Tensor, ...]:
        """Run the model on a batch.

        Returns:
            One tensor for every kind of prediction, as for the two ends of an answer: float32,
            (predictions, classes), with −∞ for impossible classes.
        """

    @abstractmethod
    def cost(
        self, logits: tuple[torch.Tensor, ...], inputs: Mapping[str, torch.Tensor]
    ) -> torch.Tensor:
        """Compute the mean loss of a batch from its logits: float32 scalar."""

    def loss(self, model: Any, inputs: Mapping[str, torch.Tensor]) -> torch.Tensor:
        """Compute the mean loss of a batch: float32 scalar."""
        return self.cost(self.logits(model, inputs), inputs)

    @abstractmethod
    def score(self, samples: Sequence[Any]) -> float:
        """Compute the dev score, 0 to 100."""

    def collate(self, rows: Sequence[Any], seed: str) -> dict[str, torch.Tensor]:
        """Build a padded batch with its targets.

        Args:
            rows: Some of the rows made by `rows`.
            seed: Seed of random draws for this batch, if any.
        """
        return self.padded(rows)

    def padded(self, rows: Sequence[Row]) -> dict[str, torch.Tensor]:
        """Pad rows of sub-words to the longest, with targets."""
        width = max(row.tokens for row in rows)
        batch = {
            "input_ids": _filled([row.input_ids for row in rows], width, self.padding),
            "attention_mask": _filled([[1] * row.tokens for row in rows], width, 0),
        }
        segments = [row.token_type_ids for row in rows if row.token_type_ids is not None]
        if segments:
            batch["token_type_ids"] = _filled(segments, width, 0)
        return batch | self.targets(rows, width)

    def answers(self, predictor: BasePredictor, examples: Sequence[Any]) -> list[Record]:
        """Predict examples with this head, without changing torch's random state."""
        devices = [self.opened.device] if self.opened.device.type == "cuda" else []
        with torch.random.fork_rng(devices=devices):
            inputs = Inputs(tuple(examples))
            return predict_cell(predictor, inputs, EVALUATION_TOKENS, lambda _: None).records


def _filled(rows: Sequence[Sequence[int]], width: int, value: int) -> torch.Tensor:
    return torch.tensor([[*row, *[value] * (width - len(row))] for row in rows], dtype=torch.long)


def filled_targets(rows: Sequence[Row], width: int) -> torch.Tensor:
    """Pad targets of one number per sub-word with `IGNORED`: int64, (rows, width)."""
    return _filled([row.target for row in rows], width, IGNORED)


def inputs_of(batch: Mapping[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """Return the part of a batch that is passed to the model."""
    names = ("input_ids", "attention_mask", "token_type_ids")
    return {name: batch[name] for name in names if name in batch}
