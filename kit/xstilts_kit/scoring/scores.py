"""Means over complete sets, intervals and the signature, from the scores of cells."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import quote

import numpy as np

from xstilts_kit.families import get_family
from xstilts_kit.scoring.averages import OVERALL, Vector, Vectors
from xstilts_kit.scoring.results import (
    SCORES_SCHEMA,
    CellScore,
    Consistency,
    GroupScore,
    Mean,
    Scores,
    TaskScore,
)
from xstilts_kit.statistics.bootstrap import interval, mean_of
from xstilts_kit.statistics.poisson import SCHEME
from xstilts_kit.submission.defined import definitions_of
from xstilts_kit.submission.manifest import Manifest
from xstilts_kit.submission.retrieval import RetrievalSettings
from xstilts_kit.submission.version import this_kit
from xstilts_kit.suites import Suite, get_suite
from xstilts_kit.tasks import Task, get_task


def summarise(
    manifest: Manifest,
    cells: tuple[CellScore, ...],
    *,
    inputs_verified: bool,
    vectors: Vectors,
    consistency: tuple[Consistency, ...] | None = None,
    folder: Path | None = None,
) -> Scores:
    """Compute means over complete sets, intervals and the signature.

    Args:
        manifest: The submission's manifest.
        cells: Its scores without intervals.
        inputs_verified: Whether all inputs were available.
        vectors: Vectors of cells and means, for the means and intervals.
        consistency: Consistency of each task.
        folder: The submission.
    """
    suite, retrieval = get_suite(manifest.suite), manifest.settings.retrieval
    cells = tuple(sorted(cells, key=lambda cell: _place(suite, cell)))
    cells = tuple(_with_intervals(cell, vectors) for cell in cells)
    tasks = tuple(_task_score(suite, task, cells, vectors) for task in suite.tasks())
    by_task = {score.task: _Part(score.score, partial_gold=score.partial_gold) for score in tasks}

    def mean(names: Iterable[str], vector: Vector | None) -> dict[str, Any]:
        return _mean({name: by_task.get(name, _ABSENT) for name in names}, vector)

    groups = tuple(
        GroupScore(**mean(names, vectors.means.get(f"group:{group}")), group=group)
        for group, names in suite.groups.items()
    )
    overall = Mean(**mean(suite.task_names, vectors.means.get(OVERALL)))
    resampled = any(vector.size > 1 for own in vectors.cells.values() for vector in own.values())
    return Scores(
        schema=SCORES_SCHEMA,
        suite=suite.name,
        name=manifest.name,
        signature=signature(suite, cells, retrieval),
        kit=this_kit(),
        scheme=SCHEME if resampled else None,
        inputs_verified=inputs_verified,
        cells=cells,
        tasks=tasks,
        groups=groups,
        overall=overall,
        consistency=consistency,
        folder=folder,
        embedding=None if retrieval is None else retrieval.describe(),
    )


def _with_intervals(cell: CellScore, vectors: Vectors) -> CellScore:
    """Add an interval for each metric of a cell; unchanged without replicates."""
    own = vectors.cells.get(cell.cell)
    if cell.metrics is None or own is None or all(vector.size == 1 for vector in own.values()):
        return cell
    found = {name: _interval(cell.metrics[name], vector) for name, vector in own.items()}
    return replace(cell, interval={name: ends for name, ends in found.items() if ends is not None})


def _interval(score: float | None, vector: Vector | None) -> tuple[float, float] | None:
    if score is None or vector is None or vector.size == 1:
        return None
    found = interval(score, vector[1:])
    return None if found is None else (found.low, found.high)


def _place(suite: Suite, cell: CellScore) -> tuple[int, int, str]:
    """Return the sort key of a cell in suite order; transformed cells follow the clean one."""
    languages = suite.languages_of(get_task(cell.task))
    place = suite.task_names.index(cell.task), languages.index(cell.language)
    return *place, cell.transform or ""


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of a mean."""

    value: float | None
    limited: bool = False
    partial_gold: bool = False


_ABSENT = _Part(None)


def _task_score(
    suite: Suite, task: Task, cells: Iterable[CellScore], vectors: Vectors
) -> TaskScore:
    clean = [cell for cell in cells if cell.task == task.name and cell.transform is None]
    found = {cell.language: cell for cell in clean}

    def mean(metric: str, vector: Vector | None = None) -> dict[str, Any]:
        parts = {}
        for language in suite.languages_of(task):
            cell = found.get(language)
            if cell is None or cell.metrics is None:
                parts[language] = _ABSENT
            else:
                limited = cell.limit is not None
                parts[language] = _Part(cell.metrics[metric], limited, cell.unknown_gold > 0)
        return _mean(parts, vector)

    own = vectors.means.get(f"task:{task.name}")
    metrics = {name: mean(name)["score"] for name in get_family(task.family).metrics}
    return TaskScore(**mean(task.metric, own), task=task.name, metrics=metrics)


def _mean(parts: Mapping[str, _Part], vector: Vector | None) -> dict[str, Any]:
    """Return the fields of a `Mean` over named parts, given the mean's vector."""
    values = [part.value for part in parts.values() if part.value is not None]
    available = float(mean_of([np.array([value]) for value in values])[0]) if values else None
    missing = tuple(name for name, part in parts.items() if part.value is None)
    limited = any(part.limited for part in parts.values())
    rule = "incomplete" if missing else "limited" if limited else "complete"
    score = available if rule == "complete" else None
    return {
        "score": score,
        "rule": rule,
        "partial_gold": any(part.partial_gold for part in parts.values()),
        "interval": _interval(score, vector),
        "of": len(parts),
        "have": len(values),
        "mean_of_available": available,
        "missing": missing,
    }


def signature(
    suite: Suite, cells: Sequence[CellScore], retrieval: RetrievalSettings | None = None
) -> str:
    """Return a line that identifies the data of the scores; equal lines are comparable."""
    scored = [cell for cell in cells if cell.metrics is not None]
    clean = [cell for cell in scored if cell.transform is None]
    changed = sorted({cell.transform for cell in scored if cell.transform is not None})
    parts = {
        "edition": _by_task(clean, "edition"),
        "split": _by_task(clean, "split"),
        "limit": _by_task(clean, "limit"),
        "cells": f"{len(clean)}of{len(suite.cells())}",
        **({"transforms": ",".join(changed)} if changed else {}),
        "inputs": _digest(scored, "inputs_fingerprint"),
        "gold": _digest(scored, "gold_fingerprint"),
        **_definitions(scored),
        "xstilts": this_kit().version,
    }
    if retrieval is not None and not retrieval.of_the_protocol:
        layer = f"{retrieval.layer}" + (f"of{retrieval.layers}" if retrieval.layers else "")
        prefix = f",prefix={quote(retrieval.prefix, safe='')}" if retrieval.prefix else ""
        parts["embedding"] = f"layer={layer},{retrieval.pooling}{prefix}"
    return "|".join([suite.name, *(f"{name}:{value}" for name, value in parts.items())])


def _definitions(scored: Sequence[CellScore]) -> dict[str, str]:
    """Definitions of tasks from outside the package; empty if there are none."""
    own = definitions_of(cell.task for cell in scored)
    if own is None:
        return {}
    return {"definitions": ",".join(f"{task}={digest[:8]}" for task, digest in own.items())}


def _by_task(cells: Sequence[CellScore], name: str) -> str:
    """Format the most frequent value, then the tasks (or cells) with a different one."""
    values = [str(getattr(cell, name) or "none") for cell in cells]
    common = max(dict.fromkeys(values), key=values.count, default="none")
    others: dict[str, str] = {}
    for task in dict.fromkeys(cell.task for cell in cells):
        own = {
            cell.language: value
            for cell, value in zip(cells, values, strict=True)
            if cell.task == task
        }
        first = next(iter(own.values()))
        if all(value == first for value in own.values()):
            if first != common:
                others[task] = first
        else:
            others |= {f"{task}/{lang}": v for lang, v in own.items() if v != common}
    return ",".join([common, *(f"{where}={value}" for where, value in others.items())])


def _digest(cells: Sequence[CellScore], name: str) -> str:
    """Return twelve digits of a digest over all fingerprints, or ``unknown`` if one is unknown."""
    if any(getattr(cell, name) is None for cell in cells):
        return "unknown"
    lines = sorted(
        f"{one.cell.clean.key}:{getattr(one, name)}:{one.limit}:{one.transform}\n" for one in cells
    )
    partial = (
        "+partial" if name == "gold_fingerprint" and any(c.unknown_gold for c in cells) else ""
    )
    return sha256("".join(lines).encode()).hexdigest()[:12] + partial
