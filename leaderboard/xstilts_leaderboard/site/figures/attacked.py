"""Accuracy before and after an attack: a line for each model, with its name above it."""

from collections.abc import Sequence
from dataclasses import dataclass

from xstilts_leaderboard.site.figures.scale import Scale, scale_of
from xstilts_leaderboard.tables.attacks import Result

WIDTH, ROW, HEAD, MARGIN = 350.0, 40, 22, 14.0
LEAST = 30.0
"""Least width of the axis, in points."""
MARK = 28
"""Distance of the marks from the top of their row."""


@dataclass(frozen=True, slots=True)
class Fall:
    """One model."""

    y: float
    name: str
    before: float
    after: float
    low: float | None
    """Ends of the interval of the accuracy after the attack, given that before."""
    high: float | None
    label: str


@dataclass(frozen=True, slots=True)
class Falls:
    """The figure."""

    width: float
    height: float
    ticks: tuple[tuple[float, float], ...]
    falls: tuple[Fall, ...]


def attacked_of(results: Sequence[Result]) -> Falls:
    """Lay out the attacks of a group on one axis."""
    ends = [one.before * (1 - end) for one in results for end in one.interval or ()]
    values = [*ends, *(value for one in results for value in (one.before, one.after))]
    scale = scale_of(values, MARGIN, WIDTH - MARGIN, least=LEAST)
    falls = tuple(
        _fall(one, scale, float(HEAD + ROW * place + MARK)) for place, one in enumerate(results)
    )
    return Falls(WIDTH, float(HEAD + ROW * len(results) + 4), scale.ticks(6), falls)


def _fall(one: Result, scale: Scale, y: float) -> Fall:
    ends: tuple[float | None, float | None] = (None, None)
    if one.interval is not None:
        low, high = (scale.at(one.before * (1 - end)) for end in reversed(one.interval))
        ends = low, high
    label = f"{one.model}: {one.before:.1f} before, {one.after:.1f} after"
    return Fall(y, one.model, scale.at(one.before), scale.at(one.after), *ends, label)
