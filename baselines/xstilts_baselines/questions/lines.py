"""Lines of an answer: quantities of one arm, and differences between two."""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from xstilts_baselines.questions._question import (
    ENGLISH,
    ArmRuns,
    Line,
    Measure,
    Measured,
    Unit,
    Vector,
    Verdict,
)
from xstilts_baselines.studies.paired import Paired, paired
from xstilts_kit.statistics.bootstrap import mean_of
from xstilts_kit.statistics.degradation import mean_relative_degradation
from xstilts_kit.statistics.shrinkage import log_odds
from xstilts_kit.statistics.significance import holm
from xstilts_kit.tasks import get_task

Quantity = Callable[[Measured], Vector]
"""A run's value with its replicates."""

SCORE = Measure("score", "points")
WORST = Measure("worst language", "points")
GAP = Measure("English gap", "points", "lower")
RELATIVE_DROP = Measure("mean relative drop", "percent", "lower")

NON_ENGLISH = "non-English"

_DIGITS: dict[Unit, int] = {"points": 1, "points²": 1, "percent": 1}
"""Unit → decimals shown; two for the others."""

MARGINS: dict[Unit, float] = {"points": 0.5, "points²": 1.0}
"""Unit → margin within which a difference is negligible, fixed before any run."""


def value(
    arm: ArmRuns,
    measure: Measure,
    quantity: Quantity,
    language: str = NON_ENGLISH,
    condition: str | None = None,
) -> Line:
    """Describe an arm by a quantity of its runs."""
    found = paired([quantity(run) for run in arm.runs], f"{measure.name}\x1f{language}")
    return _line(found, measure, arm.name, None, language, condition, primary=False)


def difference(
    arm: ArmRuns,
    other: ArmRuns,
    measure: Measure,
    quantity: Quantity,
    language: str = NON_ENGLISH,
    condition: str | None = None,
    *,
    primary: bool = False,
) -> Line:
    """Compare a quantity of two arms: the arm minus the other, seed by seed."""
    vectors = [quantity(a) - quantity(b) for a, b in zip(arm.runs, other.runs, strict=True)]
    found = paired(vectors, f"{measure.name}\x1f{language}")
    return _line(found, measure, arm.name, other.name, language, condition, primary=primary)


def compared(
    arms: Sequence[ArmRuns],
    base: ArmRuns,
    measure: Measure,
    quantity: Quantity,
    language: str = NON_ENGLISH,
    *,
    primary: bool = False,
) -> list[Line]:
    """Describe every arm by a quantity, then compare each with the baseline."""
    values = [value(arm, measure, quantity, language) for arm in arms]
    others = (arm for arm in arms if arm is not base)
    return values + [
        difference(arm, base, measure, quantity, language, primary=primary) for arm in others
    ]


def _line(
    found: Paired,
    measure: Measure,
    arm: str,
    against: str | None,
    language: str,
    condition: str | None,
    *,
    primary: bool,
) -> Line:
    compared = against is not None
    return Line(
        measure=measure.name,
        unit=measure.unit,
        better=measure.better,
        arm=arm,
        against=against,
        language=language,
        condition=condition,
        primary=primary,
        value=found.value,
        by_seed=found.by_seed,
        interval=found.interval,
        detectable=found.detectable if compared else None,
        verdict=_verdict(found, MARGINS.get(measure.unit)) if compared else None,
        p=_p_value(found) if compared and not primary else None,
    )


def _verdict(found: Paired, margin: float | None) -> Verdict:
    if found.interval is None:
        return "one seed" if len(found.by_seed) == 1 else "not shown"
    low, high = found.interval
    if low > 0 or high < 0:
        return "higher" if low > 0 else "lower"
    if margin is not None and found.interval_90 is not None:
        low, high = found.interval_90
        if -margin < low and high < margin:
            return "negligible"
    return "not shown"


def _p_value(found: Paired) -> float | None:
    """Two-sided p-value of a normal variable whose 95 % interval is the wider one."""
    if found.interval is None or found.interval[0] == found.interval[1]:
        return None
    error = (found.interval[1] - found.interval[0]) / (2 * 1.96)
    return math.erfc(abs(found.value) / error / math.sqrt(2))


def adjusted(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Adjust the p-values of the lines of each measure by Holm's method."""
    every = list(lines)
    for measure in dict.fromkeys(line.measure for line in every):
        own = [i for i, line in enumerate(every) if line.measure == measure and line.p is not None]
        values = holm([every[i].p or 0.0 for i in own])
        for i, p in zip(own, values, strict=True):
            every[i] = replace(every[i], p=p)
    return tuple(every)


def languages_of(arms: Sequence[ArmRuns], task: str) -> tuple[str, ...]:
    """Return the non-English languages of a task that every run has, in the task's order."""
    present = [
        {cell.language for cell in run.cells if cell.task == task and cell.transform is None}
        for arm in arms
        for run in arm.runs
    ]
    return tuple(
        language
        for language in get_task(task).languages
        if language != ENGLISH and all(language in own for own in present)
    )


def conditions_of(arms: Sequence[ArmRuns], task: str, transform: str) -> tuple[str, ...]:
    """Return the levels of a transform in which every run has cells, as ``name:level``."""
    present = [
        {
            cell.transform
            for cell in run.cells
            if cell.task == task and (cell.transform or "").partition(":")[0] == transform
        }
        for arm in arms
        for run in arm.runs
    ]
    shared = set.intersection(*present) if present else set()
    return tuple(sorted(one for one in shared if one is not None))


def score_of(task: str, language: str, condition: str | None = None) -> Quantity:
    """Return the quantity *score in one cell*, in points."""
    return lambda run: _find(run, task, language, condition)


def mean_over(task: str, languages: Sequence[str], condition: str | None = None) -> Quantity:
    """Return the quantity *mean score over languages*, in points."""
    return lambda run: mean_of([_find(run, task, lang, condition) for lang in languages])


def log_odds_over(
    task: str, languages: Sequence[str], condition: str | None, examples: int
) -> Quantity:
    """Return the quantity *mean log-odds above chance over languages* (`log_odds`)."""
    chance = 100 * chance_of(task)
    return lambda run: mean_of(
        [log_odds(_find(run, task, lang, condition), examples, chance) for lang in languages]
    )


def chance_of(task: str) -> float:
    """Return the accuracy of guessing, 0 to 1; 0 for open answers and tags."""
    known = get_task(task)
    return 1 / len(known.labels) if known.metric == "accuracy" and known.labels else 0.0


def relative_drop(task: str, languages: Sequence[str], conditions: Sequence[str]) -> Quantity:
    """Return the quantity *mean relative drop*, in percent (`mean_relative_degradation`)."""
    return lambda run: mean_relative_degradation(
        [_find(run, task, language, None) for language in languages],
        [[_find(run, task, language, c) for c in conditions] for language in languages],
    )


def minus(one: Quantity, two: Quantity) -> Quantity:
    """Return the difference of two quantities."""
    return lambda run: one(run) - two(run)


def _find(run: Measured, task: str, language: str, condition: str | None) -> Vector:
    return next(
        vector
        for cell, vector in run.cells.items()
        if (cell.task, cell.language, cell.transform) == (task, language, condition)
    )


def said(value: float | None, interval: Sequence[float] | None, unit: Unit) -> str:
    """Format a value with its interval: ``+1.2 points [+0.3, +2.1]``."""
    if value is None or math.isnan(value):
        return "undefined"
    digits = _DIGITS.get(unit, 2)
    words = "" if unit == "share" else f" {unit}"
    text = f"{value:+.{digits}f}{words}"
    if interval is None:
        return text
    low, high = interval
    return f"{text} [{low:+.{digits}f}, {high:+.{digits}f}]"


def shown(line: Line) -> str:
    """Format a line's value with its interval."""
    return said(line.value, line.interval, line.unit)


def undetected(line: Line) -> str:
    """Say what a line without an effect could have found; empty for other lines."""
    if line.verdict != "not shown" or line.detectable is None:
        return ""
    digits = _DIGITS.get(line.unit, 2)
    return f" (an effect of {line.detectable:.{digits}f} would be found with 80 % power)"
