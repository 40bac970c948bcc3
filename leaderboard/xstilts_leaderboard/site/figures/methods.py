"""Three example figures for the page on methods: an interval, a pair, a rank range."""

import math
from dataclasses import dataclass
from statistics import NormalDist

from xstilts_leaderboard.site.figures.scale import Scale

WIDTH, BASE = 460.0, 96.0


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a histogram."""

    x: float
    width: float
    y: float
    height: float
    inside: bool
    """Whether the bar lies inside the 95 % interval."""


@dataclass(frozen=True, slots=True)
class Interval:
    """Replicates of one score as a histogram."""

    bars: tuple[Bar, ...]
    low: float
    high: float
    score: float
    ticks: tuple[tuple[float, float], ...]


_SCORE, _SD, _BINS = 71.0, 0.9, 27


def interval_picture() -> Interval:
    """Draw 1,000 replicates of a score of 71 with a standard error of 0.9."""
    scale = Scale(68.0, 74.0, 10.0, WIDTH - 10)
    spread = NormalDist(_SCORE, _SD)
    low, high = spread.inv_cdf(0.025), spread.inv_cdf(0.975)
    width = (scale.high - scale.low) / _BINS
    bars = []
    for place in range(_BINS):
        start = scale.low + place * width
        share = spread.cdf(start + width) - spread.cdf(start)
        height = round(share * 560, 1)
        inside = low <= start + width / 2 <= high
        left = scale.at(start)
        across = round(scale.at(start + width) - left - 1, 1)
        bars.append(Bar(left, across, BASE - height, height, inside))
    return Interval(tuple(bars), scale.at(low), scale.at(high), scale.at(_SCORE), scale.ticks(7))


@dataclass(frozen=True, slots=True)
class Span:
    """A dot with its interval."""

    label: str
    y: float
    dot: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Pair:
    """Two scores with overlapping intervals, whose paired difference is clearly not 0."""

    scores: tuple[Span, Span]
    difference: Span
    zero: float
    ticks: tuple[tuple[float, float], ...]
    difference_ticks: tuple[tuple[float, float], ...]


def pair_picture() -> Pair:
    """Draw 72.0 and 71.0, each ± 1.8; on the same items the difference is 1.0 ± 0.6."""
    scale = Scale(68.0, 75.0, 130.0, WIDTH - 10)
    differences = Scale(-2.0, 5.0, 130.0, WIDTH - 10)
    first = Span("model A", 34, scale.at(72.0), scale.at(70.2), scale.at(73.8))
    second = Span("model B", 58, scale.at(71.0), scale.at(69.2), scale.at(72.8))
    third = Span(
        "A − B, same items", 116, differences.at(1.0), differences.at(0.4), differences.at(1.6)
    )
    return Pair((first, second), third, differences.at(0.0), scale.ticks(8), differences.ticks(8))


@dataclass(frozen=True, slots=True)
class Rank:
    """One row of the figure of rank ranges."""

    label: str
    y: float
    dot: float
    rank: str
    start: float
    end: float
    cut: bool


def rank_picture() -> tuple[Rank, ...]:
    """Draw five rows; every pair is separated except A and B, and C and D."""
    scale = Scale(58.0, 74.0, 60.0, 250.0)
    given = (("A", 72.0, 1, 2), ("B", 71.6, 1, 2), ("C", 66.2, 3, 4), ("D", 65.9, 3, 4))
    rows = (*given, ("E", 60.5, 5, 5))
    step = 120 / len(rows)
    return tuple(
        Rank(
            label,
            22.0 + 26 * place,
            scale.at(score),
            str(low) if low == high else f"{low}–{high}",
            round(330 + (low - 1) * step, 1),
            round(330 + high * step, 1),
            math.isclose(high, place + 1) and place < len(rows) - 1,
        )
        for place, (label, score, low, high) in enumerate(rows)
    )
