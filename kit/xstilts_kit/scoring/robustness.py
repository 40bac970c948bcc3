"""Robustness: scores on transformed inputs beside those on clean ones, with paired intervals."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from xstilts_kit.cell import Cell
from xstilts_kit.scoring.averages import Vector
from xstilts_kit.scoring.worst import WorstOfSeeds
from xstilts_kit.statistics.bootstrap import vector_interval
from xstilts_kit.statistics.degradation import (
    LEAST_ABOVE_CHANCE,
    above_chance_drop,
    mean_relative_degradation,
    relative_drop,
    retention,
)
from xstilts_kit.tasks import Task, get_task
from xstilts_kit.transforms import HYPOTHESIS

Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Ratio:
    """A ratio of scores."""

    value: float | None
    interval: Interval | None
    """95 %, from paired replicates."""
    reason: str | None = None
    """Why there is no value."""


@dataclass(frozen=True, slots=True)
class CellRobustness:
    """One language under one transform; scores are the task's own metric, in points."""

    task: str
    language: str
    transform: str
    clean: float
    changed: float
    drop: float
    """Clean minus changed."""
    drop_interval: Interval | None
    relative_drop: Ratio
    above_chance_drop: Ratio | None
    """Drop over the clean score's distance from chance; None for tasks without a chance level."""
    retention: Ratio
    """Changed over clean."""


@dataclass(frozen=True, slots=True)
class TaskRobustness:
    """One task under one transform, over the languages that have both scores."""

    task: str
    transform: str
    languages: tuple[str, ...]
    mean_drop: float
    mean_drop_interval: Interval | None
    mean_retention: Ratio
    most_affected: str
    """The language with the largest drop."""
    largest_drop: float
    lowest: str
    """The language with the lowest score under the transform."""
    lowest_score: float


@dataclass(frozen=True, slots=True)
class Degradation:
    """Mean relative degradation of one task under all levels of one transform, in percent."""

    task: str
    transform: str
    """The name without a level."""
    levels: tuple[str, ...]
    languages: tuple[str, ...]
    """The languages that have every level."""
    value: float | None
    interval: Interval | None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Robustness:
    """What transforms did to a submission's scores."""

    cells: tuple[CellRobustness, ...]
    tasks: tuple[TaskRobustness, ...]
    degradation: tuple[Degradation, ...]
    worst: tuple[WorstOfSeeds, ...] = ()
    """The worst of several draws; empty, and then not written, with one draw of each transform."""


def chance_of(task: Task) -> float | None:
    """Accuracy of a random answer, 0 to 100; None if the task has no chance level."""
    if task.family == "classification":
        return 100 / len(task.labels)
    return 50.0 if task.name == "xcopa" else None


def describe_robustness(
    cells: Iterable[Cell],
    vectors: Mapping[Cell, Mapping[str, Vector]],
    worst: Iterable[WorstOfSeeds] = (),
) -> Robustness | None:
    """Compare every transformed cell with its clean one; None if there is none to compare.

    Args:
        cells: The submission's cells, in the order of its scores.
        vectors: Vectors of each cell with gold, by metric.
        worst: The worst of several draws.
    """
    own = {cell: vectors[cell][get_task(cell.task).metric] for cell in cells if cell in vectors}
    pairs = [
        (cell, own[cell.clean], vector)
        for cell, vector in own.items()
        if cell.transform is not None and cell.clean in own
    ]
    if not pairs:
        return None
    by_task: dict[tuple[str, str], dict[str, tuple[Vector, Vector]]] = {}
    for cell, clean, changed in pairs:
        group = by_task.setdefault((cell.task, cell.transform or ""), {})
        group[cell.language] = clean, changed
    return Robustness(
        cells=tuple(_cell(*pair) for pair in pairs),
        tasks=tuple(_task(*key, group) for key, group in by_task.items()),
        degradation=tuple(_degradations(by_task)),
        worst=tuple(worst),
    )


def _cell(cell: Cell, clean: Vector, changed: Vector) -> CellRobustness:
    chance = chance_of(get_task(cell.task))
    near = f"the clean score is less than {LEAST_ABOVE_CHANCE:g} points above chance"
    above = None
    if chance is not None:
        above = _ratio(above_chance_drop(clean, changed, chance), near)
    drop = clean - changed
    return CellRobustness(
        task=cell.task,
        language=cell.language,
        transform=cell.transform or "",
        clean=float(clean[0]),
        changed=float(changed[0]),
        drop=float(drop[0]),
        drop_interval=vector_interval(drop),
        relative_drop=_ratio(relative_drop(clean, changed), _ZERO),
        above_chance_drop=above,
        retention=_ratio(retention(clean, changed), _ZERO),
    )


_ZERO = "the clean score is 0"


def _task(task: str, transform: str, group: Mapping[str, tuple[Vector, Vector]]) -> TaskRobustness:
    drops = {language: clean - changed for language, (clean, changed) in group.items()}
    mean = np.mean(list(drops.values()), axis=0)
    after = {language: float(changed[0]) for language, (_, changed) in group.items()}
    most = max(drops, key=lambda language: float(drops[language][0]))
    lowest = min(after, key=lambda language: after[language])
    kept = np.mean([retention(clean, changed) for clean, changed in group.values()], axis=0)
    return TaskRobustness(
        task=task,
        transform=transform,
        languages=tuple(group),
        mean_drop=float(mean[0]),
        mean_drop_interval=vector_interval(mean),
        mean_retention=_ratio(kept, _ZERO),
        most_affected=most,
        largest_drop=float(drops[most][0]),
        lowest=lowest,
        lowest_score=after[lowest],
    )


def _degradations(
    by_task: Mapping[tuple[str, str], Mapping[str, tuple[Vector, Vector]]],
) -> Iterable[Degradation]:
    """Group the levels of each transform, e.g. ``typo:0.1`` and ``typo:0.2``.

    Those that change hypotheses alone are a group of their own.
    """
    levels: dict[tuple[str, str, bool], list[str]] = {}
    for task, transform in by_task:
        name, _, level = transform.partition(":")
        part = HYPOTHESIS in level.split("+")
        levels.setdefault((task, name, part), []).append(level)
    for (task, name, _part), own in levels.items():
        groups = [by_task[task, f"{name}:{level}" if level else name] for level in own]
        shared = tuple(x for x in groups[0] if all(x in group for group in groups))
        if not shared:
            reason = "no language has every level"
            yield Degradation(task, name, tuple(own), (), None, None, reason)
            continue
        clean = [groups[0][language][0] for language in shared]
        changed: Sequence[Sequence[Vector]] = [
            [group[language][1] for group in groups] for language in shared
        ]
        found = _ratio(mean_relative_degradation(clean, changed), "a clean score is 0")
        yield Degradation(task, name, tuple(own), shared, found.value, found.interval, found.reason)


def _ratio(vector: Vector, reason: str) -> Ratio:
    value = float(vector[0])
    if np.isnan(value):
        return Ratio(None, None, reason)
    return Ratio(value, vector_interval(vector))
