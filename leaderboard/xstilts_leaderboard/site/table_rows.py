"""The rows of large tables as HTML: a template would spend most of a build on their cells."""

from collections.abc import Iterable, Iterator

from markupsafe import Markup, escape

from xstilts_kit.suites import get_suite
from xstilts_leaderboard.tables.columns import Column
from xstilts_leaderboard.tables.lines import Cell, Line
from xstilts_leaderboard.tables.ranking import RankRange
from xstilts_leaderboard.tables.views import Table
from xstilts_leaderboard.tracks.published import ReportedRow, metrics_of


def rows_html(table: Table, up: str, details: bool) -> Markup:
    """The ranked rows of a table: every text is escaped, every number made here.

    Args:
        table: The table.
        up: The way from the page to the site's root.
        details: Whether parameters and trust are shown, too.
    """
    return Markup("\n".join(_row(table, line, up, details) for line in table.ranked))


def reported_html(table: Table, rows: Iterable[ReportedRow], up: str) -> Markup:
    """What papers reported in the table's division, hidden until a reader asks for it; no ranks.

    Args:
        table: A board's table.
        rows: Of every division; those without a number of the board's are left out.
        up: The way from the page to the site's root.
    """
    own = (row for row in rows if row.division == table.division)
    return Markup("\n".join(html for row in own if (html := _reported(table, row, up))))


def _reported(table: Table, row: ReportedRow, up: str) -> str:
    values = [_printed(column, row) for column in table.columns]
    if not any(values):
        return ""
    name = Markup(
        '<th scope="row" class="row"><a href="{}">{}</a><span class="by">{}</span></th>'
    ).format(f"{up}reported.html", row.system, f"{row.paper} · {row.protocol}")
    return "".join(
        (
            '<tr data-trust="reported" data-open="no" data-parameters="" hidden>',
            '<td data-sort=""></td>' if table.has_ranks else "",
            name,
            *(value or '<td data-sort="">–</td>' for value in values),
            f'<td data-sort="">{escape(row.parameters or "unknown")}</td>',
            '<td class="txt"><span class="tag">reported</span></td>',
            "</tr>",
        )
    )


def _printed(column: Column, row: ReportedRow) -> str:
    """A reported number with the address that it was read at; nothing where none was printed."""
    kind, _, name = column.key.partition(":")
    if kind == "task":
        value = row.mean_of([name])
        href = row.means[name, metrics_of(name)[0]].href if value is not None else ""
        shown = Markup('<a href="{}" rel="noopener noreferrer">{:.1f}</a>').format(href, value or 0)
    elif kind == "group":
        value = row.mean_of(get_suite("xtreme").groups[name])
        shown = Markup("{:.1f}").format(value or 0)
    else:
        return ""
    return "" if value is None else f'<td data-sort="{value:.2f}">{shown}</td>'


def _row(table: Table, line: Line, up: str, details: bool) -> str:
    return "".join(
        (
            _begin(line),
            _rank(table.rank(line, table.columns[0])) if table.has_ranks else "",
            name_html(line, up),
            *_numbers(table, line),
            _details(line) if details else "",
            "</tr>",
        )
    )


def _begin(line: Line) -> str:
    if "begin" not in line.html:
        size = "" if line.parameters is None else str(line.parameters)
        line.html["begin"] = (
            f'<tr data-key="{escape(line.key)}" data-trust="{line.row.trust}"'
            f' data-open="{"yes" if line.open_weights else "no"}" data-parameters="{size}">'
        )
    return line.html["begin"]


def _details(line: Line) -> str:
    size = "" if line.parameters is None else str(line.parameters)
    trust = f'<td class="txt"><span class="tag">{line.row.trust}</span></td>'
    return f'<td data-sort="{size}">{line.size}</td>{trust}'


def _rank(rank: RankRange | None) -> str:
    return f'<td data-sort="{-rank.low}">{rank}</td>' if rank else '<td data-sort=""></td>'


def _numbers(table: Table, line: Line) -> Iterator[str]:
    made = line.html
    for place, column in enumerate(table.columns):
        key = column.key
        rank = table.rank(line, column) if place and key in table.ranks else None
        if rank is not None:
            yield _cell(line.cells[key], f"<b>{rank}</b> ")
            continue
        if key not in made:
            made[key] = _cell(line.cells[key])
        yield made[key]


def _cell(cell: Cell, rank: str = "") -> str:
    if cell.score is None:
        return '<td data-sort="">–</td>'
    if not rank and not cell.note and cell.low is not None and cell.low >= 0:  # most cells
        ends = f"{cell.low:.1f}–{cell.high:.1f}"
        return f'<td data-sort="{cell.score:.2f}">{cell.score:.1f}<small>{ends}</small></td>'
    note = f" <b>{cell.note}</b>" if cell.note else ""
    ends = f"<small>{cell.interval}</small>" if cell.low is not None else ""
    return f'<td data-sort="{cell.score:.2f}">{rank}{cell.text}{note}{ends}</td>'


def name_html(line: Line, up: str) -> Markup:
    """The head of a row: the submission with a link, and who made it."""
    key = f"name {up}"
    if key not in line.html:
        line.html[key] = Markup(
            '<th scope="row" class="row"><a href="{}{}">{}</a><span class="by">{}</span></th>'
        ).format(up, line.href, line.row.name, line.author)
    return Markup(line.html[key])
