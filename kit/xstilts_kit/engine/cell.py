"""Prediction of one (task, language)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from typing import Any, cast

from xstilts_kit.checkpoint.opening import OpenHead
from xstilts_kit.editions import fingerprint
from xstilts_kit.engine.passes import Advance, Pass, Run, open_pass
from xstilts_kit.engine.shards import Shelf
from xstilts_kit.families import Gold, Inputs, Record
from xstilts_kit.families._predictor import BasePredictor


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


@dataclass(frozen=True, slots=True)
class CellPasses:
    """The passes of the model that a cell needs: over its own inputs, and over its dev split."""

    predictor: BasePredictor
    own: Pass
    dev: Pass | None
    """None if no threshold is fitted, or if it is fitted on the cell's own inputs."""
    gold: Sequence[Gold] | None
    """Gold of the dev split, if a threshold is fitted."""
    with_scores: bool
    """Whether the own pass stores scores, from which the outputs are chosen."""
    batch_tokens: int
    shelf: Shelf | None

    @property
    def all(self) -> tuple[Pass, ...]:
        """The passes, in the order in which a single process carries them out."""
        return (self.own,) if self.dev is None else (self.dev, self.own)

    def outputs(self, one: Pass, run: Run) -> Sequence[Any]:
        """Return what records are made of, from what a pass stores."""
        if not self.with_scores or one is not self.own:
            return run.outputs
        return [self.predictor.choose(score) for score in run.outputs]

    def predict(self, advance: Advance) -> Predicted:
        """Carry out what is not stored yet, and return the records of all examples, in order.

        Args:
            advance: Called with the number of newly finished examples.

        Raises:
            ModelError: Memory runs out even with a single input.
        """
        predictor, threshold, reductions = self.predictor, None, self.share()
        if self.dev is not None and self.gold is not None:
            inputs, run = self.dev.inputs, self.dev.run(lambda _: None)
            joined = predictor.joined(inputs, run.outputs, self.dev.results(run.outputs))
            threshold = predictor.fit(inputs, joined, self.gold)
            reductions = max(reductions, run.reductions)
            del run, joined
        inputs, features, run = self.own.inputs, self.own.features, self.own.run(advance)
        outputs = self.outputs(self.own, run)
        results = self.own.results(outputs)
        joined = predictor.joined(inputs, outputs, results)
        if self.dev is None and self.gold is not None:
            threshold = predictor.fit(inputs, joined, self.gold)
        records = predictor.records(inputs, features, joined)
        table = None
        if self.with_scores:
            scores = predictor.joined(inputs, run.outputs, results)
            table = predictor.table(inputs, features, scores)
        return Predicted(records, threshold, max(reductions, run.reductions), table)

    def share(self) -> int:
        """Compute what the task's cells share, unless the predictor has it.

        Returns:
            Number of times a batch was halved because memory ran out.
        """
        found = open_common(self.predictor, self.own.inputs, self.batch_tokens, self.shelf)
        if found is None or self.predictor.shares == found[0]:
            return 0
        run = found[1]().run(lambda _: None)
        self.predictor.share(run.outputs)
        self.predictor.shares = found[0]
        return run.reductions


def open_common(
    predictor: BasePredictor, inputs: Inputs, batch_tokens: int, shelf: Shelf | None
) -> tuple[str, Callable[[], Pass]] | None:
    """Name the inputs that a cell shares with others of its task, if any, and open their pass."""
    common = predictor.shared(inputs)
    if common is None:
        return None
    name = fingerprint(common.rows())
    shared = shelf.shared(name) if shelf is not None else None
    return name, partial(open_pass, predictor, common, batch_tokens, shared)


def open_passes(
    predictor: BasePredictor,
    inputs: Inputs,
    batch_tokens: int,
    fitting: tuple[Inputs, Sequence[Gold]] | None = None,
    shelf: Shelf | None = None,
    with_scores: bool = False,
) -> CellPasses:
    """Tokenise a cell's inputs; arguments as for `predict_cell`."""
    dev = gold = None
    if fitting is not None:
        gold = fitting[1]
        if fitting[0] is not inputs:
            part = shelf.part("fit") if shelf is not None else None
            dev = open_pass(predictor, fitting[0], batch_tokens, part)
    ask = predictor.scores if with_scores else predictor.outputs
    own = open_pass(predictor, inputs, batch_tokens, shelf, ask)
    return CellPasses(predictor, own, dev, gold, with_scores, batch_tokens, shelf)


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
    return open_passes(predictor, inputs, batch_tokens, fitting, shelf, with_scores).predict(
        advance
    )


def scores_of(predictor: BasePredictor, inputs: Inputs, batch_tokens: int) -> Sequence[Any]:
    """Compute the model's scores of all features, in order, without records.

    Args:
        predictor: The predictor of the task's family.
        inputs: The inputs to score.
        batch_tokens: Padded sub-words of a batch.

    Raises:
        ModelError: Memory runs out even with a single input.
    """
    whole = open_pass(predictor, inputs, batch_tokens, None, predictor.scores)
    return whole.run(lambda _: None).outputs
