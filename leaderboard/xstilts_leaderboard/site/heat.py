"""HTML of a row's scores beside the medians of its division.

Every row's page has these cells again when a row is added to its division: rendering them with a
template would dominate the time of a build.
"""

from collections.abc import Iterator, Mapping
from functools import cache

from markupsafe import Markup, escape

from xstilts_leaderboard.rows.row import cell_key, layout_of
from xstilts_leaderboard.site.figures.tint import tint
from xstilts_leaderboard.site.provenance import Provenance
from xstilts_leaderboard.tables.languages import Language, language
from xstilts_leaderboard.tables.lines import Line, decimal

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
    rows, folder = [], None if provenance.folder is None else escape(provenance.folder)
    for task, slots in _by_task(line.row.board):
        cells = (
            '<td class="void"></td>' if one is None else _heat_cell(line, one, medians, folder)
            for one in slots
        )
        head = f'<tr><th scope="row" class="row">{escape(titles[task])}</th>'
        rows.append(f"{head}{''.join(cells)}</tr>\n")
    return Markup("".join(rows))


def differences_html(line: Line, medians: Mapping[str, float], items: str | None = None) -> Markup:
    """Rows of the table of intervals and differences: one per language, one cell per task.

    Args:
        line: The row.
        medians: ``cell:task/language`` → the division's median.
        items: Address of the row's items, to which task and language are added; None for no link.
    """
    start = None if items is None else escape(items)
    rows = []
    for head, keys in _by_language(line.row.board):
        cells = (
            "<td></td>" if key is None else _difference_cell(line, key, medians, start)
            for key in keys
        )
        rows.append(f"{head}{''.join(cells)}</tr>")
    return Markup("".join(rows))


@cache
def _by_task(board: str) -> tuple[tuple[str, tuple[tuple[str, str] | None, ...]], ...]:
    """Task → key and path of its cell in every language, by family; None for no such cell."""
    codes = [one.code for _, own in families_of(board) for one in own]
    known = {
        (cell.task, cell.language): (cell_key(cell), str(escape(cell.path)))
        for cell in layout_of(board).cells
    }
    return tuple(
        (task, tuple(known.get((task, code)) for code in codes)) for task in tasks_of(board)
    )


@cache
def _by_language(board: str) -> tuple[tuple[str, tuple[str | None, ...]], ...]:
    """Start of a language's row → keys of its cells in every task; None for no such cell."""
    known = {(cell.task, cell.language): cell_key(cell) for cell in layout_of(board).cells}
    return tuple(
        (
            f'<tr><th scope="row" class="row">{escape(one.name)}'
            f' <span class="soft">{escape(one.code)}</span></th>',
            tuple(known.get((task, one.code)) for task in tasks_of(board)),
        )
        for one in _languages(board)
    )


def _languages(board: str) -> Iterator[Language]:
    for _, own in families_of(board):
        yield from own


def _heat_cell(
    line: Line, one: tuple[str, str], medians: Mapping[str, float], folder: str | None
) -> str:
    key, path = one
    score = line.cells[key].score
    if score is None:
        return "<td>–</td>"
    middle = medians.get(key)
    kind = "" if middle is None else tint(score - middle, _STEP)
    classes = f' class="{kind}"' if kind else ""
    if folder is None:
        return f"<td{classes}>{decimal(score)}</td>"
    link = f'<a href="{folder}/{path}" rel="noopener noreferrer">'
    return f"<td{classes}>{link}{decimal(score)}</a></td>"


def _difference_cell(line: Line, key: str, medians: Mapping[str, float], items: str | None) -> str:
    cell = line.cells[key]
    if cell.score is None:
        return "<td></td>"
    ends = f"<small>{cell.interval}</small>" if cell.low is not None else ""
    middle, text = medians.get(key), cell.text
    if items is not None:
        task, code = key.removeprefix("cell:").split("/")
        text = f'<a href="{items}&amp;task={task}&amp;language={code}">{text}</a>'
    if middle is None:
        return f"<td>{text}{ends}</td>"
    difference = cell.score - middle
    sign = "+" if difference >= 0.05 else ""
    return f"<td>{text}{ends}<small>{sign}{decimal(difference)}</small></td>"
