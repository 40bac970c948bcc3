"""A rank range as a bar on the line from 1 to n."""

from dataclasses import dataclass

WIDTH, LEAST = 92.0, 3.0


@dataclass(frozen=True, slots=True)
class RankBar:
    """Pixels of the bar."""

    start: float
    end: float


def rank_bar(low: int, high: int, of: int) -> RankBar:
    """Bar from rank `low` to rank `high` of `of`; each rank has an equal share of the line."""
    step = WIDTH / of
    start, end = (low - 1) * step, high * step
    if end - start < LEAST:
        middle = min(max((start + end) / 2, LEAST / 2), WIDTH - LEAST / 2)
        start, end = middle - LEAST / 2, middle + LEAST / 2
    return RankBar(round(start, 1), round(end, 1))
