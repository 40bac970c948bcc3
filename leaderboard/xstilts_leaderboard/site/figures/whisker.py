"""Table cell that shows a score as a dot and its interval as a line."""

from dataclasses import dataclass

from xstilts_leaderboard.site.figures.scale import Scale

WIDTH, MARGIN = 150, 6


@dataclass(frozen=True, slots=True)
class Whisker:
    """Pixels of a dot and its line; `low` and `high` are None without an interval."""

    dot: float
    low: float | None
    high: float | None


def whisker(scale: Scale, score: float, low: float | None, high: float | None) -> Whisker:
    """The dot and whisker of a score."""
    if low is None or high is None:
        return Whisker(scale.at(score), None, None)
    return Whisker(scale.at(score), scale.at(low), scale.at(high))
