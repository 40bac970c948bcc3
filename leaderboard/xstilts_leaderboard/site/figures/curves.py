"""Curves of a score over a level, each with its interval as a band, on one small axis.

Curves differ by mark and dash as well as by colour, so they can be told apart in print.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from xstilts_leaderboard.site.figures.scale import Scale, scale_of
from xstilts_leaderboard.tables.perturbed import Estimate

LEFT, RIGHT, TOP, BOTTOM = 26.0, 12.0, 8.0, 22.0
SMALL, LARGE = (176.0, 150.0), (346.0, 230.0)
"""Width and height; two small figures stand side by side on a phone."""
NEAREST = 20.0
"""Least distance of two labels below the axis, in pixels."""


@dataclass(frozen=True, slots=True)
class Curve:
    """A score at several places."""

    label: str
    kind: str
    """CSS class, which decides mark, dash and colour."""
    points: tuple[tuple[float, Estimate], ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """One point."""

    x: float
    y: float
    label: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """A curve in pixels."""

    kind: str
    line: str
    """Path through the points."""
    band: str
    """Closed path around the intervals; empty if a point has none."""
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Curves:
    """The figure."""

    width: float
    height: float
    left: float
    right: float
    bottom: float
    x_ticks: tuple[tuple[str, float], ...]
    y_ticks: tuple[tuple[float, float], ...]
    curves: tuple[Drawn, ...]


def scale_over(curves: Sequence[Curve]) -> tuple[float, float]:
    """The least and the greatest end of all intervals, for figures that share an axis."""
    values = [value for curve in curves for _, one in curve.points for value in _ends(one)]
    return (min(values), max(values)) if values else (0.0, 100.0)


def curves(
    given: Sequence[Curve],
    places: Sequence[tuple[float, str]],
    span: tuple[float, float],
    size: tuple[float, float] = SMALL,
) -> Curves:
    """Lay out curves.

    Args:
        given: The curves, the first drawn on top.
        places: (place, label) of the ticks of the horizontal axis, ascending.
        span: Values that the vertical axis covers, from `scale_over`.
        size: `SMALL` or `LARGE`.
    """
    width, height = size
    known = [place for place, _ in places]
    low, high = min(known), max(known)
    xs = Scale(low, high if high > low else low + 1, LEFT + 8, width - RIGHT)
    ys = scale_of(span, height - BOTTOM, TOP)
    ticks: list[tuple[str, float]] = []
    for place, label in reversed(places):
        x = xs.at(place)
        if not ticks or ticks[-1][1] - x >= NEAREST:
            ticks.append((label, x))
    return Curves(
        width,
        height,
        LEFT,
        width - RIGHT / 2,
        height - BOTTOM,
        tuple(reversed(ticks)),
        ys.ticks(5 if size == SMALL else 7),
        tuple(_drawn(one, xs, ys) for one in reversed(given)),
    )


def _drawn(curve: Curve, xs: Scale, ys: Scale) -> Drawn:
    marks = tuple(
        Mark(xs.at(place), ys.at(one.value), f"{curve.label}: {_words(one)}")
        for place, one in curve.points
    )
    line = "M" + "L".join(f"{mark.x} {mark.y}" for mark in marks)
    ends = [(xs.at(place), one.low, one.high) for place, one in curve.points]
    upper = [f"{x} {ys.at(high)}" for x, _, high in ends if high is not None]
    lower = [f"{x} {ys.at(low)}" for x, low, _ in ends if low is not None]
    whole = len(upper) == len(lower) == len(ends) > 1
    band = f"M{'L'.join((*upper, *reversed(lower)))}Z" if whole else ""
    return Drawn(curve.kind, line, band, marks)


def _words(one: Estimate) -> str:
    interval = "" if one.low is None or one.high is None else f", {one.low:.1f} to {one.high:.1f}"
    return f"{one.value:.1f}{interval}"


def _ends(one: Estimate) -> tuple[float, ...]:
    return tuple(value for value in (one.value, one.low, one.high) if value is not None)
