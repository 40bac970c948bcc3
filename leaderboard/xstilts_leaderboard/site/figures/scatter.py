"""Mean against spread over languages: a mark a system, and a line through the best of both."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from xstilts_leaderboard.site.figures.scale import Scale, scale_of
from xstilts_leaderboard.tables.evenness import Group, System

BROAD, NARROW = (760.0, 400.0), (354.0, 330.0)
"""Width and height of the figure on a screen and on a phone."""
LEFT, TOP, RIGHT, BOTTOM = 28.0, 24.0, 14.0, 40.0
_LETTER, _LINE = 6.3, 14.0
"""Width of a letter and height of a line, in pixels."""
_LONGEST = 26
"""Most letters of a label; the whole name is in the mark's title and in the table."""
_MOST_ROWS = 12
"""Most rows that are named before published systems."""


@dataclass(frozen=True, slots=True)
class Spot:
    """One system."""

    x: float
    y: float
    shape: str
    """``circle``, ``square`` or ``diamond``."""
    printed: bool
    """Whether the system is published, and drawn hollow."""
    title: str


@dataclass(frozen=True, slots=True)
class Label:
    """The name beside a mark."""

    x: float
    y: float
    anchor: str
    text: str


@dataclass(frozen=True, slots=True)
class Scatter:
    """The figure."""

    width: float
    height: float
    left: float
    right: float
    top: float
    bottom: float
    x_ticks: tuple[tuple[float, float], ...]
    y_ticks: tuple[tuple[float, float], ...]
    spots: tuple[Spot, ...]
    front: str
    """Path through the systems that no other one beats; empty if there are fewer than two."""
    labels: tuple[Label, ...]


_SHAPES = {"english": "circle", "translated": "square", "other": "diamond"}


def scatters(group: Group) -> tuple[Scatter, Scatter]:
    """Lay out the figure for desktop and for phone, with the same font size."""
    return scatter(group, *BROAD), scatter(group, *NARROW, most_labels=4)


def scatter(group: Group, width: float, height: float, *, most_labels: int = 14) -> Scatter:
    """Lay out the systems of a group: mean to the right, standard deviation from 0 upwards.

    Args:
        group: Systems on the same task and languages.
        width: Width of the figure.
        height: Its height.
        most_labels: Largest number of names.
    """
    bottom, right = height - BOTTOM, width - RIGHT
    across = scale_of((one.spread.mean for one in group.systems), LEFT, right)
    largest = max((one.spread.standard_deviation for one in group.systems), default=1.0)
    up = Scale(0.0, float(math.ceil(largest + 0.2)), bottom, TOP)
    spots = tuple(_spot(one, across, up) for one in group.systems)
    front = [spots[place] for place in group.front]
    return Scatter(
        width,
        height,
        LEFT,
        right,
        TOP,
        bottom,
        across.ticks(7 if width > 500 else 5),
        up.ticks(6),
        tuple(sorted(spots, key=lambda spot: not spot.printed)),
        "M" + "L".join(f"{spot.x} {spot.y}" for spot in front) if len(front) > 1 else "",
        tuple(islice(_labels(_named(group, spots), spots, right), most_labels)),
    )


def _spot(one: System, across: Scale, up: Scale) -> Spot:
    spread = one.spread
    return Spot(
        across.at(spread.mean),
        up.at(spread.standard_deviation),
        _SHAPES[one.training],
        one.published,
        f"{one.name}: mean {spread.mean:.1f}, SD {spread.standard_deviation:.2f}; {one.about}",
    )


def _named(group: Group, spots: Sequence[Spot]) -> list[tuple[str, Spot]]:
    """Systems in the order in which they are named, the most important first."""
    systems = group.systems
    rows = [place for place, one in enumerate(systems) if not one.published]
    few = rows if len(rows) <= _MOST_ROWS else []
    ends = [0, len(systems) - 1] if systems else []
    rest = sorted(range(len(systems)), key=lambda place: -systems[place].spread.mean)
    order = dict.fromkeys((*group.front[::-1], *few, *ends, *rest))
    return [(systems[place].name, spots[place]) for place in order]


def _labels(
    named: Sequence[tuple[str, Spot]], spots: Sequence[Spot], right: float
) -> Iterator[Label]:
    """Place each name at the first free side of its mark; leave out a name without room."""
    taken = [(spot.x - 7, spot.y - 4, spot.x + 7, spot.y + 4) for spot in spots]
    for place, (name, spot) in enumerate(named):
        text = name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1]}…"
        wide = _LETTER * len(text)
        sides = _SIDES if place < _EVERY_SIDE else _SIDES[:2]
        for across, down, anchor in sides:
            x, y = spot.x + across, spot.y + down
            start = x - {"start": 0.0, "middle": wide / 2, "end": wide}[anchor]
            box = (start, y - _LINE + 3, start + wide, y + 3)
            inside = box[0] >= LEFT and box[2] <= right + RIGHT and box[1] >= 0
            if inside and not any(_overlap(box, other) for other in taken):
                taken.append(box)
                yield Label(round(x, 1), round(y, 1), anchor, text)
                break


_SIDES = (
    (8, 4, "start"),
    (-8, 4, "end"),
    (0, 18, "middle"),
    (0, -9, "middle"),
    (4, 17, "start"),
    (-4, 17, "end"),
    (-4, -9, "end"),
    (4, -9, "start"),
)
"""Places of a name beside its mark: across, down, and the anchor of the text."""
_EVERY_SIDE = 4
"""Names that may stand on every side; the others stand to the right or to the left."""

_Box = tuple[float, float, float, float]


def _overlap(a: _Box, b: _Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
