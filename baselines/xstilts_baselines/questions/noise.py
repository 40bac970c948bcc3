"""Does the gain of intermediate training shrink on noisy input?

A gain is an arm's score minus the baseline's. The difference in differences is the gain
on clean input minus the gain on noisy input: positive if noise takes part of the gain away. Near
chance a gain shrinks by arithmetic alone, so it is computed on log-odds, too, and the gain is said
to shrink only if both scales agree.
"""

from collections.abc import Iterator, Sequence

from xstilts_baselines.questions._question import ENGLISH, Answer, ArmRuns, Line, Measure, Question
from xstilts_baselines.questions.lines import (
    RELATIVE_DROP,
    SCORE,
    adjusted,
    conditions_of,
    difference,
    languages_of,
    log_odds_over,
    mean_over,
    minus,
    relative_drop,
    score_of,
    shown,
    undetected,
    value,
)

TASK = "xnli"
PRIMARY = "typo:0.2"

GAIN = Measure("gain", "points")
LOST = Measure("gain lost to noise", "points", "lower")
LOST_LOG_ODDS = Measure("gain lost to noise, log-odds", "log-odds", "lower")
LOST_IN_LANGUAGE = Measure("gain lost to noise, by language", "points", "lower")

LIMITS = (
    "Synthetic typing errors are no estimate of the error rates of real users.",
    "An edit is not of equal size in every script: languages are not ranked by their drop.",
    "A gain is said to shrink only if points and log-odds agree.",
)


def answer(arms: Sequence[ArmRuns], baseline: str) -> Answer:
    """Answer the question from clean and noisy cells."""
    base = next(arm for arm in arms if arm.name == baseline)
    others = [arm for arm in arms if arm.name != baseline]
    languages = languages_of(arms, TASK)
    levels = conditions_of(arms, TASK, "typo")
    lines = [
        line
        for arm in others
        for level in levels
        for line in _arm(arm, base, languages, level, _items(arms))
    ]
    lines += [value(arm, RELATIVE_DROP, relative_drop(TASK, languages, levels)) for arm in arms]
    lines += [
        value(arm, SCORE, mean_over(TASK, languages, condition), condition=condition)
        for arm in arms
        for condition in (None, *levels)
    ]
    return Answer(_sentence(lines), adjusted(lines), LIMITS)


def _items(arms: Sequence[ArmRuns]) -> int:
    """Examples of the smallest cell."""
    cells = [cell for arm in arms for run in arm.runs for cell in run.scores.cells]
    return min(cell.examples if cell.limit is None else cell.limit for cell in cells)


def _arm(
    arm: ArmRuns, base: ArmRuns, languages: Sequence[str], level: str, items: int
) -> Iterator[Line]:
    primary = level == PRIMARY
    points = minus(mean_over(TASK, languages), mean_over(TASK, languages, level))
    odds = minus(
        log_odds_over(TASK, languages, None, items), log_odds_over(TASK, languages, level, items)
    )
    yield difference(arm, base, GAIN, mean_over(TASK, languages), condition=None)
    yield difference(arm, base, GAIN, mean_over(TASK, languages, level), condition=level)
    yield difference(arm, base, LOST, points, condition=level, primary=primary)
    yield difference(arm, base, LOST_LOG_ODDS, odds, condition=level, primary=primary)
    for language in (ENGLISH, *languages):
        own = minus(score_of(TASK, language), score_of(TASK, language, level))
        yield difference(arm, base, LOST_IN_LANGUAGE, own, language, level)


def _sentence(lines: Sequence[Line]) -> str:
    parts = []
    for line in lines:
        if not line.primary or line.measure != LOST.name:
            continue
        odds = next(
            one
            for one in lines
            if one.primary and (one.arm, one.measure) == (line.arm, LOST_LOG_ODDS.name)
        )
        parts.append(f"{line.arm}: {_verdict(line, odds)}")
    level = PRIMARY.replace(":", " ")
    return f"At {level}, against the same noise on the baseline: " + "; ".join(parts) + "."


def _verdict(points: Line, odds: Line) -> str:
    numbers = f"{shown(points)}, {shown(odds)}"
    if points.verdict == odds.verdict == "higher":
        return f"the gain shrinks by {numbers}"
    if points.verdict == odds.verdict == "lower":
        return f"the gain grows, by {numbers}"
    if {points.verdict, odds.verdict} & {"higher", "lower"}:
        return f"whether the gain shrinks depends on the scale, {numbers}"
    return f"no change of the gain is shown, {numbers}{undetected(points)}"


QUESTION = Question(
    name="noise",
    about="noise",
    transforms=("typo:0.1,0.2",),
    matrix=False,
    alignment=False,
    attack=False,
    answer=answer,
)
