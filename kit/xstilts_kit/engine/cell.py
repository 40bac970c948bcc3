"""Predicting one (task, language)."""

from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any, cast

import torch

from xstilts_kit.batching import token_batches
from xstilts_kit.checkpoint.opening import OpenHead
from xstilts_kit.families import Example, Record
from xstilts_kit.families._predictor import Feature, Predictor

Advance = Callable[[int], None]
"""Called with the number of examples that were just finished."""


def open_predictor(head: OpenHead) -> Predictor:
    """The predictor of the head's family, imported by name because it loads torch."""
    module = import_module(f"xstilts_kit.families.{head.head.task.family}.predictor")
    return cast(Predictor, module.Predictor(head))


def predict_cell(
    predictor: Predictor, examples: Sequence[Example], batch_tokens: int, advance: Advance
) -> list[Record]:
    """Records of all examples, in their order.

    Batches are a pure function of the inputs' lengths and `batch_tokens`, so the same examples
    always meet in the same batch.
    """
    torch.manual_seed(0)
    features = predictor.features(examples)
    outputs: list[Any] = [None] * len(features)
    waiting = _windows_per_example(features, len(examples))
    for batch in token_batches([len(f.input_ids) for f in features], batch_tokens):
        answers = predictor.outputs([features[index] for index in batch])
        finished = 0
        for index, answer in zip(batch, answers, strict=True):
            outputs[index] = answer
            example = features[index].example
            waiting[example] -= 1
            finished += waiting[example] == 0
        advance(finished)
    return predictor.records(examples, features, outputs)


def _windows_per_example(features: Sequence[Feature], examples: int) -> list[int]:
    counts = [0] * examples
    for feature in features:
        counts[feature.example] += 1
    return counts
