"""Scores as text, as printed by the command `score`: tables, means and the signature."""

from collections.abc import Mapping

from xstilts_kit.diagnostics.grid import Grid, as_text
from xstilts_kit.families import get_family
from xstilts_kit.scoring.results import CellScore, Consistency, Mean, Scores, TaskScore
from xstilts_kit.tasks import get_task


def scores_text(scores: Scores, width: int = 100, *, styled: bool = False) -> str:
    """Format every task with its languages, then groups, overall and signature.

    Args:
        scores: The scores.
        width: Width of the terminal in columns.
        styled: Whether the terminal can show bold text.
    """
    parts: list[str] = []
    baselines = _baselines(scores)
    for task in scores.tasks:
        cells = [cell for cell in scores.cells if cell.task == task.task]
        if not cells:
            continue
        parts.append(as_text(_task_grid(task, cells, baselines), width, styled=styled))
        if scores.embedding is not None and not get_family(get_task(task.task).family).heads:
            parts.append(f"Embeddings: {scores.embedding}\n\n")
        for entry in scores.consistency or ():
            if entry.task == task.task:
                parts.append(f"{_spread(entry)}\n")
        changed = _changes(task, cells)
        if changed is not None:
            parts.append(as_text(changed, width, styled=styled))
    for group in scores.groups:
        parts.append(f"{group.group:<16}{_mean_text(group)}\n")
    parts.append(f"{'overall':<16}{_mean_text(scores.overall)}\n")
    parts.append(f"\n{scores.signature}")
    return "".join(parts)


def _task_grid(
    task: TaskScore,
    cells: list[CellScore],
    baselines: Mapping[tuple[str, str], tuple[str, float]],
) -> Grid:
    """A row per language, a column per metric, and the mean."""
    metric = get_task(task.task).metric
    spread = any(cell.interval for cell in cells)
    remarks = any(_remark(cell) for cell in cells)
    headings = [task.task, *(name.replace("_", " ") for name in task.metrics)]
    left = {0}
    if spread:
        left.add(len(headings))
        headings.append(f"95 % of {metric.replace('_', ' ')}")
    headings.append("examples")
    if baselines:
        headings.append("cheap baseline")
    if remarks:
        left.add(len(headings))
        headings.append("")
    rows = []
    for cell in cells:
        values = cell.metrics or {}
        row = [
            cell.cell.name.removeprefix(f"{task.task}/"),
            *(number(values.get(name)) for name in task.metrics),
        ]
        if spread:
            row.append(interval_text((cell.interval or {}).get(metric)))
        row.append(f"{cell.examples if cell.limit is None else cell.limit:,}")
        if baselines:
            name, value = baselines.get((cell.task, cell.language), ("", None))
            row.append(f"{name} {number(value)}" if name else "")
        if remarks:
            row.append(_remark(cell))
        rows.append(row)
    sections = frozenset({len(rows) - 1})
    rows.append([*_mean_row(task), *([interval_text(task.interval)] if spread else [])])
    return Grid(headings, rows, left=frozenset(left), sections=sections)


def _changes(task: TaskScore, cells: list[CellScore]) -> Grid | None:
    """Table of each transformed cell beside its clean one; None without transformed cells."""
    clean = {cell.cell.clean: cell for cell in cells if cell.transform is None}
    rows = []
    for cell in cells:
        before = clean.get(cell.cell.clean)
        if cell.transform is None or before is None:
            continue
        if before.score is not None and cell.score is not None:
            difference = f"{cell.score - before.score:+.1f}"
            name = cell.cell.name.removeprefix(f"{task.task}/")
            rows.append(
                [name, number(before.score), number(cell.score), difference, *_intensity(cell)]
            )
    if not rows:
        return None
    metric = get_task(task.task).metric.replace("_", " ")
    headings = (f"{task.task}, {metric}", "clean", "changed", "difference")
    return Grid((*headings, "examples changed", "words changed", "edits/word"), rows)


def _intensity(cell: CellScore) -> list[str]:
    """Shares of examples and words that the transform changed, and the mean edit distance."""
    if cell.realised is None:
        return ["", "", ""]
    found = cell.realised.shares
    shares = ["–" if s is None else f"{s:.1%}" for s in (found.example_share, found.word_share)]
    return [*shares, "–" if found.edits_per_word is None else f"{found.edits_per_word:.3f}"]


def _baselines(scores: Scores) -> Mapping[tuple[str, str], tuple[str, float]]:
    from xstilts_kit.miniature import cheap_baselines

    mini = [cell for cell in scores.cells if (cell.edition or "").startswith("mini-")]
    if not mini or any(cell.split != "test" or cell.limit for cell in mini):
        return {}
    return cheap_baselines()


def _remark(cell: CellScore) -> str:
    if cell.metrics is None:
        return "no gold"
    parts: list[str] = [cell.split] if cell.split != "test" else []
    if cell.missing:
        parts.append(f"{cell.missing} without a record count as wrong")
    if cell.unknown_gold:
        parts.append(f"{cell.unknown_gold} without known gold left out")
    return ", ".join(parts)


def _mean_row(task: TaskScore) -> list[str]:
    if task.score is not None:
        heading = "mean (partial gold)" if task.partial_gold else "mean"
        return [heading, *(number(value) for value in task.metrics.values())]
    return [f"{number(None)} ({_partial(task, 'language')})"]


def _mean_text(mean: Mean) -> str:
    if mean.score is not None:
        ends = f" {interval_text(mean.interval)}" if mean.interval else ""
        return number(mean.score) + ends + (" (partial gold)" if mean.partial_gold else "")
    return f"{number(None)} ({_partial(mean, 'task')})"


def _partial(mean: Mean, part: str) -> str:
    parts = part if mean.of == 1 else f"{part}s"
    if mean.mean_of_available is None:
        return f"0 of {mean.of} {parts}"
    limited = ", first examples only" if mean.rule == "limited" else ""
    return f"mean of {mean.have} of {mean.of} {parts}: {number(mean.mean_of_available)}{limited}"


def _spread(entry: Consistency) -> str:
    """One line on the spread over non-English languages."""
    even = entry.evenness
    gap = "" if even.english_gap is None else f", English gap {even.english_gap:.1f}"
    alike = entry.agreement
    kappa = "" if alike is None or alike.kappa is None else f", agreement kappa {alike.kappa:.2f}"
    return (
        f"{len(even.languages)} languages besides English: SD {even.standard_deviation:.1f}, worst"
        f" {even.worst_language} {even.worst:.1f}{gap}{kappa}\n"
    )


def number(value: float | None) -> str:
    """Format a score with one decimal, or a dash if it is missing."""
    return "–" if value is None else f"{value:.1f}"


def interval_text(ends: tuple[float, float] | None) -> str:
    """Format an interval; empty if there is none."""
    return "" if ends is None else f"[{ends[0]:.1f}, {ends[1]:.1f}]"
