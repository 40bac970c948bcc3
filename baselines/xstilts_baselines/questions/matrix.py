"""Premise and hypothesis in different languages: the matrix of all ordered pairs.

Cell (p, h) is the accuracy with premises in p and hypotheses in h, from parallel rows.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import product

from xstilts_baselines.questions._question import ENGLISH, ArmRuns, Line, Measure, Measured, Vector
from xstilts_baselines.questions.lines import (
    Quantity,
    compared,
    conditions_of,
    languages_of,
    minus,
    score_of,
)
from xstilts_kit.statistics.bootstrap import mean_of

TASK = "xnli"
DIAGONAL = Measure("same language", "points")
OFF_DIAGONAL = Measure("premise in another language", "points")
PENALTY = Measure("penalty of two languages", "points", "lower")


def matrix_lines(arms: Sequence[ArmRuns], base: ArmRuns) -> list[Line]:
    """Return diagonal, off-diagonal, and penalty (the first minus the second) of every arm.

    Args:
        arms: The arms; of their runs, the seeds are used in which all have cells ``premise:…``.
        base: The arm with which the others are compared.
    """
    seeds = set.intersection(*({r.seed for r in arm.runs if _has_premises(r)} for arm in arms))
    if not seeds:
        return []
    at = [arm is base for arm in arms].index(True)
    arms = [replace(arm, runs=tuple(r for r in arm.runs if r.seed in seeds)) for arm in arms]
    base = arms[at]
    pairs = _pairs(arms)
    diagonal = _mean([(language, language) for language in {h for _, h in pairs}])
    off = _mean(pairs)
    lines = []
    for measure, quantity in (
        (DIAGONAL, diagonal),
        (OFF_DIAGONAL, off),
        (PENALTY, minus(diagonal, off)),
    ):
        lines += compared(arms, base, measure, quantity, "pairs")
    return lines


def _has_premises(run: Measured) -> bool:
    return any(
        cell.task == TASK and (cell.transform or "").startswith("premise:") for cell in run.cells
    )


def _pairs(arms: Sequence[ArmRuns]) -> list[tuple[str, str]]:
    """Ordered pairs (premise, hypothesis) of different languages that every run has."""
    premises = {one.partition(":")[2] for one in conditions_of(arms, TASK, "premise")}
    languages = [ENGLISH, *languages_of(arms, TASK)]
    return [
        (p, h)
        for p, h in product(sorted(premises), languages)
        if p != h and all(_has(run, p, h) for arm in arms for run in arm.runs)
    ]


def _has(run: Measured, premise: str, hypothesis: str) -> bool:
    wanted = (TASK, hypothesis, f"premise:{premise}")
    return any((cell.task, cell.language, cell.transform) == wanted for cell in run.cells)


def _mean(pairs: Sequence[tuple[str, str]]) -> Quantity:
    def quantity(run: Measured) -> Vector:
        return mean_of(
            [score_of(TASK, h, None if p == h else f"premise:{p}")(run) for p, h in sorted(pairs)]
        )

    return quantity
