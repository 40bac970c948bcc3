"""Scores as text, as printed by the command `score`: tables, means and the signature."""

import textwrap
from collections.abc import Mapping

from xstilts_kit.diagnostics.grid import Grid, as_text
from xstilts_kit.families import get_family
from xstilts_kit.scoring.results import CellScore, Consistency, Mean, Scores, TaskScore
from xstilts_kit.scoring.robustness import Ratio, Robustness
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
        changed = _changes(task, cells, scores.robustness)
        if changed is not None:
            parts.append(as_text(changed, width, styled=styled))
            parts.append(_robustness_lines(task, scores.robustness))
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


def _changes(task: TaskScore, cells: list[CellScore], found: Robustness | None) -> Grid | None:
    """Table of each transformed cell beside its clean one; None without transformed cells."""
    by_cell = {cell.cell.name: cell for cell in cells}
    own = [one for one in found.cells if one.task == task.task] if found is not None else []
    if not own:
        return None
    rows = [
        [
            name.removeprefix(f"{task.task}/"),
            number(one.clean),
            number(one.changed),
            f"{-one.drop:+.1f} {_difference(one.drop_interval)}".rstrip(),
            _percent(one.relative_drop),
            *([_percent(one.above_chance_drop)] if own[0].above_chance_drop else []),
            *_intensity(by_cell[name]),
        ]
        for one in own
        for name in [f"{one.task}/{one.language}@{one.transform}"]
    ]
    metric = get_task(task.task).metric.replace("_", " ")
    above = ["over chance"] if own[0].above_chance_drop else []
    headings = [f"{task.task}, {metric}", "clean", "changed", "difference", "relative", *above]
    return Grid([*headings, "words", "edits a word"], rows)


def _difference(drop: tuple[float, float] | None) -> str:
    return "" if drop is None else f"[{-drop[1]:+.1f}, {-drop[0]:+.1f}]"


def _percent(ratio: Ratio | None) -> str:
    return "–" if ratio is None or ratio.value is None else f"{ratio.value:.1%}"


def _robustness_lines(task: TaskScore, found: Robustness | None) -> str:
    """One line per transform and level, then the mean relative degradation of each transform."""
    lines = []
    for one in found.tasks if found is not None else ():
        if one.task == task.task:
            count = len(one.languages)
            lines.append(
                f"{one.transform}, {count} {'language' if count == 1 else 'languages'}: mean"
                f" difference {-one.mean_drop:+.1f} {_difference(one.mean_drop_interval)},"
                f" retention {_percent(one.mean_retention)}, most affected {one.most_affected}"
                f" {-one.largest_drop:+.1f}, lowest {one.lowest} {number(one.lowest_score)}"
            )
    for mean in found.degradation if found is not None else ():
        if mean.task == task.task and mean.value is not None:
            levels = f" ({', '.join(mean.levels)})" if any(mean.levels) else ""
            lines.append(
                f"{mean.transform}{levels}: mean relative degradation {mean.value:.1f} %"
                f" {interval_text(mean.interval)}".rstrip()
            )
    for worst in found.worst if found is not None else ():
        if worst.task == task.task:
            lines.append(
                f"{worst.language}, worst of {len(worst.seeds)} draws of {worst.transform}:"
                f" {number(worst.worst)}, difference {-worst.drop:+.1f}"
                f" {_difference(worst.drop_interval)}".rstrip()
            )
    return "".join(map(_wrapped, lines)) + ("\n" if lines else "")


def _intensity(cell: CellScore) -> list[str]:
    """Share of words that the transform changed, and the mean edit distance per word."""
    if cell.realised is None:
        return ["", ""]
    found = cell.realised.shares
    share = "–" if found.word_share is None else f"{found.word_share:.1%}"
    return [share, "–" if found.edits_per_word is None else f"{found.edits_per_word:.3f}"]


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
    """Lines on the spread over non-English languages, and on agreement of their answers."""
    even = entry.evenness
    noise = even.variance_without_noise
    details = [
        f"SD {even.standard_deviation:.1f}",
        f"variance {even.variance:.1f}"
        + ("" if noise is None else f" ({noise:.1f} without noise)"),
        f"range {even.range:.1f}",
        f"worst {even.worst_language} {even.worst:.1f}",
        *([] if even.english_gap is None else [f"English gap {even.english_gap:.1f}"]),
        *(
            []
            if even.log_odds_standard_deviation is None
            else [f"log-odds SD {even.log_odds_standard_deviation:.2f}"]
        ),
    ]
    text = _wrapped(f"{len(even.languages)} languages besides English: {', '.join(details)}")
    alike = entry.agreement
    if alike is None:
        return text
    shares = [
        *([] if alike.pairwise is None else [f"pairs of languages agree {alike.pairwise:.1%}"]),
        *([] if alike.kappa is None else [f"kappa {alike.kappa:.2f}"]),
        f"right in all languages {alike.all_correct:.1%}, in any {alike.any_correct:.1%}",
        *(
            []
            if alike.right_where_english_is is None
            else [f"where English is right {alike.right_where_english_is:.1%}"]
        ),
    ]
    count = len(alike.languages)
    return text + _wrapped(f"{alike.items:,} items in {count} languages: {', '.join(shares)}")


def _wrapped(line: str) -> str:
    """Break a line at 100 columns, indented from the second one."""
    return textwrap.fill(line, 100, subsequent_indent="  ", break_long_words=False) + "\n"


def number(value: float | None) -> str:
    """Format a score with one decimal, or a dash if it is missing."""
    return "–" if value is None else f"{value:.1f}"


def interval_text(ends: tuple[float, float] | None) -> str:
    """Format an interval; empty if there is none."""
    return "" if ends is None else f"[{ends[0]:.1f}, {ends[1]:.1f}]"
