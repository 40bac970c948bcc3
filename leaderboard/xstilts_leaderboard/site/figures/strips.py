"""Dot strips: a line a language (or a task), a dot a value."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from xstilts_leaderboard.site.figures.scale import Scale, scale_of

ROW, TOP, RIGHT = 22, 26, 12


@dataclass(frozen=True, slots=True)
class Dot:
    """One value."""

    x: float
    kind: str
    """Class of the mark: empty, or one of those that stand out."""
    label: str
    """What it is, with its value."""
    href: str | None = None


@dataclass(frozen=True, slots=True)
class Strip:
    """One line."""

    label: str
    y: float
    low: float
    high: float
    dots: tuple[Dot, ...]
    href: str | None = None


@dataclass(frozen=True, slots=True)
class Strips:
    """The figure."""

    width: float
    height: float
    left: float
    """Where labels end and the axis begins."""
    ticks: tuple[tuple[float, float], ...]
    strips: tuple[Strip, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """A value before it has a place."""

    value: float
    label: str
    kind: str = ""
    href: str | None = None


def strips(
    rows: Sequence[tuple[str, Sequence[Mark]]],
    *,
    width: float = 560,
    left: float = 96,
    hrefs: Mapping[str, str] | None = None,
    scale: Scale | None = None,
) -> Strips:
    """The figure of some rows of marks; rows without a mark are left out.

    Args:
        rows: (label, marks), from top to bottom.
        width: Of the figure.
        left: Width that the labels have.
        hrefs: Label → the page about it.
        scale: Where given, instead of one that fits the marks.
    """
    known = [(label, marks) for label, marks in rows if marks]
    values = [mark.value for _, marks in known for mark in marks]
    on = scale or scale_of(values, left + 10, width - RIGHT)
    drawn = []
    for place, (label, marks) in enumerate(known):
        ordered = sorted(marks, key=lambda mark: (mark.kind != "", mark.value))
        dots = tuple(Dot(on.at(m.value), m.kind, m.label, m.href) for m in ordered)
        xs = [dot.x for dot in dots]
        y = TOP + ROW * place + ROW / 2
        drawn.append(Strip(label, y, min(xs), max(xs), dots, (hrefs or {}).get(label)))
    return Strips(width, TOP + ROW * len(drawn) + 4, left, on.ticks(), tuple(drawn))
