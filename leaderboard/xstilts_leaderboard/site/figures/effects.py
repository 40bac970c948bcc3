"""Effects of an answer: one row per comparison, one axis per unit, symmetric about 0.

Labels stand above the marks, so that the figure fits a phone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from xstilts_leaderboard.site.figures.scale import Scale, centred_scale
from xstilts_leaderboard.tracks.questions import Number

WIDTH, ROW, HEAD, MARGIN = 350.0, 54, 24, 16.0
MARK = 40
"""Distance of a mark from the top of its row."""
_SHOWN: Mapping[str, float] = {"share": 100.0}
"""Unit → factor by which its values are shown, as points."""
_STEPS: Mapping[str, float] = {"log-odds": 0.1, "kappa": 0.1, "times": 0.1}
"""Unit → steps in which its axis grows; 1 for the others."""
_KINDS: Mapping[str, str] = {"better": "up", "worse": "down"}


@dataclass(frozen=True, slots=True)
class Effect:
    """One comparison."""

    y: float
    """Of its mark."""
    title: str
    where: str
    mean: float
    low: float | None
    high: float | None
    seeds: tuple[float, ...]
    kind: str
    """``up``, ``down`` or empty: better, worse, or neither."""
    label: str


@dataclass(frozen=True, slots=True)
class Panel:
    """The comparisons in one unit."""

    unit: str
    top: float
    bottom: float
    zero: float
    ticks: tuple[tuple[float, float], ...]
    effects: tuple[Effect, ...]


@dataclass(frozen=True, slots=True)
class Effects:
    """The figure."""

    width: float
    height: float
    panels: tuple[Panel, ...]


def effects(numbers: Sequence[Number]) -> Effects:
    """Lay out comparisons, grouped by unit in the order given."""
    panels, top = [], 0.0
    for unit in dict.fromkeys(one.unit for one in numbers):
        own = [one for one in numbers if one.unit == unit and one.value is not None]
        if not own:
            continue
        factor = _SHOWN.get(unit, 1.0)
        values = [factor * value for one in own for value in _values(one)]
        ends = MARGIN, WIDTH - MARGIN
        scale = centred_scale(values, *ends, step=_STEPS.get(unit, 1.0))
        bottom = top + HEAD + ROW * len(own)
        drawn = tuple(
            _effect(one, scale, factor, top + HEAD + ROW * place + MARK)
            for place, one in enumerate(own)
        )
        words = "points" if unit == "share" else unit
        panels.append(Panel(words, top, bottom, scale.at(0), scale.ticks(), drawn))
        top = bottom + 12
    return Effects(WIDTH, top, tuple(panels))


def _effect(one: Number, scale: Scale, factor: float, y: float) -> Effect:
    low, high = one.interval or (None, None)
    return Effect(
        y,
        f"{one.arm} against {one.against}",
        f"{one.measure}, {one.where}",
        scale.at(factor * (one.value or 0.0)),
        None if low is None else scale.at(factor * low),
        None if high is None else scale.at(factor * high),
        tuple(scale.at(factor * seed) for seed in one.by_seed if seed is not None),
        _KINDS.get(one.kind, ""),
        f"{one.arm} against {one.against}: {one.measure}, {one.where}: {one.kind}",
    )


def _values(one: Number) -> list[float]:
    values = (one.value, *one.by_seed, *(one.interval or ()))
    return [value for value in values if value is not None]
