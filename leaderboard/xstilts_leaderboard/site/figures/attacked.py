"""Accuracy before and after an attack: a line for each model, with its name above it."""

from collections.abc import Sequence
from dataclasses import dataclass

from xstilts_leaderboard.site.figures.scale import Scale
from xstilts_leaderboard.tracks.attacks import Result

WIDTH, ROW, HEAD, MARGIN = 350.0, 40, 22, 14.0
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
    """Lay out the attacks of a group on the axis from 0 to 100."""
    scale = Scale(0.0, 100.0, MARGIN, WIDTH - MARGIN)
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
