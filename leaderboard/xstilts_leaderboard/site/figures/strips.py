"""Dot strips: one line per language (or task), one dot per value."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from xstilts_leaderboard.site.figures.scale import scale_of
from xstilts_leaderboard.site.figures.words import tenths

ROW, TOP, RIGHT = 22, 26, 12
BROAD, NARROW = 560.0, 354.0
"""Widths of the figure on a screen and on a phone."""


class Dot(NamedTuple):
    """One value."""

    x: float
    kind: str
    """CSS class of the mark; empty unless it is highlighted."""
    label: str
    """Name and value."""


@dataclass(frozen=True, slots=True)
class Strip:
    """One line."""

    label: str
    y: float
    low: float
    high: float
    dots: tuple[Dot, ...]


@dataclass(frozen=True, slots=True)
class Strips:
    """The figure."""

    width: float
    height: float
    left: float
    """Pixel where the labels end and the axis begins."""
    ticks: tuple[tuple[float, float], ...]
    strips: tuple[Strip, ...]


class Mark(NamedTuple):
    """A value that has not been placed on the axis yet."""

    value: float
    label: str
    kind: str = ""


def both_widths(rows: Sequence[tuple[str, Sequence[Mark]]]) -> tuple[Strips, Strips]:
    """Lay out the figure for desktop and for phone, with the same font size."""
    return strips(rows), strips(rows, width=NARROW, left=86)


def strips(
    rows: Sequence[tuple[str, Sequence[Mark]]], *, width: float = BROAD, left: float = 96
) -> Strips:
    """Lay out rows of marks; rows without a mark are left out.

    Args:
        rows: (label, marks), from top to bottom.
        width: Width of the figure.
        left: Width of the labels.
    """
    known = [(label, marks) for label, marks in rows if marks]
    values = [mark.value for _, marks in known for mark in marks]
    on = scale_of(values, left + 10, width - RIGHT)
    drawn = []
    for place, (label, marks) in enumerate(known):
        ordered = sorted(marks, key=lambda mark: (mark.kind != "", mark.value))
        pixels = on.all_at(np.array([mark.value for mark in ordered]))
        xs: list[float] = (tenths(pixels) / 10).tolist()
        dots = tuple(Dot(x, m.kind, m.label) for x, m in zip(xs, ordered, strict=True))
        y = TOP + ROW * place + ROW / 2
        drawn.append(Strip(label, y, min(xs), max(xs), dots))
    return Strips(width, TOP + ROW * len(drawn) + 4, left, on.ticks(), tuple(drawn))
