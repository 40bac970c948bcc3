"""Plots of scores with matplotlib, from the extra ``plot``; functions return the axes they drew on.

from xstilts_kit import plot

plot.languages(scores, "xnli")
plot.heat_map(scores)
plot.comparison(xs.compare("sub", "other"), "xnli")
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from xstilts_kit.cell import Cell
from xstilts_kit.diagnostics.errors import DataError, UsageError, nearest
from xstilts_kit.diagnostics.libraries import need_libraries
from xstilts_kit.scoring.comparing import Compared, Comparison
from xstilts_kit.scoring.results import CellScore, Scores
from xstilts_kit.tasks import get_task

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["comparison", "heat_map", "languages"]

_COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9")
"""Okabe and Ito's, which colour-blind readers can tell apart."""
_MARKERS = ("o", "s", "^", "D", "v", "P")
_ROW_INCHES = 0.24
_LEVEL = 0.05
"""A difference is drawn filled if its p-value is below this."""


def languages(scores: Scores | Sequence[Scores], task: str, *, ax: "Axes | None" = None) -> "Axes":
    """Draw a task's score in every language with its 95 % interval, the best language on top.

    The languages are in the order of the first submission. A thin line marks its mean, if the task
    is complete.

    Args:
        scores: Results of `score`, of one submission or several.
        task: The task.
        ax: Axes to draw on (default: a new figure).

    Raises:
        UsageError: A submission does not have the task.
        DataError: The task has no gold.
        ModelError: matplotlib is not installed.
    """
    several = [scores] if isinstance(scores, Scores) else list(scores)
    drawn = [_of_task(one, task) for one in several]
    order = sorted(drawn[0], key=lambda cell: (_score(cell), cell.language))
    places = {cell.language: place for place, cell in enumerate(order)}
    axes = _axes(ax, 0.8 + _ROW_INCHES * len(order))
    metric = get_task(task).metric
    for number, (one, cells) in enumerate(zip(several, drawn, strict=True)):
        shift = 0.16 * (number - (len(several) - 1) / 2)
        shown = [cell for cell in cells if cell.language in places]
        values = [_score(cell) for cell in shown]
        low, high = zip(*(_interval(cell, metric) for cell in shown), strict=True)
        axes.errorbar(
            values,
            [places[cell.language] - shift for cell in shown],
            xerr=[
                [max(0.0, value - end) for value, end in zip(values, low, strict=True)],
                [max(0.0, end - value) for value, end in zip(values, high, strict=True)],
            ],
            fmt=_MARKERS[number % len(_MARKERS)],
            color=_COLOURS[number % len(_COLOURS)],
            markersize=5,
            linewidth=1.2,
            label=one.name,
        )
    mean = next((mean.score for mean in several[0].tasks if mean.task == task), None)
    if mean is not None:
        axes.axvline(mean, color="0.6", linewidth=0.8, zorder=0)
    axes.set_yticks(range(len(order)), [cell.language for cell in order])
    axes.set_xlabel(f"{get_task(task).title}: {metric.replace('_', ' ')}, with 95 % interval")
    if len(several) > 1:
        axes.legend(frameon=False)
    _clean(axes)
    return axes


def heat_map(scores: Scores, *, ax: "Axes | None" = None) -> "Axes":
    """Draw every task (rows) and language (columns) with its score as a colour and a number.

    Languages stand in alphabetical order, English first. A task without a language leaves it blank.

    Args:
        scores: The result of `score`.
        ax: Axes to draw on (default: a new figure).

    Raises:
        DataError: Nothing has gold.
        ModelError: matplotlib is not installed.
    """
    cells = {(cell.task, cell.language): cell for cell in _clean_cells(scores)}
    if not cells:
        raise DataError(f"{scores.name} has no scores.", "Give `score` the folder of answers.")
    tasks = list(dict.fromkeys(task for task, _ in cells))
    codes = sorted({code for _, code in cells}, key=lambda code: (code != "en", code))
    values = [
        [_score(cells[task, code]) if (task, code) in cells else float("nan") for code in codes]
        for task in tasks
    ]
    axes = _axes(ax, 0.9 + 1.4 * _ROW_INCHES * len(tasks), width=1.6 + 0.38 * len(codes))
    axes.imshow(values, cmap="cividis", vmin=0, vmax=100, aspect="auto")
    for row, line in enumerate(values):
        for column, value in enumerate(line):
            if value == value:  # not blank
                colour = "black" if value > 50 else "white"
                axes.text(
                    column, row, f"{value:.0f}", color=colour, ha="center", va="center", size=8
                )
    axes.set_xticks(range(len(codes)), codes)
    axes.set_yticks(range(len(tasks)), tasks)
    axes.set_title(f"{scores.name}: scores by task and language, 0 to 100", size="medium")
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    return axes


def comparison(
    compared: Comparison, task: str | None = None, *, ax: "Axes | None" = None
) -> "Axes":
    """Draw the differences between two submissions with their 95 % intervals, the largest on top.

    Filled: p < 0.05 in the paired test, not adjusted for the number of differences.

    Args:
        compared: The result of `compare`.
        task: Draw this task's languages (default: the tasks' means).
        ax: Axes to draw on (default: a new figure).

    Raises:
        UsageError: The comparison does not have the task.
        DataError: There is nothing to draw.
        ModelError: matplotlib is not installed.
    """
    rows = sorted(_compared(compared, task), key=lambda row: row.difference)
    axes = _axes(ax, 0.9 + _ROW_INCHES * len(rows))
    for place, row in enumerate(rows):
        low, high = row.interval
        axes.plot([low, high], [place, place], color=_COLOURS[0], linewidth=1.2)
        filled = _COLOURS[0] if row.p < _LEVEL else "white"
        axes.plot(row.difference, place, "o", color=_COLOURS[0], markerfacecolor=filled)
    axes.axvline(0, color="0.6", linewidth=0.8, zorder=0)
    axes.set_yticks(range(len(rows)), [row.name.removeprefix(f"{task}/") for row in rows])
    where = "" if task is None else f"{get_task(task).title}: "
    axes.set_xlabel(f"{where}{compared.a} minus {compared.b}, points")
    _clean(axes)
    return axes


def _of_task(scores: Scores, task: str) -> list[CellScore]:
    """The clean cells of a task that have scores.

    Raises:
        UsageError: The submission does not have the task.
        DataError: The task has no gold.
    """
    known = dict.fromkeys(cell.task for cell in scores.cells)
    if task not in known:
        raise UsageError(
            f"The submission {scores.name} has no scores of {task!r}.",
            nearest(task, known, otherwise=f"It has: {', '.join(known)}."),
        )
    found = [cell for cell in _clean_cells(scores) if cell.task == task]
    if not found:
        raise DataError(f"{task} has no gold.", "Give `score` the folder that holds the answers.")
    return found


def _clean_cells(scores: Scores) -> list[CellScore]:
    return [c for c in scores.cells if c.transform is None and c.score is not None]


def _score(cell: CellScore) -> float:
    assert cell.score is not None
    return cell.score


def _interval(cell: CellScore, metric: str) -> tuple[float, float]:
    """The metric's 95 % interval; the score alone where every answer is correct, which has none."""
    return (cell.interval or {}).get(metric, (_score(cell), _score(cell)))


def _compared(compared: Comparison, task: str | None) -> list[Compared]:
    """The rows to draw: a task's languages by its own metric, or the tasks' means.

    Raises:
        UsageError: The comparison does not have the task.
        DataError: There is no row.
    """
    if task is None:
        found = [row for row in compared.rows if row.kind == "task"]
    else:
        cells = [row for row in compared.rows if row.kind == "cell"]
        known = dict.fromkeys(Cell.parse(row.name).task for row in cells)
        if task not in known:
            raise UsageError(
                f"The comparison has no task {task!r}.",
                nearest(task, known, otherwise=f"It has: {', '.join(known)}."),
            )
        metric = get_task(task).metric
        found = [row for row in cells if Cell.parse(row.name).task == task and row.metric == metric]
    if not found:
        raise DataError(
            "The submissions have no complete task in common.",
            "Name a task to draw its languages.",
        )
    return found


def _axes(ax: "Axes | None", height: float, width: float = 6.0) -> "Axes":
    """The axes that were given, or those of a new figure of this size in inches.

    Raises:
        ModelError: matplotlib is not installed.
    """
    if ax is not None:
        return ax
    need_libraries("A plot", "plot", "matplotlib")
    from matplotlib import pyplot

    made: Axes = pyplot.subplots(figsize=(width, height), layout="constrained")[1]
    return made


def _clean(axes: "Axes") -> None:
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="y", color="0.92", linewidth=0.8)
    axes.set_axisbelow(True)
