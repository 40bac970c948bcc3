"""Scores by the ratio of replaced words, one figure for each row, all on one vertical axis."""

from collections.abc import Iterator
from dataclasses import dataclass

from xstilts_leaderboard.site.figures.curves import LARGE, Curve, Curves, curves, scale_over
from xstilts_leaderboard.tables.codeswitching import Panel, Switched

MOST = 12
"""Rows that are drawn."""


@dataclass(frozen=True, slots=True)
class Picture:
    """The figure of one row."""

    row: Switched
    figure: Curves
    label: str


@dataclass(frozen=True, slots=True)
class Pictures:
    """The figures of a panel."""

    legend: tuple[tuple[str, str], ...]
    """(class, title) of every series."""
    hidden: int
    """Number of rows that are not drawn."""
    pictures: tuple[Picture, ...]


def switching_of(panel: Panel) -> Pictures:
    """Lay out a panel's first rows, in the order of its blocks, where the lowest drop is first."""
    rows = {one.row.key: one for one in panel.rows}
    order = dict.fromkeys(entry.row.key for block in panel.blocks for entry in block.entries)
    shown = [rows[key] for key in order][:MOST]
    drawn = {one.row.key: list(_curves(one)) for one in shown}
    span = scale_over([curve for own in drawn.values() for curve in own])
    known = {place for own in drawn.values() for curve in own for place, _ in curve.points}
    places = [(place, f"{place:g}") for place in sorted(known)]
    legend = {block.title: block.kind for block in panel.blocks}
    pictures = tuple(
        Picture(one, curves(drawn[one.row.key], places, span, LARGE), _label(one)) for one in shown
    )
    hidden = len(rows) - len(shown)
    return Pictures(tuple((kind, title) for title, kind in legend.items()), hidden, pictures)


def _curves(one: Switched) -> Iterator[Curve]:
    for series in one.series:
        points = [(place, reading.score) for place, reading in series.readings]
        yield Curve(series.title, series.kind, ((0.0, one.clean), *points))


def _label(one: Switched) -> str:
    ends = (
        f"{series.title} {series.readings[-1][1].score.value:.1f} at {series.readings[-1][0]:g}"
        for series in one.series
    )
    return f"{one.row.name}, clean {one.clean.value:.1f}: {'; '.join(ends)}"
