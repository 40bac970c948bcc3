"""Multiple choice: every option forms a sequence with the text, scored by a single output."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch.nn import functional

from xstilts_baselines.data.samples import ChoiceSample
from xstilts_baselines.data.task import TrainingTask
from xstilts_baselines.training.shapes._shape import Row, Shape, inputs_of
from xstilts_kit.families import Inputs
from xstilts_kit.families.multiple_choice.predictor import Predictor
from xstilts_kit.families.multiple_choice.records import Choices


@dataclass(frozen=True, slots=True)
class ChoiceRow:
    """The sequences of a sample's options."""

    options: tuple[Row, ...]
    target: int

    @property
    def tokens(self) -> int:
        """Number of sub-words of all options."""
        return sum(option.tokens for option in self.options)

    def packed(self) -> "ChoiceRow":
        """Return the row with four bytes per sub-word."""
        return ChoiceRow(tuple(option.packed() for option in self.options), self.target)


class ChoiceShape(Shape):
    """One score per sequence from a sequence classification head, softmax over the options."""

    head = "ForSequenceClassification"

    @classmethod
    def configuration(cls, task: TrainingTask) -> Mapping[str, Any]:
        """Return the configuration of a single output."""
        return {"num_labels": 1, "id2label": {0: "score"}, "label2id": {"score": 0}}

    def rows(self, samples: Sequence[ChoiceSample]) -> list[ChoiceRow]:
        """Make one row of sequences per sample."""
        features = iter(Predictor(self.opened).features(Inputs(tuple(map(_example, samples)))))
        rows = []
        for sample in samples:
            options = [next(features) for _ in sample.options]
            made = tuple(Row(one.input_ids, None, one.token_type_ids) for one in options)
            rows.append(ChoiceRow(made, sample.answer))
        return rows

    def collate(self, rows: Sequence[ChoiceRow], seed: str) -> dict[str, torch.Tensor]:
        """Concatenate the options of all rows."""
        batch = self.padded([option for row in rows for option in row.options])
        return batch | {"labels": torch.tensor([row.target for row in rows])}

    def targets(self, rows: Sequence[Row], width: int) -> dict[str, torch.Tensor]:
        """Return nothing, because targets belong to rows, not to sequences."""
        return {}

    def logits(self, model: Any, inputs: Mapping[str, torch.Tensor]) -> tuple[torch.Tensor, ...]:
        """Return the options' scores, one prediction per sample."""
        scores = model(**inputs_of(inputs)).logits.float()
        return (scores.reshape(len(inputs["labels"]), -1),)

    def cost(
        self, logits: tuple[torch.Tensor, ...], inputs: Mapping[str, torch.Tensor]
    ) -> torch.Tensor:
        """Compute the cross-entropy over the options."""
        return functional.cross_entropy(logits[0], inputs["labels"])

    def score(self, samples: Sequence[ChoiceSample]) -> float:
        """Return the accuracy."""
        said = self.answers(Predictor(self.opened), list(map(_example, samples)))
        right = sum(sample.answer == one.choice for sample, one in zip(samples, said, strict=True))  # type: ignore[attr-defined]
        return 100.0 * right / max(1, len(samples))


def _example(sample: ChoiceSample) -> Choices:
    return Choices(sample.id, sample.context, sample.question, sample.options)
