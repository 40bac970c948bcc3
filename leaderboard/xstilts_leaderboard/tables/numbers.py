"""The numbers of the rows of a table, in one array."""

from collections.abc import Sequence
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from xstilts_leaderboard.rows.row import WORST
from xstilts_leaderboard.tables.columns import Column
from xstilts_leaderboard.tables.lines import Line, value_at
from xstilts_leaderboard.tables.printed import PrintedLine


def numbers_of(
    lines: Sequence[Line | PrintedLine], columns: Sequence[Column]
) -> NDArray[np.float64]:
    """Score, lower and upper end of each line in each column: (lines, columns, 3), NaN for none."""
    parts = [
        _of_rows([one for one in own if isinstance(one, Line)], columns)
        if kind is Line
        else _printed([one for one in own if isinstance(one, PrintedLine)], columns)
        for kind, own in ((kind, list(own)) for kind, own in groupby(lines, key=type))
    ]
    return np.concatenate([np.empty((0, len(columns), 3)), *parts])


def _of_rows(lines: Sequence[Line], columns: Sequence[Column]) -> NDArray[np.float64]:
    at = value_at(lines[0].row.board)
    places = [at.get(column.key, 0) for column in columns]
    found = np.stack([line.values for line in lines])[:, places]
    for place, column in enumerate(columns):
        if column.key == WORST:
            scores = [line.cells[WORST].score for line in lines]
            found[:, place] = np.nan
            found[:, place, 0] = [np.nan if score is None else score for score in scores]
        elif column.key not in at:
            found[:, place] = np.nan
    return found


def _printed(lines: Sequence[PrintedLine], columns: Sequence[Column]) -> NDArray[np.float64]:
    found = np.full((len(lines), len(columns), 3), np.nan)
    for row, line in enumerate(lines):
        for place, column in enumerate(columns):
            cell = line.cells.get(column.key)
            if cell is not None and cell.score is not None:
                found[row, place, 0] = cell.score
    return found
