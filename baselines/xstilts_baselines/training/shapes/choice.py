"""One of several options behind a text: each is a sequence of its own, scored by one number."""

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
    """The sequences of one sample's options."""

    options: tuple[Row, ...]
    target: int

    @property
    def tokens(self) -> int:
        """Sub-words of all options."""
        return sum(option.tokens for option in self.options)

    def packed(self) -> "ChoiceRow":
        """The same row with four bytes a sub-word."""
        return ChoiceRow(tuple(option.packed() for option in self.options), self.target)


class ChoiceShape(Shape):
    """A score a sequence from the head of sequence classification, softmax over the options."""

    head = "ForSequenceClassification"

    @classmethod
    def configuration(cls, task: TrainingTask) -> Mapping[str, Any]:
        """One output."""
        return {"num_labels": 1, "id2label": {0: "score"}, "label2id": {"score": 0}}

    def rows(self, samples: Sequence[ChoiceSample]) -> list[ChoiceRow]:
        """A row of sequences a sample."""
        features = iter(Predictor(self.opened).features(Inputs(tuple(map(_example, samples)))))
        rows = []
        for sample in samples:
            options = [next(features) for _ in sample.options]
            made = tuple(Row(one.input_ids, None, one.token_type_ids) for one in options)
            rows.append(ChoiceRow(made, sample.answer))
        return rows

    def collate(self, rows: Sequence[ChoiceRow], seed: str) -> dict[str, torch.Tensor]:
        """All options of all rows, one after another."""
        batch = self.padded([option for row in rows for option in row.options])
        return batch | {"labels": torch.tensor([row.target for row in rows])}

    def targets(self, rows: Sequence[Row], width: int) -> dict[str, torch.Tensor]:
        """Nothing: the target is the row's, not a sequence's."""
        return {}

    def loss(self, model: Any, inputs: Mapping[str, torch.Tensor]) -> torch.Tensor:
        """Cross-entropy over the options."""
        scores = model(**inputs_of(inputs)).logits.float()
        return functional.cross_entropy(scores.reshape(len(inputs["labels"]), -1), inputs["labels"])

    def score(self, samples: Sequence[ChoiceSample]) -> float:
        """Share of right options."""
        said = self.answers(Predictor(self.opened), list(map(_example, samples)))
        right = sum(sample.answer == one.choice for sample, one in zip(samples, said, strict=True))  # type: ignore[attr-defined]
        return 100.0 * right / max(1, len(samples))


def _example(sample: ChoiceSample) -> Choices:
    return Choices(sample.id, sample.context, sample.question, sample.options)
