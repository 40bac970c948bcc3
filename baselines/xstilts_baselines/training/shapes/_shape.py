"""What a shape is: how samples of one kind become model inputs, a loss and a dev score."""

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
"""The target of a position that no loss looks at."""

EVALUATION_TOKENS = 16_384
"""Padded sub-words of a batch when the dev set is scored."""


@dataclass(frozen=True, slots=True)
class Row:
    """One model input with what the model is to say to it."""

    input_ids: Sequence[int]
    target: Any
    """As the shape has it."""
    token_type_ids: Sequence[int] | None = None

    @property
    def tokens(self) -> int:
        """Sub-words, special tokens included."""
        return len(self.input_ids)

    def packed(self) -> "Row":
        """The same row with four bytes a sub-word: a training set has millions of them."""
        segments = self.token_type_ids
        return Row(
            array("i", self.input_ids),
            self.target,
            None if segments is None else array("i", segments),
        )


class Shape(ABC):
    """One kind of task at one head.

    Inputs are made, and dev sets answered, by the kit's own predictors wherever they know the kind,
    so a model is trained on exactly what it will be asked.
    """

    head: ClassVar[str]
    """The ending of transformers' class that has the head."""

    def __init__(self, task: TrainingTask, opened: OpenHead) -> None:
        self.task, self.opened = task, opened
        self.padding = opened.tokenizer.pad_token_id

    @classmethod
    @abstractmethod
    def configuration(cls, task: TrainingTask) -> Mapping[str, Any]:
        """What the model's configuration says of the head: always the number of outputs."""

    @abstractmethod
    def rows(self, samples: Sequence[Any]) -> list[Any]:
        """Training rows of labelled samples, in order; a long sample may become several."""

    @abstractmethod
    def targets(self, rows: Sequence[Any], width: int) -> dict[str, torch.Tensor]:
        """What the loss compares with, for rows that are padded to a width."""

    @abstractmethod
    def loss(self, model: Any, inputs: Mapping[str, torch.Tensor]) -> torch.Tensor:
        """The mean loss of a batch, float32, as a scalar."""

    @abstractmethod
    def score(self, samples: Sequence[Any]) -> float:
        """The dev score, 0 to 100."""

    def collate(self, rows: Sequence[Any], seed: str) -> dict[str, torch.Tensor]:
        """A padded batch with its targets.

        Args:
            rows: Some of what `rows` made.
            seed: Of what is drawn anew for every batch, where the kind draws anything.
        """
        return self.padded(rows)

    def padded(self, rows: Sequence[Row]) -> dict[str, torch.Tensor]:
        """Rows of sub-words padded to the longest, with targets."""
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
        """What a predictor of this head says to examples; leaves torch's random state alone."""
        devices = [self.opened.device] if self.opened.device.type == "cuda" else []
        with torch.random.fork_rng(devices=devices):
            inputs = Inputs(tuple(examples))
            return predict_cell(predictor, inputs, EVALUATION_TOKENS, lambda _: None).records


def _filled(rows: Sequence[Sequence[int]], width: int, value: int) -> torch.Tensor:
    return torch.tensor([[*row, *[value] * (width - len(row))] for row in rows], dtype=torch.long)


def filled_targets(rows: Sequence[Row], width: int) -> torch.Tensor:
    """Targets that are one number a sub-word, padded with `IGNORED`: int64, (rows, width)."""
    return _filled([row.target for row in rows], width, IGNORED)


def inputs_of(batch: Mapping[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """The part of a batch that goes into a model."""
    names = ("input_ids", "attention_mask", "token_type_ids")
    return {name: batch[name] for name in names if name in batch}
