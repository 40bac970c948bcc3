"""Detection of scores that indicate a mistake rather than a weak model."""

from collections.abc import Iterable, Iterator, Mapping

from xstilts_kit.cell import Cell
from xstilts_kit.scoring.results import CellScore
from xstilts_kit.tasks import get_task


def doubts(cells: Iterable[CellScore], constant: Mapping[Cell, str]) -> Iterator[str]:
    """A sentence for each task whose scores are below chance, or whose answers never change.

    Args:
        cells: Scores, with intervals if they are to be compared with chance.
        constant: Cells whose examples all got the same answer, and that answer.
    """
    below: dict[tuple[str, float], list[str]] = {}
    for cell in cells:
        chance = _chance(cell.task)
        if chance is not None and _is_below(cell, chance):
            below.setdefault((cell.task, chance), []).append(_within(cell.cell))
    for (task, chance), names in below.items():
        yield (
            f"Warning: {task}: accuracy and its whole interval are below chance ({chance:.1f}) in"
            f" {', '.join(names)}. Are the head's classes in another order than the labels say?"
        )
    alike: dict[tuple[str, str], list[str]] = {}
    for one, answer in constant.items():
        alike.setdefault((one.task, answer), []).append(_within(one))
    for (task, answer), names in alike.items():
        yield (
            f"Warning: {task}: every example is answered {answer[:60]!r} in {', '.join(names)}:"
            " the head may be untrained or damaged."
        )


def _is_below(cell: CellScore, chance: float) -> bool:
    """Whether the whole interval is below chance; without right answers there is no interval."""
    metric = get_task(cell.task).metric
    ends = (cell.interval or {}).get(metric)
    if ends is not None:
        return ends[1] < chance
    none_right = cell.metrics is not None and cell.metrics[metric] == 0
    return none_right and (cell.units or 0) >= _ENOUGH


_ENOUGH = 20
"""Number of examples that are very unlikely to be all wrong by chance."""


def _within(cell: Cell) -> str:
    """A cell's name within its task."""
    return cell.name.removeprefix(f"{cell.task}/")


def _chance(task: str) -> float | None:
    """Accuracy of guessing, for tasks with classes of which one is right."""
    found = get_task(task)
    if found.family != "classification" or len(found.labels) < 2:
        return None
    return 100 / len(found.labels)
