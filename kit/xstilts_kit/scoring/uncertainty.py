"""Replicates of every score of a submission, combined as the scores themselves are.

Language → task (mean over languages) → group and overall (means over tasks), as in `scores.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from xstilts_kit.families import get_family
from xstilts_kit.statistics.bootstrap import mean_of, of_sums, resampled
from xstilts_kit.statistics.table import Table
from xstilts_kit.suites import Suite
from xstilts_kit.tasks import get_task

Vector = NDArray[np.float64]
"""One value a replicate."""

Tables = Mapping[tuple[str, str], Table]
"""(task, language) → its statistics."""


@dataclass(frozen=True, slots=True)
class Replicates:
    """Replicate vectors of cells, and of means over complete sets."""

    cells: Mapping[tuple[str, str], Mapping[str, Vector]]
    """(task, language) → metric → vector."""
    tasks: Mapping[str, Vector]
    groups: Mapping[str, Vector]
    overall: Vector | None


def replicate(suite: Suite, tables: Tables) -> Replicates:
    """Resample every table of a submission."""
    cells = {}
    for (task_name, language), table in tables.items():
        sums = resampled(table)
        metrics = get_family(get_task(task_name).family).metrics
        cells[task_name, language] = {name: of_sums(m, sums) for name, m in metrics.items()}
    tasks = {}
    for task in suite.tasks():
        languages = suite.languages_of(task)
        if all((task.name, language) in cells for language in languages):
            parts = [cells[task.name, language][task.metric] for language in languages]
            tasks[task.name] = mean_of(parts)
    groups = {
        group: mean_of([tasks[name] for name in names])
        for group, names in suite.groups.items()
        if all(name in tasks for name in names)
    }
    whole = all(name in tasks for name in suite.task_names)
    overall = mean_of([tasks[name] for name in suite.task_names]) if whole else None
    return Replicates(cells, tasks, groups, overall)
