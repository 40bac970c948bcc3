"""Does intermediate training make the languages more even?

The variance is the population variance over the non-English languages, in squared points. A lower
variance with a higher mean counts as more even only if the standard deviation of the log-odds falls
as well, because above 50 % an equal gain in log-odds lowers the variance by itself.
"""

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from xstilts_baselines.questions._question import (
    ENGLISH,
    Answer,
    ArmRuns,
    Line,
    Measure,
    Measured,
    Question,
    Vector,
)
from xstilts_baselines.questions.lines import (
    GAP,
    WORST,
    Quantity,
    adjusted,
    compared,
    languages_of,
    mean_over,
    minus,
    score_of,
    shown,
    undetected,
)
from xstilts_kit.statistics.consistency import Agreement

TASK = "xnli"
VARIANCE = Measure("variance over languages", "points²", "lower")
LOG_ODDS = Measure("standard deviation of log-odds", "log-odds", "lower")
MEAN = Measure("mean", "points")
RANGE = Measure("range over languages", "points", "lower")
KAPPA = Measure("Fleiss' kappa", "kappa")
ALL_RIGHT = Measure("right in every language", "share")

LIMITS = (
    "Evenness over XNLI's languages says nothing about speakers, or about other languages.",
    "The variance contains the noise of the sampled items: compare it only over the same items.",
    "English may not be the best language to train on.",
)


def answer(arms: Sequence[ArmRuns], baseline: str) -> Answer:
    """Answer the question from clean cells."""
    base = next(arm for arm in arms if arm.name == baseline)
    lines: list[Line] = []
    for measure, quantity in _measures(arms):
        lines += compared(arms, base, measure, quantity, primary=measure is VARIANCE)
    return Answer(_sentence(lines), adjusted(lines), LIMITS)


def _measures(arms: Sequence[ArmRuns]) -> Iterator[tuple[Measure, Quantity]]:
    languages = languages_of(arms, TASK)
    mean = mean_over(TASK, languages)
    yield VARIANCE, spread(TASK, languages, lambda s: s.var(axis=0))
    yield LOG_ODDS, spread(TASK, languages, _log_odds_deviation)
    yield MEAN, mean
    yield WORST, spread(TASK, languages, lambda s: s.min(axis=0))
    yield RANGE, spread(TASK, languages, _range)
    yield GAP, minus(score_of(TASK, ENGLISH), mean)
    if all(_agreement(run) is not None for arm in arms for run in arm.runs):
        yield KAPPA, _agreed(lambda found: found.kappa)
        yield ALL_RIGHT, _agreed(lambda found: found.all_correct)


def spread(task: str, languages: Sequence[str], statistic: Callable[[Vector], Vector]) -> Quantity:
    """Return a statistic of the languages' scores, taken in every replicate.

    Args:
        task: The task.
        languages: The languages.
        statistic: Function of float64, (languages, 1 + replicates), points.
    """
    return lambda run: statistic(np.stack([score_of(task, lang)(run) for lang in languages]))


def _log_odds_deviation(scores: Vector) -> Vector:
    share = np.clip(scores / 100, 1e-6, 1 - 1e-6)
    return np.asarray(np.log(share / (1 - share)).std(axis=0), dtype=np.float64)


def _range(scores: Vector) -> Vector:
    return np.asarray(np.ptp(scores, axis=0), dtype=np.float64)


def _agreement(run: Measured) -> Agreement | None:
    return next((one.agreement for one in run.scores.consistency or () if one.task == TASK), None)


def _agreed(take: Callable[[Agreement], float | None]) -> Quantity:
    """Return a quantity of the agreement between languages, which has no replicates."""

    def quantity(run: Measured) -> Vector:
        found = _agreement(run)
        taken = None if found is None else take(found)
        return np.array([np.nan if taken is None else taken])

    return quantity


def _sentence(lines: Sequence[Line]) -> str:
    parts = []
    for line in lines:
        if line.primary:
            odds = next(
                one
                for one in lines
                if (one.arm, one.against, one.measure) == (line.arm, line.against, LOG_ODDS.name)
            )
            parts.append(f"{line.arm}: {_verdict(line, odds)}")
    return "Spread over the languages, against the baseline: " + "; ".join(parts) + "."


def _verdict(variance: Line, odds: Line) -> str:
    numbers = f"variance {shown(variance)}"
    if variance.verdict == "lower":
        if odds.value < 0:
            return f"more even, {numbers}"
        return f"the variance falls but the spread of the log-odds does not, {numbers}"
    if variance.verdict == "higher":
        return f"less even, {numbers}"
    if variance.verdict == "negligible":
        return f"as even, {numbers}"
    return f"no change is shown, {numbers}{undetected(variance)}"


QUESTION = Question(
    name="consistency",
    about="evenness",
    transforms=(),
    matrix=False,
    alignment=False,
    attack=False,
    answer=answer,
)
