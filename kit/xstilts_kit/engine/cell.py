"""Predicting one (task, language)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any, cast

import torch

from xstilts_kit.batching import token_batches
from xstilts_kit.checkpoint.opening import OpenHead
from xstilts_kit.families import Gold, Inputs, Record
from xstilts_kit.families._predictor import BasePredictor

Advance = Callable[[int], None]
"""Called with the number of examples that were just finished."""


def open_predictor(head: OpenHead) -> BasePredictor:
    """The predictor of the head's family, imported by name because it loads torch."""
    module = import_module(f"xstilts_kit.families.{head.head.task.family}.predictor")
    return cast(BasePredictor, module.Predictor(head))


@dataclass(frozen=True, slots=True)
class Predicted:
    """What came out of one (task, language)."""

    records: list[Record]
    threshold: float | None
    """What was fitted on the dev split, where the family fits one."""


def predict_cell(
    predictor: BasePredictor,
    inputs: Inputs,
    batch_tokens: int,
    advance: Advance,
    fitting: tuple[Inputs, Sequence[Gold]] | None = None,
) -> Predicted:
    """Records of all examples, in their order.

    Batches are a pure function of the inputs' lengths and `batch_tokens`, so the same examples
    always meet in the same batch.

    Args:
        predictor: Of the task's family.
        inputs: What is asked.
        batch_tokens: Padded sub-words of a batch.
        advance: Called with numbers of examples, which add up to all of them.
        fitting: Inputs and gold of the dev split, where a threshold is fitted.
    """
    torch.manual_seed(0)
    threshold = None
    if fitting is not None and fitting[0] is not inputs:
        _, outputs = _run(predictor, fitting[0], batch_tokens, lambda _: None)
        threshold = predictor.fit(fitting[0], outputs, fitting[1])
        del outputs
    features, outputs = _run(predictor, inputs, batch_tokens, advance)
    if fitting is not None and fitting[0] is inputs:
        threshold = predictor.fit(inputs, outputs, fitting[1])
    return Predicted(predictor.records(inputs, features, outputs), threshold)


def _run(
    predictor: BasePredictor, inputs: Inputs, batch_tokens: int, advance: Advance
) -> tuple[Sequence[Any], Sequence[Any]]:
    """All features and what the model says to them."""
    features = predictor.features(inputs)
    outputs = predictor.storage(len(features))
    seen = told = 0
    for batch in token_batches([len(f.input_ids) for f in features], batch_tokens):
        answers = predictor.outputs([features[index] for index in batch])
        for index, answer in zip(batch, answers, strict=True):
            outputs[index] = answer
        seen += len(batch)
        now = len(inputs.examples) * seen // len(features)
        advance(now - told)
        told = now
    return features, outputs
