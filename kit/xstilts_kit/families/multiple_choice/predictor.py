"""Prediction for multiple choice: the choice whose text gets the highest score."""

from collections.abc import Sequence
from typing import Any

from xstilts_kit.checkpoint.forward import choice_scores
from xstilts_kit.checkpoint.opening import OpenHead
from xstilts_kit.checkpoint.template import pair_template
from xstilts_kit.families._family import Inputs
from xstilts_kit.families._predictor import BasePredictor, Feature
from xstilts_kit.families._vectors import softmax
from xstilts_kit.families.multiple_choice.records import ChoiceRecord


class Predictor(BasePredictor):
    """Pairs of prompt and choice, each scored on its own.

    A pair that is too long is truncated at the start of its longer side, as in jiant: the question
    is at the end of the prompt and is kept.
    """

    def __init__(self, head: OpenHead) -> None:
        self._head = head
        self._template = pair_template(head.tokenizer)

    def features(self, inputs: Inputs) -> list[Feature]:
        """One model input per choice."""
        examples = inputs.examples
        prompts = self._encode([example.prompt for example in examples])
        choices = iter(self._encode([text for one in examples for text in one.choices]))
        return [
            self._pair(place, prompts[place], next(choices))
            for place, example in enumerate(examples)
            for _ in example.choices
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

    def _pair(self, example: int, prompt: Sequence[int], choice: Sequence[int]) -> Feature:
        template = self._template
        special = len(template.before) + len(template.between) + len(template.after)
        prompt, choice = shortened(prompt, choice, self._head.max_length - special)
        ids = [*template.before, *prompt, *template.between, *choice, *template.after]
        segments = template.segments(len(prompt), len(choice)) if self._head.segments else None
        return Feature(example, ids, segments, self.language)

    def scores(self, batch: Sequence[Feature]) -> list[float]:
        """The score of each pair."""
        segments = [f.token_type_ids for f in batch if f.token_type_ids is not None]
        languages = [f.language for f in batch]
        scores = choice_scores(
            self._head, [f.input_ids for f in batch], segments or None, languages
        )
        found: list[float] = scores.tolist()
        return found

    def records(
        self, inputs: Inputs, features: Sequence[Feature], outputs: Sequence[float]
    ) -> list[Any]:
        """The choice with the highest score; the first one on a tie."""
        return [
            ChoiceRecord(example.id, own.index(max(own)))
            for example, own in zip(
                inputs.examples, _by_example(inputs, features, outputs), strict=True
            )
        ]

    def table(
        self, inputs: Inputs, features: Sequence[Feature], scores: Sequence[float]
    ) -> list[dict[str, Any]]:
        """The probability of every choice."""
        found = _by_example(inputs, features, scores)
        return [
            {"id": example.id, "probabilities": softmax(own)}
            for example, own in zip(inputs.examples, found, strict=True)
        ]


def _by_example(
    inputs: Inputs, features: Sequence[Feature], scores: Sequence[float]
) -> list[list[float]]:
    """The scores of every example's choices."""
    found: list[list[float]] = [[] for _ in inputs.examples]
    for feature, score in zip(features, scores, strict=True):
        found[feature.example].append(score)
    return found


def shortened(
    prompt: Sequence[int], choice: Sequence[int], room: int
) -> tuple[Sequence[int], Sequence[int]]:
    """Truncate both sides at the start until they fit: the longer one first, then both equally."""
    over = len(prompt) + len(choice) - room
    if over <= 0:
        return prompt, choice
    prompt_keeps = max(min(len(prompt), room - min(len(choice), room // 2)), 0)
    choice_keeps = min(len(choice), room - prompt_keeps)
    return prompt[len(prompt) - prompt_keeps :], choice[len(choice) - choice_keeps :]
