"""Is cross-lingual alignment stable under code-switching, with and without intermediate training?

Alignment is the share of English sentences whose translation is their nearest neighbour, at the
headline layer. The loss is that share for the clean sentences minus the share after words were
replaced by those of third languages, which the translation does not contain.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from xstilts_baselines.questions._question import (
    Answer,
    ArmRuns,
    Line,
    Measure,
    Measured,
    Question,
    Vector,
)
from xstilts_baselines.questions.lines import (
    Quantity,
    adjusted,
    difference,
    shown,
    undetected,
    value,
)
from xstilts_kit.statistics.bootstrap import mean_of

RATIO = 0.5
THIRD = "third"
_LEAST = 0.1
"""Retention is undefined where fewer translations than this share are found in clean text."""
LOSS = Measure("alignment lost to code-switching", "share", "lower")
RETRIEVAL = Measure("translation retrieval", "share")
RETENTION = Measure("retention", "share")

LIMITS = (
    "Words replaced from a dictionary have no grammar: this is not how bilinguals switch.",
    "High cosines or similarity indices alone are no sign of stability.",
    "Raw drift of two arms is on different scales; the comparison is of retrieval.",
)


def answer(arms: Sequence[ArmRuns], baseline: str) -> Answer:
    """Answer the question from the alignment of the encoders and of the fine-tuned models."""
    base = next(arm for arm in arms if arm.name == baseline)
    lines: list[Line] = []
    for state in _states(arms):
        for arm in arms:
            lines += _values(arm, state)
            if arm is not base:
                lines += _differences(arm, base, state)
    return Answer(_sentence(lines), adjusted(lines), LIMITS)


def _states(arms: Sequence[ArmRuns]) -> list[str]:
    """``encoder``, then the heads' tasks, as far as every run has them."""
    first = arms[0].runs[0].alignment
    return [key for key in first if all(key in r.alignment for arm in arms for r in arm.runs)]


def _values(arm: ArmRuns, state: str) -> Iterator[Line]:
    yield value(arm, RETRIEVAL, _mean(state, 0.0), condition=state)
    yield value(arm, LOSS, _loss(state), condition=state)
    yield value(arm, RETENTION, _retention(state), condition=state)


def _differences(arm: ArmRuns, base: ArmRuns, state: str) -> Iterator[Line]:
    primary = state != "encoder"
    yield difference(arm, base, LOSS, _loss(state), condition=state, primary=primary)
    yield difference(arm, base, RETENTION, _retention(state), condition=state)


def _mean(state: str, ratio: float) -> Quantity:
    def quantity(run: Measured) -> Vector:
        found = run.alignment[state].retrieval
        return mean_of([v for (kind, _, r), v in found.items() if (kind, r) == (THIRD, ratio)])

    return quantity


def _loss(state: str) -> Quantity:
    return lambda run: _mean(state, 0.0)(run) - _mean(state, RATIO)(run)


def _retention(state: str) -> Quantity:
    def quantity(run: Measured) -> Vector:
        clean = _mean(state, 0.0)(run)
        kept = _mean(state, RATIO)(run) / np.where(clean < _LEAST, np.nan, clean)
        return np.asarray(kept, dtype=np.float64)

    return quantity


def _sentence(lines: Sequence[Line]) -> str:
    values = [x for x in lines if x.measure == LOSS.name and x.against is None]
    own = [f"{x.arm} loses {100 * x.value:.1f} points" for x in values if x.condition != "encoder"]
    parts = [
        f"{x.arm} against {x.against}: {_word(x)}, {shown(x)}{undetected(x)}"
        for x in lines
        if x.primary
    ]
    text = f"With half of the words switched, of the share of translations found: {', '.join(own)}"
    return "; ".join([text, *parts]) + "."


def _word(line: Line) -> str:
    words = {"higher": "less stable", "lower": "more stable", "negligible": "as stable"}
    return words.get(line.verdict or "", "no difference shown")


QUESTION = Question(
    name="alignment",
    about="code-switching",
    transforms=(),
    matrix=False,
    alignment=True,
    attack=False,
    answer=answer,
)
