"""Extractive question answering, with the same windows as in prediction."""

from collections.abc import Mapping, Sequence
from typing import Any

import torch
from torch.nn import functional

from xstilts_baselines.data.samples import SpanSample
from xstilts_baselines.data.task import TrainingTask
from xstilts_baselines.training.shapes._shape import Row, Shape, inputs_of
from xstilts_kit.checkpoint.forward import question_logits
from xstilts_kit.families import Inputs
from xstilts_kit.families.span_qa.answers import exact_and_f1, squad_normalise
from xstilts_kit.families.span_qa.choice import best_span
from xstilts_kit.families.span_qa.predictor import ContextWindow, Predictor
from xstilts_kit.families.span_qa.records import AnswerRecord, Question

_FIRST = 0
"""The position for windows without an answer."""


class SpanShape(Shape):
    """The first and last sub-word of the answer.

    A window without the answer is trained towards the first sub-word, as XTREME's scripts do.
    """

    head = "ForQuestionAnswering"

    @classmethod
    def configuration(cls, task: TrainingTask) -> Mapping[str, Any]:
        """Return the configuration of two outputs, regardless of the previous head."""
        return {
            "num_labels": 2,
            "id2label": {0: "LABEL_0", 1: "LABEL_1"},
            "label2id": {"LABEL_0": 0, "LABEL_1": 1},
        }

    def rows(self, samples: Sequence[SpanSample]) -> list[Row]:
        """Make a row per window; answers without sub-words yield none."""
        windows = Predictor(self.opened).features(Inputs(tuple(map(_example, samples))))
        rows = []
        for window in windows:
            answers = samples[window.example].answers
            span = _sub_words(window.spans, *answers[0]) if answers else None
            if answers and span is None:
                continue
            rows.append(Row(window.input_ids, _place(window, span), window.token_type_ids))
        return rows

    def targets(self, rows: Sequence[Row], width: int) -> dict[str, torch.Tensor]:
        """Return the positions of the first and last sub-word."""
        starts, ends = zip(*(row.target for row in rows), strict=True)
        return {"starts": torch.tensor(starts), "ends": torch.tensor(ends)}

    def logits(self, model: Any, inputs: Mapping[str, torch.Tensor]) -> tuple[torch.Tensor, ...]:
        """Return the logits of the positions for both ends, one prediction per row."""
        output = model(**inputs_of(inputs))
        hidden = inputs["attention_mask"] == 0
        return (
            output.start_logits.float().masked_fill(hidden, float("-inf")),
            output.end_logits.float().masked_fill(hidden, float("-inf")),
        )

    def cost(
        self, logits: tuple[torch.Tensor, ...], inputs: Mapping[str, torch.Tensor]
    ) -> torch.Tensor:
        """Mean of the two cross-entropies over non-padding positions."""
        losses = (
            functional.cross_entropy(logits[0], inputs["starts"]),
            functional.cross_entropy(logits[1], inputs["ends"]),
        )
        return (losses[0] + losses[1]) / 2

    def score(self, samples: Sequence[SpanSample]) -> float:
        """Mean of exact match and F1 by SQuAD's rules."""
        kind = _WithNull if self.task.no_answer else Predictor
        said = self.answers(kind(self.opened), list(map(_example, samples)))
        total = 0.0
        for sample, answer in zip(samples, said, strict=True):
            found: str = answer.answer  # type: ignore[attr-defined]
            golds = [text for text, _ in sample.answers] or [""]
            if not squad_normalise(found) and not any(map(squad_normalise, golds)):
                total += 2.0
                continue
            total += sum(exact_and_f1(found, golds, squad_normalise))
        return 50.0 * total / max(1, len(samples))


def _sub_words(spans: Sequence[tuple[int, int]], text: str, offset: int) -> tuple[int, int] | None:
    """Return the first and last sub-word of the context that overlap an answer."""
    end = offset + len(text)
    touched = [
        place
        for place, (first, last) in enumerate(spans)
        if first < end and last > offset and last > first
    ]
    return (touched[0], touched[-1]) if touched else None


def _place(window: ContextWindow, span: tuple[int, int] | None) -> tuple[int, int]:
    """Return an answer's position in a window, or the first sub-word if it is outside."""
    length = sum(owned is not None for owned in window.owned)
    if span is None or span[0] < window.start or span[1] >= window.start + length:
        return _FIRST, _FIRST
    shift = window.offset - window.start
    return span[0] + shift, span[1] + shift


class _WithNull(Predictor):
    """Predicts no answer if its score exceeds the best span's, as in SQuAD 2.0."""

    def outputs(self, batch: Sequence[ContextWindow]) -> list[Any]:
        """Return the candidates of each window, and its no-answer score."""
        segments = [f.token_type_ids for f in batch if f.token_type_ids is not None]
        starts, ends = question_logits(self._head, [f.input_ids for f in batch], segments or None)
        found = []
        for row, window in enumerate(batch):
            size, shift = len(window.input_ids), window.start - window.offset
            spans = best_span(starts[row, :size], ends[row, :size], window.owned)
            moved = [(score, first + shift, last + shift) for score, first, last in spans]
            found.append((moved, float(starts[row, _FIRST] + ends[row, _FIRST])))
        return found

    def records(
        self, inputs: Inputs, features: Sequence[ContextWindow], outputs: Sequence[Any]
    ) -> list[Any]:
        """Return the best span's text, or nothing if every window's null score exceeds it."""
        records = super().records(inputs, features, [spans for spans, _ in outputs])
        best = [float("-inf")] * len(records)
        null = [float("inf")] * len(records)
        for feature, (spans, score) in zip(features, outputs, strict=True):
            place = feature.example
            best[place] = max([best[place], *(span[0] for span in spans)])
            null[place] = min(null[place], score)
        return [
            AnswerRecord(record.id, "") if null[place] > best[place] else record
            for place, record in enumerate(records)
        ]


def _example(sample: SpanSample) -> Question:
    return Question(sample.id, sample.context, sample.question)
