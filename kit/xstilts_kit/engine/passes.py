"""A pass of the model over the inputs of a cell or its dev split, in shards of batches."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import Any

import torch

from xstilts_kit.checkpoint.forward import is_out_of_memory
from xstilts_kit.diagnostics.errors import ModelError
from xstilts_kit.engine.batching import token_batches
from xstilts_kit.engine.shards import BATCHES, Shelf
from xstilts_kit.families import Inputs
from xstilts_kit.families._predictor import BasePredictor, Step

Ask = Callable[[Sequence[Any]], Sequence[Any]]
"""Computes the model's outputs or scores for the features of a batch."""
Advance = Callable[[int], None]
"""Callback with the number of newly finished examples."""

_Shard = tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Run:
    """The outputs of a whole pass."""

    outputs: Sequence[Any]
    """One for each feature."""
    reductions: int
    """Number of times a batch was halved because memory ran out."""


@dataclass(frozen=True, slots=True)
class Pass:
    """All model inputs of a pass, cut into shards.

    The shards are a pure function of the inputs' lengths and the batch budget.
    """

    predictor: BasePredictor
    inputs: Inputs
    features: Sequence[Any]
    shards: tuple[_Shard, ...]
    """Indices of the features, batch by batch."""
    ask: Ask
    shelf: Shelf | None
    """Stores the shards, and provides those of other processes and of an interrupted run."""

    def cost(self, number: int) -> int:
        """Return the padded sub-words of a shard."""
        return sum(
            len(batch) * len(self.features[batch[0]].input_ids) for batch in self.shards[number]
        )

    def examples(self, number: int) -> int:
        """Return the number of examples that count as finished with a shard."""
        before = sum(map(len, chain.from_iterable(self.shards[:number])))
        after = before + sum(map(len, self.shards[number]))
        total, features = len(self.inputs.examples), len(self.features)
        return total * after // features - total * before // features

    def compute(self, number: int, reductions: int = 0) -> tuple[Sequence[Any], int]:
        """Compute and store a shard, unless it is stored.

        Args:
            number: The shard.
            reductions: How often batches are halved from the beginning.

        Returns:
            The outputs in the order of the shard's batches, and how often batches were halved.

        Raises:
            ModelError: Memory runs out even with a single input.
        """
        kept = self.shelf.load(number) if self.shelf is not None else None
        if kept is not None:
            return self.predictor.unpack(kept[1]), max(reductions, kept[0])
        torch.manual_seed(0)
        outputs: list[Any] = []
        for batch in self.shards[number]:
            said, reductions = _answers(self.ask, [self.features[i] for i in batch], reductions)
            outputs += said
        if self.shelf is not None:
            self.shelf.save(number, reductions, self.predictor.pack(outputs))
        return outputs, reductions

    def run(self, advance: Advance) -> Run:
        """Compute or load all shards, and put the outputs in the order of the features."""
        outputs = self.predictor.storage(len(self.features))
        reductions = 0
        for number, shard in enumerate(self.shards):
            found, reductions = self.compute(number, reductions)
            for index, output in zip(chain.from_iterable(shard), found, strict=True):
                outputs[index] = output
            advance(self.examples(number))
        return Run(outputs, reductions)

    def steps(self, outputs: Sequence[Any]) -> list[Callable[[], bytes]]:
        """Return the steps that follow the outputs (see `BasePredictor.steps`).

        Each returns its result, and stores it unless it is stored.
        """
        shelf = self.shelf.part("steps") if self.shelf is not None else None
        steps = self.predictor.steps(self.inputs, outputs)
        return [partial(_carried_out, step, number, shelf) for number, step in enumerate(steps)]

    def results(self, outputs: Sequence[Any]) -> list[bytes]:
        """Carry out or load all steps."""
        return [step() for step in self.steps(outputs)]


def _carried_out(step: Step, number: int, shelf: Shelf | None) -> bytes:
    kept = shelf.load(number) if shelf is not None else None
    if kept is not None:
        return kept[1]
    result = step()
    if shelf is not None:
        shelf.save(number, 0, result)
    return result


def open_pass(
    predictor: BasePredictor,
    inputs: Inputs,
    batch_tokens: int,
    shelf: Shelf | None,
    ask: Ask | None = None,
) -> Pass:
    """Tokenise the inputs and cut them into batches and shards."""
    features = predictor.features(inputs)
    batches = token_batches([len(f.input_ids) for f in features], batch_tokens)
    shards = tuple(batches[first : first + BATCHES] for first in range(0, len(batches), BATCHES))
    return Pass(predictor, inputs, features, shards, ask or predictor.outputs, shelf)


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
