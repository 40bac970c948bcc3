"""HTML of a row's scores beside the medians of its division.

Every row's page has these cells again when a row is added to its division: rendering them with a
template would dominate the time of a build.
"""

from collections.abc import Iterator, Mapping
from functools import cache

import numpy as np
from markupsafe import Markup, escape
from numpy.typing import NDArray

from xstilts_leaderboard.rows.row import cell_key, layout_of
from xstilts_leaderboard.site.figures.tint import tint_classes
from xstilts_leaderboard.site.figures.words import ranges, words
from xstilts_leaderboard.site.provenance import Provenance
from xstilts_leaderboard.tables.languages import Language, language
from xstilts_leaderboard.tables.lines import Line

_STEP = 2.0
"""Difference from the division's median, in points, covered by one step of the tint."""


@cache
def families_of(board: str) -> tuple[tuple[str, tuple[Language, ...]], ...]:
    """The languages of a board by family, large families first."""
    found: dict[str, list[Language]] = {}
    for code in layout_of(board).languages:
        found.setdefault(language(code).family, []).append(language(code))
    ordered = sorted(found.items(), key=lambda one: (-len(one[1]), one[0]))
    return tuple((name, tuple(own)) for name, own in ordered)


@cache
def tasks_of(board: str) -> tuple[str, ...]:
    """The tasks of a board, in the suite's order."""
    return tuple(dict.fromkeys(cell.task for cell in layout_of(board).cells))


def heat_html(
    line: Line, medians: Mapping[str, float], provenance: Provenance, titles: Mapping[str, str]
) -> Markup:
    """Rows of the heat map: one per task, one cell per language, by family.

    Args:
        line: The row.
        medians: ``cell:task/language`` → the division's median.
        provenance: Addresses of the row's prediction files.
        titles: Task → its name.
    """
    board = line.row.board
    score = line.row.numbers.cells[:, 0]
    classes = tint_classes(score - _middles(board, medians), _STEP)
    opened = ("<td" + classes + ">").tolist()
    links, end = [""] * len(score), "</td>"
    if provenance.folder is not None:
        folder, end = escape(provenance.folder), "</a></td>"
        links = [f'<a href="{folder}/{path}" rel="noopener noreferrer">' for path in _paths(board)]
    cells = list(map("".join, zip(opened, links, words(score, "", end), strict=True)))
    for place in np.flatnonzero(np.isnan(score)).tolist():
        cells[place] = "<td>–</td>"
    rows = []
    for task, slots in _by_task(board):
        head = f'<tr><th scope="row" class="row">{escape(titles[task])}</th>'
        row = ['<td class="void"></td>' if one is None else cells[one] for one in slots]
        rows.append(f"{head}{''.join(row)}</tr>\n")
    return Markup("".join(rows))


def differences_html(line: Line, medians: Mapping[str, float], items: str | None = None) -> Markup:
    """Rows of the table of intervals and differences: one per language, one cell per task.

    Args:
        line: The row.
        medians: ``cell:task/language`` → the division's median.
        items: Address of the row's items, to which task and language are added; None for no link.
    """
    score, low, high = line.row.numbers.cells.T
    difference = score - _middles(line.row.board, medians)
    signs = np.where(difference >= 0.05, "<small>+", "<small>")
    opened, end = ["<td>"] * len(score), ""
    if items is not None:
        start, end = escape(items), "</a>"
        opened = [f'<td><a href="{start}{one}">' for one in _items(line.row.board)]
    pieces = (
        opened,
        words(score, "", end),
        *ranges(low, high, "<small>", "</small>"),
        np.where(np.isnan(difference), "", signs).tolist(),
        words(difference, "", "</small></td>", missing="</td>"),
    )
    cells = list(map("".join, zip(*pieces, strict=True)))
    for place in np.flatnonzero(np.isnan(score)).tolist():
        cells[place] = "<td></td>"
    rows = []
    for head, slots in _by_language(line.row.board):
        row = ["<td></td>" if one is None else cells[one] for one in slots]
        rows.append(f"{head}{''.join(row)}</tr>")
    return Markup("".join(rows))


def _middles(board: str, medians: Mapping[str, float]) -> NDArray[np.float64]:
    """The median of every cell of a board, in the layout's order; NaN for none."""
    return np.array([medians.get(key, np.nan) for key in _keys(board)])


@cache
def _keys(board: str) -> tuple[str, ...]:
    return tuple(map(cell_key, layout_of(board).cells))


@cache
def _paths(board: str) -> tuple[str, ...]:
    """The path of every cell's prediction file, escaped."""
    return tuple(str(escape(cell.path)) for cell in layout_of(board).cells)


@cache
def _items(board: str) -> tuple[str, ...]:
    """The end of the address of every cell's items, escaped."""
    cells = layout_of(board).cells
    return tuple(f"&amp;task={cell.task}&amp;language={cell.language}" for cell in cells)


@cache
def _by_task(board: str) -> tuple[tuple[str, tuple[int | None, ...]], ...]:
    """Task → place of its cell in every language, by family; None for no such cell."""
    codes = [one.code for one in _languages(board)]
    at = {(cell.task, cell.language): place for cell, place in layout_of(board).cell_at.items()}
    return tuple((task, tuple(at.get((task, code)) for code in codes)) for task in tasks_of(board))


@cache
def _by_language(board: str) -> tuple[tuple[str, tuple[int | None, ...]], ...]:
    """Start of a language's row → places of its cells in every task; None for no such cell."""
    at = {(cell.task, cell.language): place for cell, place in layout_of(board).cell_at.items()}
    return tuple(
        (
            f'<tr><th scope="row" class="row">{escape(one.name)}'
            f' <span class="soft">{escape(one.code)}</span></th>',
            tuple(at.get((task, one.code)) for task in tasks_of(board)),
        )
        for one in _languages(board)
    )


def _languages(board: str) -> Iterator[Language]:
    for _, own in families_of(board):
        yield from own
