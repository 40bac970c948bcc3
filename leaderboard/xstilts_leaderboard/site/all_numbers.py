"""HTML rows of the table of all numbers: a template would dominate the build time."""

from collections.abc import Iterator, Sequence
from math import isnan

import numpy as np
from markupsafe import Markup, escape
from numpy.typing import NDArray

from xstilts_leaderboard.site.figures.words import ranges, words
from xstilts_leaderboard.tables.columns import Column
from xstilts_leaderboard.tables.lines import Line
from xstilts_leaderboard.tables.numbers import numbers_of
from xstilts_leaderboard.tables.views import Table


def scores_html(table: Table, lines: Sequence[Line], up: str) -> Markup:
    """Render the table of all numbers: score, interval and rank range of every column."""
    if not lines:
        return Markup("")
    numbers = numbers_of(lines, table.columns)
    names = [
        f'<tr><th scope="row" class="row"><a href="{escape(up)}{escape(line.href)}" dir="auto">'
        f"{escape(line.row.name)}</a></th>"
        for line in lines
    ]
    pieces: list[Sequence[str]] = [names]
    for place, column in enumerate(table.columns):
        pieces += _scores(table, lines, column, numbers[:, place])
    return Markup("\n".join(map("".join, zip(*pieces, ["</tr>"] * len(lines), strict=True))))


def _scores(
    table: Table, lines: Sequence[Line], column: Column, numbers: NDArray[np.float64]
) -> Iterator[Sequence[str]]:
    """Pieces of the cells of a column in the table of all numbers."""
    score, low, high = numbers.T
    notes = [""] * len(lines)
    if column.kind == "worst":
        notes = [f" {note}" if (note := line.cells[column.key].note) else "" for line in lines]
    yield np.where(np.isnan(score), "<td>–</td>", "<td").tolist()
    yield ["" if isnan(one) else f' data-sort="{one:.2f}"' for one in score.tolist()]
    yield words(score, ">")
    yield notes
    yield from ranges(low, high, "<small>", "</small>")
    ranks = table.ranks.get(column.key, {})
    places = [ranks.get(line.key) for line in lines]
    yield ["" if rank is None else f"<small>rank {rank}</small>" for rank in places]
    yield np.where(np.isnan(score), "", "</td>").tolist()
