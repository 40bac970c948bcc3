"""Scores with their replicates, and means over complete sets.

A vector contains a score followed by its bootstrap replicates. A mean of vectors is the vector of
the mean, so the same function serves scores, intervals, comparisons and boards.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from xstilts_kit.cell import Cell
from xstilts_kit.families import get_family
from xstilts_kit.statistics.bootstrap import mean_of, of_sums, resampled
from xstilts_kit.statistics.table import Table
from xstilts_kit.suites import Suite
from xstilts_kit.tasks import Task, get_task

Vector = NDArray[np.float64]
"""float64, (1 + replicates,): the score first; NaN where a replicate is undefined."""

Sets = Mapping[str, Sequence[Cell | str]]
"""Name of a mean → its parts: cells, or means defined before it."""

OVERALL = "overall"


@dataclass(frozen=True, slots=True)
class Vectors:
    """Vectors of cells and of means over complete sets of clean cells."""

    cells: Mapping[Cell, Mapping[str, Vector]]
    """Cell → metric → vector."""
    means: Mapping[str, Vector]
    """``task:…``, ``group:…`` or ``overall`` → vector of the score."""


def sets_of(suite: Suite) -> Sets:
    """Return the sets of a suite's means: tasks over languages, groups and overall over tasks."""
    tasks = {
        f"task:{task.name}": [Cell(task.name, lang) for lang in suite.languages_of(task)]
        for task in suite.tasks()
    }
    groups = {
        f"group:{group}": [f"task:{name}" for name in names]
        for group, names in suite.groups.items()
    }
    return {**tasks, **groups, OVERALL: [f"task:{name}" for name in suite.task_names]}


def averages(sets: Sets, cells: Mapping[Cell, Vector]) -> dict[str, Vector]:
    """Compute the mean of every complete set.

    Args:
        sets: The parts of each mean.
        cells: The vector of each cell, all of the same length, regardless of the split.
    """
    found: dict[Cell | str, Vector] = {cell.slot: vector for cell, vector in cells.items()}
    means: dict[str, Vector] = {}
    for name, parts in sets.items():
        if parts and all(part in found for part in parts):
            means[name] = found[name] = mean_of([found[part] for part in parts])
    return means


def metric_vectors(task: Task, table: Table, *, intervals: bool) -> dict[str, Vector]:
    """Compute the vector of every metric of a task's family.

    Args:
        task: The task.
        table: Its statistics in one language.
        intervals: Whether to resample; otherwise vectors contain only the score.
    """
    sums = table.sums()
    if intervals:
        drawn = resampled(table)
        sums = {name: np.concatenate([sums[name], drawn[name]]) for name in table.columns}
    metrics = get_family(task.family).metrics
    return {name: of_sums(metric, sums) for name, metric in metrics.items()}


def vectors_of(suite: Suite, tables: Mapping[Cell, Table], *, intervals: bool) -> Vectors:
    """Compute the vectors of a submission.

    Args:
        suite: The suite whose means are taken.
        tables: The statistics of every cell with gold.
        intervals: Whether to resample; otherwise vectors contain only the score.
    """
    cells: dict[Cell, dict[str, Vector]] = {}
    for cell, table in tables.items():
        cells[cell] = metric_vectors(get_task(cell.task), table, intervals=intervals)
    clean = {
        cell: own[get_task(cell.task).metric]
        for cell, own in cells.items()
        if cell.transform is None
    }
    return Vectors(cells, averages(sets_of(suite), clean))
