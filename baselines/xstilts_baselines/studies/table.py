"""A study's JSON: all runs, and the difference of every arm from the baseline arm."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from xstilts_baselines.run.carrying_out import Order
from xstilts_baselines.run.folder import SUBMISSIONS
from xstilts_baselines.studies.budgets import arm_json, budgets
from xstilts_baselines.studies.delta import Delta, Measured, Run, Score, deltas
from xstilts_baselines.studies.notes import notes_of
from xstilts_baselines.studies.planning import Planned
from xstilts_baselines.studies.study import Study
from xstilts_kit.cell import Cell
from xstilts_kit.diagnostics.errors import DataError
from xstilts_kit.scoring.averages import OVERALL, Vector, Vectors
from xstilts_kit.scoring.scoring import Scored, score_fully
from xstilts_kit.statistics.bootstrap import mean_of
from xstilts_kit.storage import write_json
from xstilts_kit.submission.files import digest_file
from xstilts_kit.submission.layout import MANIFEST
from xstilts_kit.submission.version import this_kit
from xstilts_kit.tasks import get_task
from xstilts_schemas import validator

SCHEMA = "xstilts-study-v1"
STUDY = "study.json"


def collect(
    study: Study,
    planned: Sequence[Planned],
    order: Order,
    out: Path,
    runs: Path,
    records: Mapping[str, Any],
) -> dict[str, Any]:
    """Compute the study's JSON from its finished runs, validate it and write it.

    Args:
        study: The study.
        planned: Its runs.
        order: The options of the runs, with the places of test data and answers.
        out: The study's folder.
        runs: The folder that contains the folders of runs.
        records: Run → content of its ``run.json``.

    Raises:
        DataError: Runs were scored on different data.
    """
    measured: dict[str, Run] = {}
    scored: dict[str, Scored] = {}
    rows: list[dict[str, Any]] = []
    signatures: dict[tuple[str, str], str] = {}
    for one in planned:
        record = records[one.name]
        found = {
            entry["transform"]: _score(runs / one.name, entry["submission"], order)
            for entry in record["evaluation"]
        }
        scored[one.name] = found["none"]
        signatures |= {(one.name, t): s.scores.signature for t, s in found.items()}
        measured[one.name] = {
            score: value for t, s in found.items() for score, value in _measured(s, t)
        }
        rows.append(_row(one, record, found, runs / one.name))
    _refuse_other_data(signatures)
    value = {
        "schema": SCHEMA,
        "name": study.name,
        "title": study.title,
        "question": study.question,
        "created": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "kit": asdict(this_kit()),
        "suite": planned[0].recipe.suite,
        "varies": study.varies,
        "edition": _edition(next(iter(scored.values()))),
        "signature": next(iter(scored.values())).scores.signature,
        "model_selection": "english-dev",
        "baseline": study.baseline,
        "seeds": list(study.seeds),
        "arms": [arm_json(arm, planned, records) for arm in study.arms],
        "runs": rows,
        "deltas": [asdict(delta) for delta in _deltas(study, measured)],
        "budgets": budgets(study, planned, records),
        "notes": notes_of(study, planned, next(iter(scored.values())).scores),
    }
    value = json.loads(json.dumps(value))
    validator("study").validate(value)
    write_json(out / STUDY, value)
    return dict(value)


def as_text(value: Mapping[str, Any]) -> str:
    """Render a study as a Markdown table: one row per arm, one column per task."""
    rows = [d for d in value["deltas"] if d["kind"] in ("task", "overall")]
    names = list(dict.fromkeys((d["name"], d["transform"]) for d in rows))
    titles = [name if t == "none" else f"{name} ({t})" for name, t in names]
    lines = [f"| arm | {' | '.join(titles)} |", f"|---|{'---|' * len(names)}"]
    for arm in dict.fromkeys(d["arm"] for d in rows):
        own = {(d["name"], d["transform"]): d for d in rows if d["arm"] == arm}
        cells = [_cell(own[name]) if name in own else "" for name in names]
        lines.append(f"| {arm} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _cell(delta: Mapping[str, Any]) -> str:
    """Format difference, standard deviation over seeds and wider interval of a cell."""
    text = f"{delta['delta']:+.1f}"
    if delta["sd"] is None:
        return f"{text} (one seed)"
    low, high = delta["interval"]
    return f"{text} ± {delta['sd']:.1f} [{low:+.1f}, {high:+.1f}]"


def _score(run: Path, submission: str, order: Order) -> Scored:
    folder = run / SUBMISSIONS / submission
    asked = order.evaluation
    return score_fully(folder, asked.sources, list(asked.gold))


def _measured(scored: Scored, transform: str) -> Iterator[tuple[Score, Measured]]:
    """Yield all scores with replicates; for a transform only those of tasks and cells.

    A task's score is the mean over the languages present; all runs have the same ones, or their
    signatures would differ. `notes_of` mentions tasks with missing languages.
    """
    scores, vectors = scored.scores, scored.vectors
    for one in scores.cells:
        if one.metrics is not None:
            yield Score("cell", one.cell.name, transform), _as_measured(_own(vectors, one.cell))
    for task in scores.tasks:
        if task.mean_of_available is not None:
            parts = [_own(vectors, cell) for cell in vectors.cells if cell.task == task.task]
            yield Score("task", task.task, transform), _as_measured(mean_of(parts))
    if transform != "none":
        return
    for group in scores.groups:
        if group.score is not None:
            yield Score("group", group.group), _as_measured(vectors.means[group.name])
    if scores.overall.score is not None:
        yield Score("overall", "overall"), _as_measured(vectors.means[OVERALL])


def _own(vectors: Vectors, cell: Cell) -> Vector:
    """Return the vector of a cell's score."""
    return vectors.cells[cell][get_task(cell.task).metric]


def _as_measured(vector: Vector) -> Measured:
    return Measured(float(vector[0]), vector[1:])


def _deltas(study: Study, measured: Mapping[str, Run]) -> Iterator[Delta]:
    baseline = [measured[f"{study.baseline}-seed{seed}"] for seed in study.seeds]
    for arm in study.arms:
        if arm.name != study.baseline:
            runs = [measured[f"{arm.name}-seed{seed}"] for seed in study.seeds]
            yield from deltas(arm.name, runs, baseline)


def _refuse_other_data(signatures: Mapping[tuple[str, str], str]) -> None:
    """Reject runs that were scored on different data."""
    for transform in {transform for _, transform in signatures}:
        own = {run: s for (run, t), s in signatures.items() if t == transform}
        first = next(iter(own))
        for run, signature in own.items():
            if signature != own[first]:
                raise DataError(
                    f"{run} was scored as {signature}, {first} as {own[first]}.",
                    "Predict both on the same data: give the study another --out.",
                )


def _edition(scored: Scored) -> str | None:
    found = {cell.edition for cell in scored.scores.cells}
    return found.pop() if len(found) == 1 else None


def _row(
    planned: Planned, record: Mapping[str, Any], found: Mapping[str, Scored], run: Path
) -> dict[str, Any]:
    scores = found["none"].scores
    submission = record["evaluation"][0]["submission"]
    manifest = run / SUBMISSIONS / submission / MANIFEST
    return {
        "arm": planned.arm.name,
        "seed": planned.recipe.seed,
        "submission": submission,
        "manifest_sha256": digest_file(manifest, MANIFEST).sha256,
        "device": record["cost"]["device"],
        "overall": scores.overall.score,
        "groups": {group.group: group.score for group in scores.groups if group.have},
        "tasks": {task.task: task.mean_of_available for task in scores.tasks if task.have},
        "cells": {
            one.cell.name: one.metrics[get_task(one.task).metric]
            for one in scores.cells
            if one.metrics is not None
        },
        "controls": {
            transform: {
                task.task: task.mean_of_available for task in other.scores.tasks if task.have
            }
            for transform, other in found.items()
            if transform != "none"
        },
    }
