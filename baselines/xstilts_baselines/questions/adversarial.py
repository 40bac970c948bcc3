"""Does adversarial training on the English intermediate task help, and what does it cost?

Two differences from plain training with the same steps answer the question: the mean over the other
languages, which is the gain, and the score in English, which is the cost. The baseline with more
steps controls for computation.
"""

from collections.abc import Iterator, Sequence

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
from xstilts_baselines.questions.consistency import spread
from xstilts_baselines.questions.lines import (
    GAP,
    NON_ENGLISH,
    RELATIVE_DROP,
    SCORE,
    WORST,
    Quantity,
    adjusted,
    compared,
    conditions_of,
    languages_of,
    mean_over,
    minus,
    relative_drop,
    score_of,
    shown,
    undetected,
    value,
)
from xstilts_baselines.questions.matrix import matrix_lines

TASK = "xnli"
ATTACKED = Measure("attack success", "share", "lower")
COST = Measure("training time", "times", "lower")

LIMITS = (
    "None of these methods certifies robustness, and an attack bounds one family of changes.",
    "Perturbed embeddings are no model of typing errors or of other languages.",
    "A step of an adversarial arm costs more than a plain one: see the cost, and the arm with more"
    " plain steps.",
)


def answer(arms: Sequence[ArmRuns], baseline: str) -> Answer:
    """Answer the question from clean, noisy and attacked cells."""
    base = next(arm for arm in arms if arm.name == baseline)
    languages = languages_of(arms, TASK)
    lines: list[Line] = []
    for measure, language, quantity, primary in _scores(languages):
        lines += compared(arms, base, measure, quantity, language, primary=primary)
    lines += _robustness(arms, base, languages)
    lines += matrix_lines(arms, base)
    hours = sum(run.hours for run in base.runs)
    lines += [value(arm, COST, _cost(hours / len(base.runs))) for arm in arms]
    return Answer(_sentence(arms, base, lines), adjusted(lines), LIMITS)


def _scores(languages: Sequence[str]) -> Iterator[tuple[Measure, str, Quantity, bool]]:
    mean, english = mean_over(TASK, languages), score_of(TASK, ENGLISH)
    yield SCORE, NON_ENGLISH, mean, True
    yield SCORE, ENGLISH, english, True
    yield WORST, NON_ENGLISH, spread(TASK, languages, _lowest), False
    yield GAP, NON_ENGLISH, minus(english, mean), False


def _robustness(arms: Sequence[ArmRuns], base: ArmRuns, languages: Sequence[str]) -> Iterator[Line]:
    levels = conditions_of(arms, TASK, "typo")
    if levels:
        drop = relative_drop(TASK, languages, levels)
        yield from compared(arms, base, RELATIVE_DROP, drop)
    if all(run.attack for arm in arms for run in arm.runs):
        yield from compared(arms, base, ATTACKED, _attacked, "attacked pairs")


def _lowest(scores: Vector) -> Vector:
    return np.asarray(scores.min(axis=0), dtype=np.float64)


def _attacked(run: Measured) -> Vector:
    return run.attack["rate"]


def _cost(hours: float) -> Quantity:
    """Return the training time as a multiple of the baseline's mean."""
    return lambda run: np.array([run.hours / hours if hours else np.nan])


def _sentence(arms: Sequence[ArmRuns], base: ArmRuns, lines: Sequence[Line]) -> str:
    parts = []
    for arm in arms:
        own = {line.language: line for line in lines if line.primary and line.arm == arm.name}
        if own:
            other, english = own[NON_ENGLISH], own[ENGLISH]
            parts.append(
                f"{arm.name}: other languages {shown(other)}, {_word(other)}{undetected(other)};"
                f" English {shown(english)}, {_word(english)}"
            )
    return f"Against {base.name} with the same steps: " + "; ".join(parts) + "."


def _word(line: Line) -> str:
    words = {"higher": "a gain", "lower": "a loss", "negligible": "no difference that matters"}
    return words.get(line.verdict or "", "no difference shown")


QUESTION = Question(
    name="adversarial",
    about="adversarial",
    transforms=("typo:0.1,0.2",),
    matrix=True,
    alignment=False,
    attack=True,
    answer=answer,
)
