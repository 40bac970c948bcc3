"""Control arms for retrieval: the same sentence vectors, centred or whitened.

The published gain of intermediate training is mostly in retrieval, and may be a correction of the
embedding space that needs no training. The transforms are fitted on validation texts of other
tasks, never on the test sentences; rows made with them are marked and never ranked among plain
rows.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from xstilts_kit.cell import Cell
from xstilts_kit.diagnostics.errors import DataError
from xstilts_kit.families import Gold, Inputs, Record
from xstilts_kit.families._predictor import BasePredictor, Step
from xstilts_kit.prediction.planning import fitting_of
from xstilts_kit.prediction.preparing import Prepared
from xstilts_kit.sources import Source, default_source, open_sources
from xstilts_kit.sources.survey import Surveyed
from xstilts_kit.storage import write_json
from xstilts_kit.submission.layout import MANIFEST
from xstilts_kit.submission.manifest import Manifest, PredictionFile, manifest_from_json
from xstilts_kit.submission.writing import write_records
from xstilts_kit.tasks import get_task

if TYPE_CHECKING:
    from xstilts_kit.checkpoint.opening import OpenHead
    from xstilts_kit.engine.cell import Predicted

Vectors = NDArray[np.float64]

FITTED_ON = ("xnli", "panx", "udpos")
"""Tasks whose validation texts are used, in order."""
TEXTS = 1000
"""Maximum number of distinct texts per language."""
_SHRINKAGE = 0.1
"""Share of the typical variance mixed into every variance before whitening; our own choice."""
_ENGLISH_FIRST = ("tatoeba",)
"""Tasks with English examples and foreign candidates; in the others it is the reverse."""


@dataclass(frozen=True, slots=True)
class Transform:
    """A transform of one language's vectors: (vector − mean) · matrix."""

    mean: Vectors
    """(width,)."""
    matrix: Vectors | None
    """(width, width), the same for both languages of a pair; None for centring only."""

    def of(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the transformed vectors: float32, (n, width)."""
        moved = vectors.astype(np.float64) - self.mean
        if self.matrix is not None:
            moved = moved @ self.matrix
        return moved.astype(np.float32)


def fit(kind: str, own: Vectors, other: Vectors) -> tuple[Transform, Transform]:
    """Fit the transforms of two languages, each centred on its own mean.

    Whitening uses the inverse square root of the pooled covariance, so that both languages remain
    in one space.

    Args:
        kind: ``centre`` or ``whiten``.
        own: Vectors of one language: (n, width).
        other: Vectors of the other: (m, width).
    """
    means = own.mean(axis=0), other.mean(axis=0)
    matrix = None
    if kind == "whiten":
        pooled = np.concatenate([own - means[0], other - means[1]])
        values, axes = np.linalg.eigh(pooled.T @ pooled / len(pooled))
        typical = float(np.median(values[values > 0]))  # the mean is dominated by a few huge axes
        values = (1 - _SHRINKAGE) * np.maximum(values, 0) + _SHRINKAGE * typical
        matrix = axes @ np.diag(values**-0.5) @ axes.T
    return Transform(means[0], matrix), Transform(means[1], matrix)


def write_controls(
    prepared: Prepared, tasks: Sequence[str], kinds: Sequence[str], plain: Path, out: Path
) -> list[Path]:
    """Predict the bare encoder's tasks with transformed vectors, one submission per kind.

    Args:
        prepared: The prepared prediction of the plain submission.
        tasks: Tasks answered by the bare encoder.
        kinds: ``centre``, ``whiten`` or both.
        plain: The plain submission.
        out: The folder of submissions, named after the plain one and the kind.

    Raises:
        DataError: A language has no validation text to fit on.
    """
    from xstilts_kit.checkpoint.opening import choose_device
    from xstilts_kit.engine.cell import open_predictor

    before = manifest_from_json(json.loads((plain / MANIFEST).read_text(encoding="utf-8")))
    places = {kind: out / f"{before.name}.{kind}" for kind in kinds}
    files: dict[str, list[PredictionFile]] = {kind: [] for kind in kinds}
    thresholds: dict[str, dict[str, float]] = {kind: {} for kind in kinds}
    vectors: dict[str, Vectors] = {}
    for ready in (ready for ready in prepared.heads if ready.task in tasks):
        opened = ready.open(choose_device(prepared.request.device))
        budget = prepared.request.budget(opened.device.type)
        for found in ready.cells:
            cell = found.cell
            for language in ("en", cell.language):
                if language not in vectors:
                    vectors[language] = _embedded(opened, _texts(prepared, language), budget)
            asked = _Remembering(open_predictor(opened))
            for kind in kinds:
                pair = fit(kind, vectors["en"], vectors[cell.language])
                sides = pair if cell.task in _ENGLISH_FIRST else (pair[1], pair[0])
                predicted = _predicted(_Transformed(asked, *sides), found, prepared, budget)
                files[kind].append(write_records(places[kind], cell, predicted.records))
                if predicted.threshold is not None:
                    thresholds[kind][cell.language] = predicted.threshold
    for kind in kinds:
        manifest = _manifest(before, tasks, kind, files[kind], thresholds[kind])
        write_json(places[kind] / MANIFEST, manifest.as_json())
    return list(places.values())


def _embedded(opened: "OpenHead", texts: Sequence[str], budget: int) -> Vectors:
    """Embed texts at the layer used for retrieval: float64, (texts, width)."""
    from xstilts_kit.engine.embedding import embed

    assert opened.embedding is not None
    found = embed(opened, texts, [opened.embedding.layer], budget)
    return found[:, 0].astype(np.float64)


def _predicted(
    predictor: BasePredictor, found: Surveyed, prepared: Prepared, budget: int
) -> "Predicted":
    from xstilts_kit.engine.cell import predict_cell

    cell, request = found.cell, prepared.request
    inputs, fitting = found.source.inputs(cell), fitting_of(cell, found.source)
    return predict_cell(
        predictor,
        inputs.first(request.limit_of(cell.task)),
        budget,
        lambda _: None,
        None if fitting is None else fitting.of(inputs),
    )


def _manifest(
    before: Manifest,
    tasks: Sequence[str],
    kind: str,
    files: Sequence[PredictionFile],
    thresholds: Mapping[str, float],
) -> Manifest:
    """Return the plain submission's manifest with the changed fields."""
    retrieval = before.settings.retrieval
    assert retrieval is not None
    return replace(
        before,
        name=f"{before.name}.{kind}",
        models=tuple(model for model in before.models if set(model.tasks) <= set(tasks)),
        supervision=replace(before.supervision, target_language_unlabelled=True),
        settings=replace(
            before.settings,
            retrieval=replace(retrieval, transform=kind),
            thresholds=thresholds,
            max_lengths={k: v for k, v in before.settings.max_lengths.items() if k in tasks},
        ),
        data=tuple(entry for entry in before.data if entry.task in tasks),
        files=tuple(files),
        notes=f"Control arm: sentence vectors with the transform {kind}, fitted for each language"
        f" on up to {TEXTS:,} validation texts of {', '.join(FITTED_ON)}.",
    )


def _texts(prepared: Prepared, language: str) -> list[str]:
    """Return validation texts of other tasks in a language."""
    request, suite = prepared.request, prepared.plan.suite
    fitted = [get_task(name) for name in FITTED_ON]
    sources = open_sources(request.sources or (default_source(suite),), fitted)
    texts: dict[str, None] = {}
    for name in FITTED_ON:
        task, source = get_task(name), sources.get(name)
        if source is not None and source.has(Cell(task.name, language, "validation")):
            texts |= dict.fromkeys(islice(_said(source, name, language), TEXTS))
    if not texts:
        raise DataError(
            f"There is no validation text in {language} to fit the control arms on.",
            f"Provide the validation split of {' or '.join(FITTED_ON)} in that language.",
        )
    return list(islice(texts, TEXTS))


def _said(source: Source, name: str, language: str) -> Any:
    for example in source.inputs(Cell(name, language, "validation")).examples:
        if hasattr(example, "tokens"):
            yield " ".join(example.tokens)
        else:
            yield from (example.text_a, example.text_b)


class _Wrapping(BasePredictor):
    """A predictor that delegates to another."""

    def __init__(self, inner: BasePredictor) -> None:
        self._inner = inner

    def features(self, inputs: Inputs) -> Sequence[Any]:
        return self._inner.features(inputs)

    def storage(self, features: int) -> Any:
        return self._inner.storage(features)

    def scores(self, batch: Sequence[Any]) -> Sequence[Any]:
        return self._inner.outputs(batch)

    def steps(self, inputs: Inputs, outputs: Sequence[Any]) -> Sequence[Step]:
        return self._inner.steps(inputs, outputs)

    def joined(self, inputs: Inputs, outputs: Sequence[Any], results: Sequence[bytes]) -> Any:
        return self._inner.joined(inputs, outputs, results)

    def fit(self, inputs: Inputs, outputs: Any, gold: Sequence[Gold]) -> float:
        return self._inner.fit(inputs, outputs, gold)

    def records(self, inputs: Inputs, features: Sequence[Any], outputs: Any) -> list[Record]:
        return self._inner.records(inputs, features, outputs)


class _Remembering(_Wrapping):
    """A predictor that caches batches, because every transform uses the same ones."""

    def __init__(self, inner: BasePredictor) -> None:
        super().__init__(inner)
        self._said: dict[tuple[tuple[int, ...], ...], Sequence[Any]] = {}

    def scores(self, batch: Sequence[Any]) -> Sequence[Any]:
        key = tuple(tuple(feature.input_ids) for feature in batch)
        if key not in self._said:
            self._said[key] = self._inner.outputs(batch)
        return self._said[key]


class _Transformed(_Wrapping):
    """A predictor with transformed vectors, each side by its own language."""

    def __init__(self, inner: BasePredictor, examples: Transform, candidates: Transform) -> None:
        super().__init__(inner)
        self._examples, self._candidates = examples, candidates

    def steps(self, inputs: Inputs, outputs: Sequence[Any]) -> Sequence[Step]:
        return self._inner.steps(inputs, self._moved(inputs, outputs))

    def joined(self, inputs: Inputs, outputs: Sequence[Any], results: Sequence[bytes]) -> Any:
        return self._inner.joined(inputs, self._moved(inputs, outputs), results)

    def _moved(self, inputs: Inputs, outputs: Sequence[Any]) -> Any:
        vectors = np.asarray(outputs, dtype=np.float32)
        from xstilts_kit.families._sentences import distinct  # imports torch

        cut = len(distinct(inputs.examples))
        parts = self._examples.of(vectors[:cut]), self._candidates.of(vectors[cut:])
        return np.concatenate(parts)
