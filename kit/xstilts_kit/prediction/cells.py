"""Prediction of the cells of a request, by one process or shared by several."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xstilts_kit.cell import Cell
from xstilts_kit.diagnostics.errors import DataError
from xstilts_kit.editions import fingerprint
from xstilts_kit.families import Inputs, only_answer
from xstilts_kit.prediction.facts import shelf_keys
from xstilts_kit.prediction.manifest import Written
from xstilts_kit.prediction.planning import Fitting, fitting_of
from xstilts_kit.prediction.preparing import Prepared
from xstilts_kit.prediction.ready import ReadyHead
from xstilts_kit.prediction.saving import write_scores
from xstilts_kit.sources.survey import Surveyed
from xstilts_kit.submission.manifest import PredictionFile
from xstilts_kit.submission.target import is_whole
from xstilts_kit.submission.writing import write_records
from xstilts_kit.transforms import transformed

if TYPE_CHECKING:
    import torch

    from xstilts_kit.checkpoint.opening import OpenHead
    from xstilts_kit.engine.cell import CellPasses, Predicted
    from xstilts_kit.engine.passes import Pass
    from xstilts_kit.engine.progress import Progress
    from xstilts_kit.engine.shards import Shelf
    from xstilts_kit.engine.sharing import Unit
    from xstilts_kit.families._predictor import BasePredictor


@dataclass(slots=True)
class OpenedHeads:
    """Opens the heads of a run, one at a time, so that only one is in memory."""

    device: "torch.device"
    first: "OpenHead | None" = None
    """A head that was opened before."""
    _task: str | None = None
    _predictor: "BasePredictor | None" = None

    def predictor(self, ready: ReadyHead) -> "BasePredictor":
        """Return the predictor of a head, which is opened unless it is open."""
        from xstilts_kit.engine.cell import open_predictor

        if self._predictor is None or self._task != ready.task:
            given = self.first if self.first and self.first.head is ready.head else None
            self.first = self._predictor = None  # free memory before the next head is opened
            self._predictor = open_predictor(given or ready.open(self.device))
            self._task = ready.task
        return self._predictor


@dataclass(slots=True)
class CellJob:
    """The prediction of one cell; with several processes, a `Job` that they share."""

    prepared: Prepared
    ready: ReadyHead
    found: Surveyed
    facts: Mapping[str, Any]
    heads: OpenedHeads
    out: Path
    folder: Path
    """Folder of the unfinished run."""
    shown: "Progress"
    _fitting: tuple[Fitting | None] | None = None
    _kept_shelf: "Shelf | None" = None
    _kept: Written | None = None
    _passes: "CellPasses | None" = None
    _units: dict[int, Sequence["Unit"]] = field(default_factory=dict)

    @property
    def cell(self) -> Cell:
        """The cell."""
        return self.found.cell

    @property
    def examples(self) -> int:
        """Number of examples to predict."""
        return self.prepared.examples_of(self.found)

    def predict(self) -> Written:
        """Predict the cell alone, unless an interrupted run has finished it."""
        from xstilts_kit.engine.cell import predict_cell

        self.shown.start(self.cell.name, self.examples)
        if (kept := self.kept()) is not None:
            self.shown.advance(self.examples)
            return kept
        predictor = self._predictor()
        written = self._write(predict_cell(predictor, *self._arguments(self.shown.advance)))
        self.leave()
        return written

    def kept(self) -> Written | None:
        """Return the cell if it is finished and its file is unchanged."""
        outcome = self._shelf().outcome()
        if outcome is None:
            return None
        file = PredictionFile(**outcome.pop("file"))
        saved = outcome.pop("scores", None)
        scores = None if saved is None else PredictionFile(**saved)
        if not all(is_whole(self.out, one) for one in (file, scores) if one is not None):
            return None
        return Written(self.cell, file, **outcome, scores=scores)

    def stage(self, number: int) -> Sequence["Unit"]:
        """Stage 1: the shards, by their cost. Stage 2: the steps that need all outputs."""
        if number not in self._units:
            self._units[number] = {1: self._shards, 2: self._steps}.get(number, tuple)()
        return self._units[number]

    def finish(self) -> None:
        """Write the cell's file from what the stages have stored."""
        if self._kept is None:
            self._write(self._opened().predict(lambda _: None))

    def common(self) -> Sequence["Unit"]:
        """Return the shards of the inputs that the task's cells share."""
        from xstilts_kit.engine.cell import open_common

        inputs, tokens, *_ = self._arguments(None)
        found = open_common(self._predictor(), inputs, tokens, self._shelf())
        if found is None:
            return ()
        whole = found[1]()
        return [partial(_discard, partial(whole.compute, n)) for n in range(len(whole.shards))]

    def leave(self) -> None:
        """Free the memory of inputs and outputs."""
        self._passes = self._fitting = None
        self._units.clear()

    def _shards(self) -> Sequence["Unit"]:
        self._kept = self.kept()
        if self._kept is not None:
            self.shown.advance(self.examples)
            return ()
        opened = self._opened()
        costs = [
            (-one.cost(number), place, number, one)
            for place, one in enumerate(opened.all)
            for number in range(len(one.shards))
        ]
        return [partial(self._compute, one, number) for *_, number, one in sorted(costs, key=_cost)]

    def _compute(self, one: "Pass", number: int) -> None:
        one.compute(number)
        if self._passes is not None and one is self._passes.own:
            self.shown.advance(one.examples(number))

    def _steps(self) -> Sequence["Unit"]:
        if self._kept is not None:
            return ()
        opened = self._opened()
        return [
            partial(_discard, step)
            for one in opened.all
            for step in one.steps(opened.outputs(one, one.run(lambda _: None)))
        ]

    def _opened(self) -> "CellPasses":
        from xstilts_kit.engine.cell import open_passes

        if self._passes is None:
            inputs, tokens, _, *more = self._arguments(None)
            self._passes = open_passes(self._predictor(), inputs, tokens, *more)
        return self._passes

    def _predictor(self) -> "BasePredictor":
        predictor = self.heads.predictor(self.ready)
        predictor.language = self.cell.language
        return predictor

    def _arguments(self, advance: Any) -> tuple[Any, ...]:
        """The arguments of `predict_cell` after the predictor."""
        request = self.prepared.request
        inputs, fitting = self._inputs(), self._fitted_on()
        return (
            inputs.first(request.limit_of(self.cell.task)),
            request.budget(self.heads.device.type),
            advance,
            None if fitting is None else fitting.of(inputs),
            self._shelf(),
            request.save_scores,
        )

    def _fitted_on(self) -> Fitting | None:
        if self._fitting is None:
            self._fitting = (fitting_of(self.cell, self.found.source),)
        return self._fitting[0]

    def _shelf(self) -> "Shelf":
        """The cell's shelf; its key is a digest of all that the outputs depend on."""
        from xstilts_kit.engine.shards import Shelf

        if self._kept_shelf is None:
            request, fitting = self.prepared.request, self._fitted_on()
            own, common = shelf_keys(self.facts, request, self.ready, self.found, fitting)
            self._kept_shelf = Shelf(self.folder, own, common)
        return self._kept_shelf

    def _inputs(self) -> Inputs:
        """Read the inputs, which must not have changed since they were surveyed."""
        clean = self.found.source.inputs(self.cell)
        if fingerprint(clean.rows()) != self.found.fingerprint:
            raise DataError(
                f"{self.cell.name}: the inputs changed while they were predicted.",
                "Leave the source alone during a run, then run the same command again.",
            )
        return transformed(self.cell, clean, self.found.resources, self.found.source.inputs)

    def _write(self, predicted: "Predicted") -> Written:
        """Write the cell's file, and mark it as finished."""
        self.ready.head.check_unchanged()
        answer = only_answer(predicted.records)
        if answer is not None:
            self.shown.say(
                f"Warning: {self.cell.name}: all {len(predicted.records):,} examples are answered"
                f" {answer[:60]!r}; the head may be untrained or damaged."
            )
        file = write_records(self.out, self.cell, predicted.records)
        table = predicted.table
        scores = None if table is None else write_scores(self.out, self.cell, table)
        written = Written(self.cell, file, predicted.threshold, predicted.reductions, scores)
        self._shelf().finish(written.outcome())
        return written


@dataclass(slots=True)
class PoolJob:
    """The part of a task's work that its cells share, such as a pool of candidates."""

    cells: Sequence[CellJob]
    _units: Sequence["Unit"] | None = None

    def stage(self, number: int) -> Sequence["Unit"]:
        """The only stage: the shards of the shared inputs."""
        if number > 1:
            return ()
        if self._units is None:
            left = next((cell for cell in self.cells if cell.kept() is None), None)
            self._units = () if left is None else left.common()
        return self._units

    def finish(self) -> None:
        """Nothing: the cells read the shards."""

    def leave(self) -> None:
        """Free the memory of the inputs."""
        self._units = None
        for cell in self.cells:
            cell.leave()


def _cost(one: tuple[Any, ...]) -> tuple[int, ...]:
    """Most costly first, then in the order in which one process works."""
    return one[:3]


def _discard(step: Any) -> None:
    step()
