"""One of several options behind a text: each is a sequence of its own, scored by one number."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch.nn import functional

from xstilts_baselines.data.samples import ChoiceSample
from xstilts_baselines.data.task import TrainingTask
from xstilts_baselines.training.shapes._shape import Row, Shape, inputs_of
from xstilts_kit.checkpoint.forward import logits
from xstilts_kit.checkpoint.opening import OpenHead
from xstilts_kit.checkpoint.template import pair_template
from xstilts_kit.families import Inputs
from xstilts_kit.families._predictor import BasePredictor, Feature


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
        features = iter(_Predictor(self.opened).features(Inputs(tuple(samples))))
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
        said = self.answers(_Predictor(self.opened), samples)
        right = sum(sample.answer == answer for sample, answer in zip(samples, said, strict=True))  # type: ignore[comparison-overlap]
        return 100.0 * right / max(1, len(samples))


class _Predictor(BasePredictor):
    """Sequences of every option, and the option with the highest score."""

    def __init__(self, head: OpenHead) -> None:
        self._head = head
        self._template = pair_template(head.tokenizer)

    def features(self, inputs: Inputs) -> list[Feature]:
        """A sequence an option; what is too long loses the beginning of its longer side (jiant)."""
        samples: Sequence[ChoiceSample] = inputs.examples
        prompts = self._encode([f"{one.context} {one.question}".strip() for one in samples])
        options = iter(self._encode([option for one in samples for option in one.options]))
        return [
            self._sequence(place, prompts[place], next(options))
            for place, sample in enumerate(samples)
            for _ in sample.options
        ]

    def _encode(self, texts: list[str]) -> list[list[int]]:
        encoded: list[list[int]] = self._head.tokenizer(
            texts,
            add_special_tokens=False,
            return_attention_mask=False,
            return_token_type_ids=False,
            verbose=False,
        )["input_ids"]
        return encoded

    def _sequence(self, example: int, prompt: Sequence[int], option: Sequence[int]) -> Feature:
        template = self._template
        special = len(template.before) + len(template.between) + len(template.after)
        room = self._head.max_length - special
        prompt, option = _shortened(prompt, option, room)
        ids = [*template.before, *prompt, *template.between, *option, *template.after]
        segments = template.segments(len(prompt), len(option)) if self._head.segments else None
        return Feature(example, ids, segments)

    def outputs(self, batch: Sequence[Feature]) -> list[float]:
        """The score of each sequence."""
        segments = [f.token_type_ids for f in batch if f.token_type_ids is not None]
        found = logits(self._head, [f.input_ids for f in batch], segments or None)
        scores: list[float] = found[:, 0].tolist()
        return scores

    def records(
        self, inputs: Inputs, features: Sequence[Feature], outputs: Sequence[float]
    ) -> list[Any]:
        """The place of the option with the highest score; the first on a tie."""
        scores: list[list[float]] = [[] for _ in inputs.examples]
        for feature, score in zip(features, outputs, strict=True):
            scores[feature.example].append(score)
        return [own.index(max(own)) for own in scores]


def _shortened(
    prompt: Sequence[int], option: Sequence[int], room: int
) -> tuple[Sequence[int], Sequence[int]]:
    """Both sides cut at their beginnings until they fit: first the longer, then both alike."""
    over = len(prompt) + len(option) - room
    if over <= 0:
        return prompt, option
    prompt_keeps = max(min(len(prompt), room - min(len(option), room // 2)), 0)
    option_keeps = min(len(option), room - prompt_keeps)
    return prompt[len(prompt) - prompt_keeps :], option[len(option) - option_keeps :]
