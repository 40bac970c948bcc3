"""A table of text: headings and rows, written as text, HTML, Markdown, CSV or LaTeX."""

import csv
import html
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

_LATEX = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        "–": "--",
        "†": r"$\dagger$",
        **{char: f"\\{char}" for char in "&%$#_{}"},
    }
)


_SIGNED = re.compile(r"[+-][0-9.]+")


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows under headings; the first column holds names."""

    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    """Rows, each with at most as many cells as there are headings."""
    bold: frozenset[int] = field(default_factory=frozenset)
    """Indices of rows printed in bold."""
    left: frozenset[int] = frozenset({0})
    """Columns aligned to the left, for text; all others are aligned to the right."""
    sections: frozenset[int] = field(default_factory=frozenset)
    """Indices of rows followed by a gap."""


def as_text(grid: Grid, width: int = 100, *, styled: bool = False) -> str:
    """Format for a terminal of `width` columns, with bold rows if `styled`."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for number, heading in enumerate(grid.headings):
        table.add_column(Text(heading), justify="left" if number in grid.left else "right")
    for number, row in enumerate(grid.rows):
        style = "bold" if number in grid.bold else None
        table.add_row(*map(Text, row), style=style, end_section=number in grid.sections)
    out = io.StringIO()
    console = Console(
        file=out,
        width=width,
        highlight=False,
        force_terminal=styled,
        color_system="standard" if styled else None,
        legacy_windows=False,
    )
    console.print(table, soft_wrap=True)
    return out.getvalue()


def as_html(grid: Grid, caption: str = "") -> str:
    """Format as a ``<table>`` for a notebook."""

    def cell(tag: str, number: int, text: str, bold: bool) -> str:
        side = "left" if number in grid.left else "right"
        scope = ' scope="col"' if tag == "th" else ""
        inner = html.escape(text)
        inner = f"<b>{inner}</b>" if bold and inner else inner
        return f'<{tag}{scope} style="text-align:{side}">{inner}</{tag}>'

    head = "".join(cell("th", n, text, False) for n, text in enumerate(grid.headings))
    body = "".join(
        f"<tr>{''.join(cell('td', n, text, i in grid.bold) for n, text in enumerate(row))}</tr>\n"
        for i, row in enumerate(grid.rows)
    )
    title = f"<caption>{html.escape(caption)}</caption>" if caption else ""
    return f"<table>{title}<thead><tr>{head}</tr></thead>\n<tbody>\n{body}</tbody></table>"


def as_markdown(grid: Grid) -> str:
    """Format as a GitHub Markdown table."""

    def line(cells: Sequence[str]) -> str:
        return f"| {' | '.join(cells)} |"

    rule = ["---" if n in grid.left else "---:" for n in range(len(grid.headings))]
    rows = [[markdown(text) for text in _filled(grid, row)] for row in grid.rows]
    return "\n".join(
        [line([markdown(text) for text in grid.headings]), line(rule), *map(line, rows)]
    )


def markdown(text: str) -> str:
    """Escape characters with a meaning in Markdown."""
    marked = "".join(f"\\{char}" if char in "\\`*_<>|[]" else char for char in text)
    return " ".join(marked.split())


def as_csv(columns: Sequence[str], rows: Sequence[Mapping[str, object]]) -> str:
    """Format as CSV with a header line; None is an empty field."""
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, lineterminator="\n", restval="")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().rstrip("\n")


def as_latex(grid: Grid) -> str:
    """Format as a ``tabular``, which requires the package booktabs."""

    def line(cells: Sequence[str]) -> str:
        return f"{' & '.join(latex(text) for text in cells)} \\\\"

    columns = "".join("l" if n in grid.left else "r" for n in range(len(grid.headings)))
    body: list[str] = []
    for number, row in enumerate(grid.rows):
        body.append(line(_filled(grid, row)))
        if number in grid.sections and number < len(grid.rows) - 1:
            body.append(r"\addlinespace")
    return "\n".join(
        [
            f"\\begin{{tabular}}{{{columns}}}",
            r"\toprule",
            line(grid.headings),
            r"\midrule",
            *body,
            r"\bottomrule",
            r"\end{tabular}",
        ]
    )


def latex(text: str) -> str:
    """Escape characters with a meaning in LaTeX."""
    escaped = " ".join(text.split()).translate(_LATEX)
    if _SIGNED.fullmatch(escaped):
        return f"${escaped}$"
    return f"{{}}{escaped}" if escaped.startswith("[") else escaped  # \\ would read it as a length


def _filled(grid: Grid, row: Sequence[str]) -> list[str]:
    return [*row, *[""] * (len(grid.headings) - len(row))]
