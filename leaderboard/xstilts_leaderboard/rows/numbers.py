"""From scores and replicates of a submission to the arrays of a row on one board."""

import numpy as np
from numpy.typing import NDArray

from xstilts_kit.boards import BOARDS
from xstilts_kit.scoring.scores import Scores
from xstilts_kit.scoring.uncertainty import Replicates
from xstilts_kit.statistics.bootstrap import interval, mean_of
from xstilts_kit.statistics.poisson import REPLICATES
from xstilts_kit.tasks import get_task
from xstilts_leaderboard.rows.row import GAP, OVERALL, Numbers, layout_of

Vector = NDArray[np.float64]
_ENGLISH = "en"


def numbers_of(board: str, scores: Scores, replicates: Replicates) -> Numbers:
    """The numbers of a submission on a board that takes its suite.

    Args:
        board: The board's name. It may have fewer tasks than the submission.
        scores: The submission's.
        replicates: Of the same scores.
    """
    layout, suite = layout_of(board), BOARDS[board].suite
    point: dict[tuple[str, str], float] = {}
    vector: dict[tuple[str, str], Vector] = {}
    for cell in scores.cells:
        key = (cell.task, cell.language)
        if cell.metrics is None or key not in layout.cell_at:
            continue
        metric = get_task(cell.task).metric
        point[key], vector[key] = cell.metrics[metric], replicates.cells[key][metric]
    parts: dict[str, list[tuple[str, str]]] = {
        f"task:{task.name}": [(task.name, language) for language in suite.languages_of(task)]
        for task in suite.tasks()
    } | {
        f"language:{language}": [cell for cell in layout.cells if cell[1] == language]
        for language in layout.languages
    }
    means: dict[str, tuple[float, Vector]] = {}
    for name, cells in parts.items():
        if all(cell in point for cell in cells):
            means[name] = _mean([(point[cell], vector[cell]) for cell in cells])
    higher = {f"group:{group}": names for group, names in suite.groups.items()}
    for name, tasks in (higher | {OVERALL: suite.task_names}).items():
        if all(f"task:{task}" in means for task in tasks):
            means[name] = _mean([means[f"task:{task}"] for task in tasks])
    gap = _gap(board, point, vector)
    if gap is not None:
        means[GAP] = gap
    return Numbers(
        np.array([_row(point.get(cell), vector.get(cell)) for cell in layout.cells]),
        np.array([_mean_row(name, means.get(name)) for name in layout.means]),
        np.stack([_replicates(means.get(name)) for name in layout.means]),
    )


def _mean(parts: list[tuple[float, Vector]]) -> tuple[float, Vector]:
    return float(np.mean([score for score, _ in parts])), mean_of([vector for _, vector in parts])


def _gap(
    board: str, point: dict[tuple[str, str], float], vector: dict[tuple[str, str], Vector]
) -> tuple[float, Vector] | None:
    """English minus the mean of the other languages: per task, then averaged over tasks."""
    suite = BOARDS[board].suite
    gaps: list[tuple[float, Vector]] = []
    for task in suite.tasks():
        languages = suite.languages_of(task)
        if _ENGLISH not in languages:
            continue
        cells = [(task.name, language) for language in languages]
        if not all(cell in point for cell in cells):
            return None
        others = [cell for cell in cells if cell[1] != _ENGLISH]
        score, values = _mean([(point[cell], vector[cell]) for cell in others])
        english = (task.name, _ENGLISH)
        gaps.append((point[english] - score, vector[english] - values))
    return _mean(gaps) if gaps else None


def _row(score: float | None, vector: Vector | None) -> tuple[float, float, float]:
    if score is None or vector is None:
        return np.nan, np.nan, np.nan
    found = interval(score, vector)
    return (score, np.nan, np.nan) if found is None else (score, found.low, found.high)


def _mean_row(name: str, mean: tuple[float, Vector] | None) -> tuple[float, float, float]:
    if mean is None or name != GAP:
        return _row(*(mean or (None, None)))
    score, vector = mean  # a difference may be below 0, so its interval is not clipped
    low, high = np.nanpercentile(vector - np.nanmean(vector), [2.5, 97.5])
    return score, score + float(low), score + float(high)


def _replicates(mean: tuple[float, Vector] | None) -> NDArray[np.float32]:
    if mean is None:
        return np.full(REPLICATES, np.nan, dtype=np.float32)
    return mean[1].astype(np.float32)
