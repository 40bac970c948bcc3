"""The rows of large tables as HTML: a template would spend most of a build on their cells."""

from collections.abc import Iterator

from markupsafe import Markup, escape

from xstilts_leaderboard.views import Cell, Column, Line, Table


def rows_html(table: Table, up: str, details: bool) -> Markup:
    """The ranked rows of a table: every text is escaped, every number made here.

    Args:
        table: The table.
        up: The way from the page to the site's root.
        details: Whether parameters and trust are shown, too.
    """
    return Markup("\n".join(_row(table, line, up, details) for line in table.ranked))


def _row(table: Table, line: Line, up: str, details: bool) -> str:
    size = "" if line.parameters is None else str(line.parameters)
    return "".join(
        (
            f'<tr data-key="{escape(line.key)}" data-trust="{line.row.trust}"',
            f' data-open="{"yes" if line.open_weights else "no"}" data-parameters="{size}">',
            _rank(table.columns[0], line) if table.has_ranks else "",
            str(name_html(line, up)),
            *_numbers(table, line),
            f'<td data-sort="{size}">{line.size}</td>' if details else "",
            f'<td class="txt"><span class="tag">{line.row.trust}</span></td>' if details else "",
            "</tr>",
        )
    )


def _rank(column: Column, line: Line) -> str:
    cell = line.cells[column.key]
    return f'<td data-sort="{-cell.rank.low if cell.rank else ""}">{cell.place}</td>'


def _numbers(table: Table, line: Line) -> Iterator[str]:
    for place, column in enumerate(table.columns):
        yield _cell(line.cells[column.key], ranked=place > 0)


def _cell(cell: Cell, *, ranked: bool) -> str:
    if cell.score is None:
        return '<td data-sort="">–</td>'
    rank = f"<b>{cell.place}</b> " if ranked and cell.rank else ""
    note = f" <b>{cell.note}</b>" if cell.note else ""
    ends = f"<small>{cell.interval}</small>" if cell.low is not None else ""
    return f'<td data-sort="{cell.score:.2f}">{rank}{cell.text}{note}{ends}</td>'


def name_html(line: Line, up: str) -> Markup:
    """The head of a row: the submission with a link, and who made it."""
    return Markup(
        '<th scope="row" class="row"><a href="{}{}">{}</a><span class="by">{}</span></th>'
    ).format(up, line.href, line.row.name, line.author)
