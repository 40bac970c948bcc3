"""Forest plot of differences: one panel per target, one line per arm, one small dot per seed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from xstilts_leaderboard.site.figures.scale import centred_scale
from xstilts_leaderboard.tables.differences import Arm, Delta

ROW, TOP, PANEL, GAP = 28, 34, 138, 20
_KINDS: Mapping[str, str] = {"better": "up", "worse": "down"}


@dataclass(frozen=True, slots=True)
class Line:
    """One arm in one panel."""

    y: float
    mean: float
    low: float | None
    high: float | None
    seeds: tuple[float, ...]
    kind: str
    """``up``, ``down`` or empty: the verdict."""
    label: str


@dataclass(frozen=True, slots=True)
class Panel:
    """One target."""

    name: str
    start: float
    zero: float
    end: float
    bound: float
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Forest:
    """The figure."""

    width: float
    height: float
    left: float
    labels: tuple[tuple[str, float], ...]
    """(arm, y)."""
    panels: tuple[Panel, ...]


def forest(arms: Sequence[Arm], targets: Sequence[str]) -> Forest:
    """Lay out a forest plot; every panel has its own scale, symmetric about 0."""
    longest = max((len(arm.name) for arm in arms), default=0)
    left = max(120.0, 7.0 * (longest + 8) + 14)
    ys = {arm.name: TOP + ROW * place + ROW / 2 for place, arm in enumerate(arms)}
    panels = []
    for place, target in enumerate(targets):
        start = left + place * (PANEL + GAP)
        known = [(arm, arm.deltas[target]) for arm in arms if target in arm.deltas]
        scale = centred_scale(
            [value for _, delta in known for value in _values(delta)], start, start + PANEL
        )
        lines = tuple(
            Line(
                ys[arm.name],
                scale.at(delta.delta),
                None if delta.low is None else scale.at(delta.low),
                None if delta.high is None else scale.at(delta.high),
                tuple(scale.at(value) for value in delta.by_seed),
                _KINDS.get(delta.verdict, ""),
                f"{arm.name}, {target}: {delta.text} points, {delta.verdict}",
            )
            for arm, delta in known
        )
        panels.append(Panel(target, start, scale.at(0), start + PANEL, scale.high, lines))
    width = left + len(targets) * (PANEL + GAP)
    height = TOP + ROW * len(arms) + 8
    return Forest(width, height, left, tuple(ys.items()), tuple(panels))


def _values(delta: Delta) -> tuple[float, ...]:
    ends = (delta.low, delta.high)
    return (delta.delta, *delta.by_seed, *(end for end in ends if end is not None))
