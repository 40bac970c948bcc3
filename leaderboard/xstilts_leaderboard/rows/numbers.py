"""Convert the scores and replicates of a submission to the arrays of a row on one board."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from xstilts_kit.boards import BOARDS
from xstilts_kit.cell import Cell
from xstilts_kit.scoring.averages import Vector, Vectors, averages, sets_of
from xstilts_kit.statistics.bootstrap import interval, mean_of, vector_interval
from xstilts_kit.statistics.poisson import REPLICATES
from xstilts_kit.suites import Suite
from xstilts_kit.tasks import get_task
from xstilts_leaderboard.rows.row import GAP, Numbers, layout_of

_ENGLISH = "en"


def numbers_of(board: str, vectors: Vectors) -> Numbers:
    """Return the numbers of a submission on a board that accepts its suite.

    Args:
        board: The board's name. It may have fewer tasks than the submission.
        vectors: The submission's scores with replicates.
    """
    layout, suite = layout_of(board), BOARDS[board].suite
    cells = {
        cell.slot: own[get_task(cell.task).metric]
        for cell, own in vectors.cells.items()
        if cell.transform is None and cell.slot in layout.cell_at
    }
    languages = {
        f"language:{language}": [cell for cell in layout.cells if cell.language == language]
        for language in layout.languages
    }
    means = averages({**sets_of(suite), **languages}, cells)
    gap = _gap(suite, cells)
    if gap is not None:
        means[GAP] = gap
    return Numbers(
        np.array([_row(cells.get(cell)) for cell in layout.cells]),
        np.array([_mean_row(name, means.get(name)) for name in layout.means]),
        np.stack([_replicates(means.get(name)) for name in layout.means]),
    )


def _gap(suite: Suite, cells: Mapping[Cell, Vector]) -> Vector | None:
    """Return English minus the mean of the other languages, averaged over tasks."""
    gaps: list[Vector] = []
    for name, slots in sets_of(suite).items():
        english = [slot for slot in slots if isinstance(slot, Cell) and slot.language == _ENGLISH]
        if not english:
            continue
        if any(slot not in cells for slot in slots):
            return None
        others = averages({name: [slot for slot in slots if slot not in english]}, cells)
        gaps.append(cells[english[0]] - others[name])
    return mean_of(gaps) if gaps else None


def _row(vector: Vector | None) -> tuple[float, float, float]:
    if vector is None:
        return np.nan, np.nan, np.nan
    score = float(vector[0])
    found = interval(score, vector[1:])
    return (score, np.nan, np.nan) if found is None else (score, found.low, found.high)


def _mean_row(name: str, vector: Vector | None) -> tuple[float, float, float]:
    if vector is None or name != GAP:
        return _row(vector)
    # A difference may be negative, so its interval is not clipped.
    low, high = vector_interval(vector) or (np.nan, np.nan)
    return float(vector[0]), low, high


def _replicates(vector: Vector | None) -> NDArray[np.float32]:
    if vector is None:
        return np.full(REPLICATES, np.nan, dtype=np.float32)
    return vector[1:].astype(np.float32)
