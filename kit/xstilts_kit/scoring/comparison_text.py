"""Comparisons as text, as printed by the command `compare`, and as HTML."""

from xstilts_kit.diagnostics.grid import Grid, as_html, as_text
from xstilts_kit.scoring.comparing import Compared, Comparison
from xstilts_kit.tasks import get_task

_ABOUT_P = (
    "p: two-sided, paired, of each difference by itself; of twenty true equals about one has"
    " p < 0.05."
)


def comparison_text(found: Comparison, width: int = 100, *, styled: bool = False) -> str:
    """Format the names of A and B, the table, and an explanation of p.

    Args:
        found: The comparison.
        width: Width of the terminal in columns.
        styled: Whether the terminal can show bold text.
    """
    table = as_text(_grid(found), width, styled=styled)
    return f"{_title(found)}\n{table}{_ABOUT_P}"


def comparison_html(found: Comparison) -> str:
    """The table for a notebook."""
    return as_html(_grid(found), f"{_title(found)}. {_ABOUT_P}")


def _title(found: Comparison) -> str:
    return f"A = {found.a}, B = {found.b}"


def _grid(found: Comparison) -> Grid:
    """The languages of each task with the task's mean below them, then groups and overall."""
    rows: list[Compared] = []
    sections = set()
    for name in dict.fromkeys(row.name.split("/")[0] for row in found.rows if row.kind == "cell"):
        metric = get_task(name).metric
        rows += [
            row
            for row in found.rows
            if row.kind == "cell" and row.name.startswith(f"{name}/") and row.metric == metric
        ]
        rows += [
            row for row in found.rows if row.kind == "task" and row.name.partition("@")[0] == name
        ]
        sections.add(len(rows) - 1)
    rows += [row for row in found.rows if row.kind in ("group", "overall")]
    return Grid(
        ("", "A", "B", "A - B", "95 % interval", "p"),
        [_columns(row) for row in rows],
        bold=frozenset(number for number, row in enumerate(rows) if row.kind != "cell"),
        sections=frozenset(sections),
    )


def _columns(row: Compared) -> list[str]:
    low, high = row.interval
    p = f"{row.p:.4f}" if row.p >= 0.0001 else "< 0.0001"
    return [
        row.name,
        f"{row.a:.1f}",
        f"{row.b:.1f}",
        f"{row.difference:+.1f}",
        f"[{low:+.1f}, {high:+.1f}]",
        p,
    ]
