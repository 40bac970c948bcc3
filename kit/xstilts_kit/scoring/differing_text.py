"""Differing examples as text, as printed by the command `differ`, and as HTML."""

from collections.abc import Sequence

from xstilts_kit.diagnostics.grid import Grid, as_html, as_text
from xstilts_kit.scoring.differing import Differing, DifferingItem

_ABOUT_P = (
    "The exact McNemar test counts examples as independent; `compare` tests the score itself, with"
    " examples of one context or sentence drawn together."
)
_LONGEST = 60
"""Longest answer shown, in characters."""


def differing_text(
    found: Differing,
    width: int = 100,
    *,
    items: Sequence[DifferingItem] | None = None,
    styled: bool = False,
) -> str:
    """Format the names of A and B, the counts, the test, and the examples.

    Args:
        found: The comparison.
        width: Width of the terminal in columns.
        items: The examples to list; default: all of them.
        styled: Whether the terminal can show bold text.
    """
    listed = found.items if items is None else items
    counts = as_text(_counts(found), width, styled=styled)
    table = as_text(_grid(listed), width, styled=styled) if listed else ""
    return f"{_title(found)}\n{counts}{_test(found)}\n{table}{_ABOUT_P}"


def differing_html(found: Differing) -> str:
    """The examples as a table for a notebook."""
    return as_html(_grid(found.items), f"{_title(found)}. {_test(found)} {_ABOUT_P}")


def _title(found: Differing) -> str:
    return (
        f"A = {found.a}, B = {found.b}: {found.task}/{found.language}, {found.examples:,} examples,"
        f" {len(found.items):,} with different answers"
    )


def _test(found: Differing) -> str:
    p = f"p = {found.p:.4f}" if found.p >= 0.0001 else "p < 0.0001"
    return f"Only A is right {found.only_a:,} times, only B {found.only_b:,} times: {p}."


def _counts(found: Differing) -> Grid:
    rows = (
        ("A right", f"{found.both_right:,}", f"{found.only_a:,}"),
        ("A wrong", f"{found.only_b:,}", f"{found.both_wrong:,}"),
    )
    return Grid(("", "B right", "B wrong"), rows)


def _grid(items: Sequence[DifferingItem]) -> Grid:
    rows = [(item.id, *map(_short, (item.a, item.b, item.gold)), item.verdict) for item in items]
    return Grid(("id", "A", "B", "gold", "right"), rows, left=frozenset(range(5)))


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"
