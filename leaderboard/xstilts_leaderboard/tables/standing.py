"""Standing of a row in its division: its rank range, and the division's medians."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from statistics import median

import numpy as np

from xstilts_kit.boards import Division
from xstilts_leaderboard.rows.row import cell_key, layout_of
from xstilts_leaderboard.tables.lines import Line
from xstilts_leaderboard.tables.ranking import RankRange
from xstilts_leaderboard.tables.views import BoardView


@dataclass(frozen=True, slots=True)
class Standing:
    """Standing of a row among the rows of its board and division."""

    rank: RankRange | None
    """Rank range by the overall score; None for a row with only some tasks."""
    others: int
    """Number of rows in the division, including this one."""
    medians: Mapping[str, float]
    """``cell:task/language`` → the division's median, one decimal."""
    digest: str
    """Digest of the medians."""


def standings(view: BoardView) -> Mapping[str, Standing]:
    """The standing of every row of a board, by its key."""
    ranks = {
        line.key: rank
        for table in view.board_tables()
        for line in table.ranked
        if (rank := table.rank(line, table.columns[0])) is not None
    }
    by_division: dict[Division, list[Line]] = {}
    for line in view.lines:
        by_division.setdefault(line.row.division, []).append(line)
    found = {}
    for lines in by_division.values():
        medians = _medians(view.board, lines)
        digest = sha256(repr(medians).encode()).hexdigest()
        for line in lines:
            found[line.key] = Standing(ranks.get(line.key), len(lines), medians, digest)
    return found


def _medians(board: str, lines: Sequence[Line]) -> Mapping[str, float]:
    values = np.stack([line.row.numbers.cells[:, 0] for line in lines])
    found = {}
    for cell, scores in zip(layout_of(board).cells, values.T, strict=True):
        known = scores[~np.isnan(scores)]
        if known.size:
            found[cell_key(cell)] = round(median(np.sort(known).tolist()), 1)
    return found
