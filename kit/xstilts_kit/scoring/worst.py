"""Worst of several draws: each example counts with its worst score over the seeds of a transform.

This is the strength of a non-adaptive adversary with as many tries as there are seeds. It needs a
metric that is a mean over examples.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from xstilts_kit.cell import Cell
from xstilts_kit.scoring.averages import Vectors, metric_vectors
from xstilts_kit.scoring.tables import Tabled
from xstilts_kit.statistics.bootstrap import vector_interval
from xstilts_kit.statistics.table import cluster
from xstilts_kit.tasks import get_task
from xstilts_kit.transforms import applied


@dataclass(frozen=True, slots=True)
class WorstOfSeeds:
    """One language under the seeds of one transform; the task's own metric, in points."""

    task: str
    language: str
    transform: str
    """The transform with its level, without a seed."""
    seeds: tuple[int, ...]
    clean: float
    worst: float
    drop: float
    """Clean minus worst."""
    drop_interval: tuple[float, float] | None


def worst_of_seeds(
    tabled: Mapping[Cell, Tabled], vectors: Vectors, *, intervals: bool
) -> Iterator[WorstOfSeeds]:
    """Compare the worst of several seeds with the clean cell, where there are at least two.

    Args:
        tabled: The statistics of every cell with gold, of transformed ones with rows.
        vectors: Their vectors.
        intervals: Whether to resample.
    """
    groups: dict[Cell, dict[int, Cell]] = {}
    for cell, found in tabled.items():
        use = applied(cell)
        if use is None or found.rows is None or cell.clean not in vectors.cells:
            continue
        level = str(replace(use.level, seed=0))
        name = f"{use.transform.name}:{level}" if level else use.transform.name
        groups.setdefault(replace(cell, transform=name), {})[use.level.seed] = cell
    for cell, seeds in groups.items():
        if len(seeds) > 1:
            own = [tabled[seeds[seed]] for seed in sorted(seeds)]
            yield _worst(cell, tuple(sorted(seeds)), own, vectors, intervals=intervals)


def _worst(
    cell: Cell,
    seeds: tuple[int, ...],
    tabled: Sequence[Tabled],
    vectors: Vectors,
    *,
    intervals: bool,
) -> WorstOfSeeds:
    task, rows = get_task(cell.task), [one.rows for one in tabled if one.rows is not None]
    values = np.minimum.reduce([one.values for one in rows])
    first = tabled[0].table
    table = cluster(first.columns, values, rows[0].units, first.family)
    worst = metric_vectors(task, table, intervals=intervals)[task.metric]
    clean = vectors.cells[cell.clean][task.metric]
    drop = clean - worst
    return WorstOfSeeds(
        task=cell.task,
        language=cell.language,
        transform=cell.transform or "",
        seeds=seeds,
        clean=float(clean[0]),
        worst=float(worst[0]),
        drop=float(drop[0]),
        drop_interval=vector_interval(drop),
    )
