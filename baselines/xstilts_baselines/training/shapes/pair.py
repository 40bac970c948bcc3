"""Classification of sentence pairs."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import torch
from torch.nn import functional

from xstilts_baselines.data.samples import PairSample
from xstilts_baselines.data.task import TrainingTask
from xstilts_baselines.training.shapes._shape import Row, Shape, inputs_of
from xstilts_kit.families import Inputs
from xstilts_kit.families.classification.predictor import Predictor
from xstilts_kit.families.classification.records import SentencePair
from xstilts_kit.statistics.metrics import f1


class PairShape(Shape):
    """A label of a pair, predicted from the first sub-word."""

    head = "ForSequenceClassification"

    @classmethod
    def configuration(cls, task: TrainingTask) -> Mapping[str, Any]:
        """Return the configuration of one output per label, with the task's names."""
        return named(task.labels)

    def rows(self, samples: Sequence[PairSample]) -> list[Row]:
        """Make one row per pair, truncated as in prediction."""
        features = Predictor(self.opened).features(Inputs(tuple(map(_example, samples))))
        classes = {label: index for index, label in enumerate(self.task.labels)}
        return [
            Row(feature.input_ids, classes[sample.label], feature.token_type_ids)
            for feature, sample in zip(features, samples, strict=True)
        ]

    def targets(self, rows: Sequence[Row], width: int) -> dict[str, torch.Tensor]:
        """Return one class per row."""
        return {"labels": torch.tensor([row.target for row in rows])}

    def logits(self, model: Any, inputs: Mapping[str, torch.Tensor]) -> tuple[torch.Tensor, ...]:
        """Return the labels' logits, one prediction per row."""
        return (model(**inputs_of(inputs)).logits.float(),)

    def cost(
        self, logits: tuple[torch.Tensor, ...], inputs: Mapping[str, torch.Tensor]
    ) -> torch.Tensor:
        """Compute the cross-entropy over the labels."""
        return functional.cross_entropy(logits[0], inputs["labels"])

    def score(self, samples: Sequence[PairSample]) -> float:
        """Return the accuracy, or the F1 of the last label."""
        said = self.answers(Predictor(self.opened), list(map(_example, samples)))
        pairs = [(sample.label, answer.label) for sample, answer in zip(samples, said, strict=True)]  # type: ignore[attr-defined]
        if self.task.metric != "f1":
            return float(100.0 * sum(gold == found for gold, found in pairs) / len(pairs))
        last = self.task.labels[-1]
        counts = {
            "tp": sum(gold == found == last for gold, found in pairs),
            "predicted": sum(found == last for _, found in pairs),
            "gold": sum(gold == last for gold, _ in pairs),
        }
        return float(f1({name: np.array([float(count)]) for name, count in counts.items()})[0])


def named(labels: Sequence[str]) -> dict[str, Any]:
    """Return the configuration of a head with one output per label."""
    return {
        "num_labels": len(labels),
        "id2label": dict(enumerate(labels)),
        "label2id": {label: index for index, label in enumerate(labels)},
    }


def _example(sample: PairSample) -> SentencePair:
    return SentencePair(sample.id, sample.text_a, sample.text_b)
