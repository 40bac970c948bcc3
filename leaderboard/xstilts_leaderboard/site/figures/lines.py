"""Measures by layer as lines: one small panel a measure, one line an encoder or a condition.

A line is told by its mark, its dashes and its name at its end, and by colour only besides. Encoders
may have different numbers of layers: the axis is the depth, from the embeddings to the last layer.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from xstilts_leaderboard.site.figures.scale import Scale
from xstilts_leaderboard.tables.alignment import CLEAN, HEADLINE, Comparable, Encoded

WIDTH, HEIGHT = 346.0, 196.0
LEFT, TOP, RIGHT, BOTTOM = 30.0, 12.0, 46.0, 34.0
KINDS = 4
"""Distinct marks and dashes; further lines repeat them, and are told by their names."""
_LINE = 13.0
"""Least distance of two names."""
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class Series:
    """One line before it is placed."""

    name: str
    kind: int
    """Number of its mark and dashes, from 0."""
    values: tuple[float | None, ...]
    """One per layer, the embeddings first."""
    headline: int
    """The layer that tables show."""


@dataclass(frozen=True, slots=True)
class Point:
    """One layer."""

    x: float
    y: float
    title: str
    headline: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One line."""

    kind: int
    path: str
    """Interrupted where a layer has no value."""
    points: tuple[Point, ...]
    name: str
    name_y: float


@dataclass(frozen=True, slots=True)
class Panel:
    """One measure."""

    title: str
    width: float
    height: float
    left: float
    right: float
    top: float
    bottom: float
    x_title: str
    x_ticks: tuple[tuple[str, float], ...]
    y_ticks: tuple[tuple[float, float], ...]
    lines: tuple[Line, ...]


def panel(title: str, series: Sequence[Series], *, high: float = 1.0) -> Panel:
    """Lay out one measure.

    Args:
        title: Its name and unit.
        series: The lines; those without any value are left out.
        high: Value that the axis reaches at least; it begins at 0, or below where values do.
    """
    drawn = [one for one in series if any(value is not None for value in one.values)]
    known = [value for one in drawn for value in one.values if value is not None]
    low = min([0.0, *(math.floor(value * 10) / 10 for value in known)])
    top = high if not known or max(known) <= high else math.ceil(2 * max(known)) / 2
    bottom, right = HEIGHT - BOTTOM, WIDTH - RIGHT
    up, across = Scale(low, top, bottom, TOP), Scale(0.0, 1.0, LEFT + 6, right)
    lines = [_line(one, across, up) for one in drawn]
    names = _spread([line.points[-1].y for line in lines])
    layers = {len(one.values) - 1 for one in drawn}
    return Panel(
        title,
        WIDTH,
        HEIGHT,
        LEFT,
        right,
        TOP,
        bottom,
        "layer" if len(layers) == 1 else "depth, % of the layers",
        tuple(_x_ticks(layers, across)),
        up.ticks(6),
        tuple(
            Line(line.kind, line.path, line.points, line.name, y)
            for line, y in zip(lines, names, strict=True)
        ),
    )


def _x_ticks(layers: set[int], across: Scale) -> Iterator[tuple[str, float]]:
    """Layers if all lines have as many, else shares of the depth."""
    if len(layers) != 1:
        yield from ((f"{100 * share:g}", across.at(share)) for share in (0, 0.25, 0.5, 0.75, 1))
        return
    (last,) = layers
    step = max(1, math.ceil(last / 6))
    yield from ((str(layer), across.at(layer / last)) for layer in range(0, last + 1, step))


def _line(one: Series, across: Scale, up: Scale) -> Line:
    last = max(len(one.values) - 1, 1)
    points, path, pen = [], "", "M"
    for layer, value in enumerate(one.values):
        if value is None:
            pen = "M"
            continue
        x, y = across.at(layer / last), up.at(value)
        path, pen = f"{path}{pen}{x} {y}", "L"
        points.append(Point(x, y, f"{one.name}, layer {layer}: {value:.3g}", layer == one.headline))
    return Line(one.kind % KINDS, path, tuple(points), one.name, 0.0)


def _spread(wanted: Sequence[float]) -> tuple[float, ...]:
    """Move names apart vertically, and keep them inside the panel."""
    order = sorted(range(len(wanted)), key=lambda place: wanted[place])
    found = list(wanted)
    for before, place in zip([None, *order], order, strict=False):
        if before is not None:
            found[place] = max(found[place], found[before] + _LINE)
    below = HEIGHT - BOTTOM + 4
    for place in reversed(order):
        found[place] = min(found[place], below)
        below = found[place] - _LINE
    return tuple(round(y, 1) for y in found)


_MEASURES = (
    ("retrieval", "Translations found, %", 100.0, 100.0),
    ("retention", "Retention: share still found", 1.0, 1.0),
    ("debiased_cka_alignment", "Debiased CKA with translations", 1.0, 1.0),
    ("debiased_cka_stability", "Debiased CKA, clean with switched", 1.0, 1.0),
    ("margin", "Margin over unrelated sentences, SDs", 1.0, 1.0),
    ("anisotropy", "Anisotropy: cosine of unrelated sentences", 1.0, 1.0),
)
"""Name, title, factor, and least upper end of the axis."""


def condition_panels(one: Encoded) -> tuple[Panel, ...]:
    """The measures of one encoder: a line for clean sentences, and one for each condition."""
    several = len({profile.ratio for profile in one.switched}) > 1
    profiles = [
        (f"{p.condition} {p.ratio:g}" if several else p.condition, place, p)
        for place, p in enumerate(one.switched, 1)
    ]
    if one.clean is not None:
        profiles.insert(0, (CLEAN, 0, one.clean))
    head = one.about.encoder.headline_layer
    return tuple(
        panel(
            title,
            [
                Series(name, kind, _scaled(p.layers[measure], factor), head)
                for name, kind, p in profiles
                if measure in p.layers
            ],
            high=high,
        )
        for measure, title, factor, high in _MEASURES
    )


def encoder_panels(group: Comparable) -> tuple[Panel, ...]:
    """The measures of a group: a line an encoder, clean and switched into third languages."""
    found = []
    for measure, title, factor, high in _MEASURES:
        for condition in _SHOWN.get(measure, (HEADLINE,)):
            series = [
                Series(
                    letter(place), place, _scaled(values, factor), one.about.encoder.headline_layer
                )
                for place, one in enumerate(group.encoders)
                if (values := _values(one, condition, measure)) is not None
            ]
            if series:
                words = title if measure == "anisotropy" else f"{title}, {condition}"
                found.append(panel(words, series, high=high))
    return tuple(found)


_SHOWN = {"retrieval": (CLEAN, HEADLINE), "anisotropy": (CLEAN,)}
"""Conditions under which encoders are compared; for the other measures, the headline alone."""


def _values(one: Encoded, condition: str, measure: str) -> tuple[float | None, ...] | None:
    """A measure of an encoder by layer; None if it was not measured."""
    if condition == CLEAN:
        profile = one.clean
    else:
        profile = one.profile(condition, one.headline.ratio) if one.headline else None
    return None if profile is None else profile.layers.get(measure)


def letter(place: int) -> str:
    """The name of an encoder in the panels: A to Z, then numbers."""
    return LETTERS[place] if place < len(LETTERS) else str(place + 1)


def _scaled(values: Sequence[float | None], factor: float) -> tuple[float | None, ...]:
    return tuple(None if value is None else factor * value for value in values)
