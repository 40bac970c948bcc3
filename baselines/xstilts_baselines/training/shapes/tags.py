"""Tagging, with the target at each token's first sub-word."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import torch
from torch.nn import functional

from xstilts_baselines.data.samples import TagSample
from xstilts_baselines.data.task import TrainingTask
from xstilts_baselines.training.shapes._shape import (
    IGNORED,
    Row,
    Shape,
    filled_targets,
    inputs_of,
)
from xstilts_baselines.training.shapes.pair import named
from xstilts_kit.families import Inputs
from xstilts_kit.families.tagging.predictor import Predictor
from xstilts_kit.families.tagging.records import Sentence, TagsGold
from xstilts_kit.families.tagging.scorer import COLUMNS, statistics
from xstilts_kit.statistics.metrics import f1, token_accuracy
from xstilts_kit.tasks import get_task

_ANY = "panx"
"""A tagging task for the kit's scorer, which only uses its bootstrap unit."""


class TagsShape(Shape):
    """Tags of a sentence; a long one becomes several rows, cut between tokens as in prediction."""

    head = "ForTokenClassification"

    @classmethod
    def configuration(cls, task: TrainingTask) -> Mapping[str, Any]:
        """Return the configuration of one output per tag, with the task's names."""
        return named(task.labels)

    def rows(self, samples: Sequence[TagSample]) -> list[Row]:
        """Make a row per window of whole tokens."""
        classes = {tag: index for index, tag in enumerate(self.task.labels)}
        done = [0] * len(samples)
        rows = []
        for window in Predictor(self.opened).features(Inputs(tuple(map(_example, samples)))):
            tags = samples[window.example].tags
            target = [IGNORED] * len(window.input_ids)
            for place in window.positions:
                target[place] = classes[tags[done[window.example]]]
                done[window.example] += 1
            rows.append(Row(window.input_ids, target))
        return rows

    def targets(self, rows: Sequence[Row], width: int) -> dict[str, torch.Tensor]:
        """Return a class at each first sub-word."""
        return {"labels": filled_targets(rows, width)}

    def logits(self, model: Any, inputs: Mapping[str, torch.Tensor]) -> tuple[torch.Tensor, ...]:
        """Return the tags' logits, one prediction per first sub-word."""
        chosen = inputs["labels"] != IGNORED
        return (model(**inputs_of(inputs)).logits.float()[chosen],)

    def cost(
        self, logits: tuple[torch.Tensor, ...], inputs: Mapping[str, torch.Tensor]
    ) -> torch.Tensor:
        """Compute the cross-entropy over first sub-words."""
        labels = inputs["labels"]
        return functional.cross_entropy(logits[0], labels[labels != IGNORED])

    def score(self, samples: Sequence[TagSample]) -> float:
        """F1 over chunks by XTREME's rules, or the tag accuracy."""
        said = self.answers(Predictor(self.opened), list(map(_example, samples)))
        gold = [TagsGold(sample.id, sample.tags) for sample in samples]
        found = statistics(get_task(_ANY), "en", gold, said)  # type: ignore[arg-type]
        totals = found.values.sum(axis=0, dtype=np.float64)
        sums = {name: totals[place : place + 1] for place, name in enumerate(COLUMNS)}
        metric = f1 if self.task.metric == "f1" else token_accuracy
        return float(metric(sums)[0])


def _example(sample: TagSample) -> Sentence:
    return Sentence(sample.id, sample.tokens)
