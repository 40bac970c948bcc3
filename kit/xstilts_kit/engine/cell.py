"""Prediction of one (task, language)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from itertools import chain
from typing import Any, cast

import torch

from xstilts_kit.checkpoint.forward import is_out_of_memory
from xstilts_kit.checkpoint.opening import OpenHead
from xstilts_kit.diagnostics.errors import ModelError
from xstilts_kit.editions import fingerprint
from xstilts_kit.engine.batching import token_batches
from xstilts_kit.engine.shards import BATCHES, Shelf
from xstilts_kit.families import Gold, Inputs, Record
from xstilts_kit.families._predictor import BasePredictor

Ask = Callable[[Sequence[Any]], Sequence[Any]]
"""Computes the model's outputs or scores for the features of a batch."""
Advance = Callable[[int], None]
"""Callback with the number of newly finished examples."""


def open_predictor(head: OpenHead) -> BasePredictor:
    """Open the predictor of the head's family, imported lazily because it loads torch."""
    module = import_module(f"xstilts_kit.families.{head.head.task.family}.predictor")
    return cast(BasePredictor, module.Predictor(head))


@dataclass(frozen=True, slots=True)
class Predicted:
    """The predictions for one (task, language)."""

    records: list[Record]
    threshold: float | None
    """Threshold fitted on the dev split, if the family uses one."""
    reductions: int
    """Number of times a batch was halved because memory ran out."""
    table: list[dict[str, Any]] | None = None
    """Rows of scores, if requested."""


def predict_cell(
    predictor: BasePredictor,
    inputs: Inputs,
    batch_tokens: int,
    advance: Advance,
    fitting: tuple[Inputs, Sequence[Gold]] | None = None,
    shelf: Shelf | None = None,
    with_scores: bool = False,
) -> Predicted:
    """Predict the records of all examples, in order.

    Batches are a pure function of the inputs' lengths and `batch_tokens`, so the same examples
    are always in the same batch.

    Args:
        predictor: The predictor of the task's family.
        inputs: The inputs to predict.
        batch_tokens: Padded sub-words of a batch.
        advance: Called with the number of newly finished examples.
        fitting: Inputs and gold of the dev split, if a threshold is fitted.
        shelf: Stores the run's shards, and provides those of an interrupted run.
        with_scores: Also return the table of scores.

    Raises:
        ModelError: Memory runs out even with a single input.
    """
    torch.manual_seed(0)
    threshold, reductions = None, 0
    common = predictor.shared(inputs)
    if common is not None:
        reductions = _share(predictor, common, batch_tokens, shelf)
    if fitting is not None and fitting[0] is not inputs:
        other = shelf.part("fit") if shelf is not None else None
        run = _run(predictor, fitting[0], batch_tokens, lambda _: None, other)
        threshold = predictor.fit(fitting[0], run.outputs, fitting[1])
        reductions = max(reductions, run.reductions)
        del run
    if with_scores:
        run = _run(predictor, inputs, batch_tokens, advance, shelf, predictor.scores)
        outputs: Sequence[Any] = [predictor.choose(score) for score in run.outputs]
    else:
        run = _run(predictor, inputs, batch_tokens, advance, shelf)
        outputs = run.outputs
    if fitting is not None and fitting[0] is inputs:
        threshold = predictor.fit(inputs, outputs, fitting[1])
    records = predictor.records(inputs, run.features, outputs)
    table = predictor.table(inputs, run.features, run.outputs) if with_scores else None
    return Predicted(records, threshold, max(reductions, run.reductions), table)


def _share(predictor: BasePredictor, common: Inputs, batch_tokens: int, shelf: Shelf | None) -> int:
    """Compute what the task's cells share, unless the predictor has it; return the reductions."""
    name = fingerprint(common.rows())
    if predictor.shares == name:
        return 0
    other = shelf.shared(name) if shelf is not None else None
    run = _run(predictor, common, batch_tokens, lambda _: None, other)
    predictor.share(run.outputs)
    predictor.shares = name
    return run.reductions


@dataclass(frozen=True, slots=True)
class _Run:
    features: Sequence[Any]
    outputs: Sequence[Any]
    """Compute the model's output for each feature."""
    reductions: int


def _run(
    predictor: BasePredictor,
    inputs: Inputs,
    batch_tokens: int,
    advance: Advance,
    shelf: Shelf | None,
    ask: Ask | None = None,
) -> _Run:
    ask = ask or predictor.outputs
    features = predictor.features(inputs)
    outputs = predictor.storage(len(features))
    batches = token_batches([len(f.input_ids) for f in features], batch_tokens)
    seen = told = reductions = 0
    for number, first in enumerate(range(0, len(batches), BATCHES)):
        shard = batches[first : first + BATCHES]
        kept = shelf.load(number) if shelf is not None else None
        if kept is not None:
            reductions = max(reductions, kept[0])
            answers = iter(predictor.unpack(kept[1]))
            for index in chain.from_iterable(shard):
                outputs[index] = next(answers)
        else:
            for batch in shard:
                said, reductions = _answers(ask, [features[i] for i in batch], reductions)
                for index, answer in zip(batch, said, strict=True):
                    outputs[index] = answer
            if shelf is not None:
                order = list(chain.from_iterable(shard))
                shelf.save(number, reductions, predictor.pack([outputs[i] for i in order]))
        seen += sum(map(len, shard))
        now = len(inputs.examples) * seen // len(features)
        advance(now - told)
        told = now
    return _Run(features, outputs, reductions)


def _answers(ask: Ask, batch: Sequence[Any], reductions: int) -> tuple[list[Any], int]:
    """Run the model on a batch, halving it until memory suffices."""
    while True:
        size = max(1, len(batch) >> reductions)
        try:
            parts = [ask(batch[i : i + size]) for i in range(0, len(batch), size)]
            return [answer for part in parts for answer in part], reductions
        except (torch.OutOfMemoryError, MemoryError, RuntimeError) as error:
            if not is_out_of_memory(error):
                raise
            if size == 1:
                raise ModelError(
                    "Memory runs out with a single input.",
                    "Lower --max-length, use a smaller --dtype, or another --device.",
                ) from error
        reductions += 1
        if torch.cuda.is_available():
            torch.cuda.empty_cache()


def scores_of(predictor: BasePredictor, inputs: Inputs, batch_tokens: int) -> Sequence[Any]:
    """Compute the model's scores of all features, in order, without records.

    Args:
        predictor: The predictor of the task's family.
        inputs: The inputs to score.
        batch_tokens: Padded sub-words of a batch.

    Raises:
        ModelError: Memory runs out even with a single input.
    """
    torch.manual_seed(0)
    return _run(predictor, inputs, batch_tokens, lambda _: None, None, predictor.scores).outputs
