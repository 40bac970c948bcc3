"""Dot strips as inline SVG; a thousand rows have so many dots that a template would be slow."""

from collections.abc import Iterator
from functools import lru_cache

from markupsafe import Markup, escape

from xstilts_leaderboard.site.figures.strips import Dot, Strips


def both(figures: tuple[Strips, Strips], label: str) -> Markup:
    """The figure for desktop and for phone.

    Args:
        figures: From `both_widths`.
        label: What it shows, for readers who do not see it.
    """
    broad, narrow = figures
    return Markup(_svg(broad, label, "broad") + _svg(narrow, label, "narrow"))


def _svg(figure: Strips, label: str, kind: str) -> str:
    head = (
        f'<svg class="strips {kind}" role="img" aria-label="{escape(label)}"'
        f' width="{figure.width}" height="{figure.height}"'
        f' viewBox="0 0 {figure.width} {figure.height}">'
    )
    return "".join((head, *_ticks(figure), *_strips(figure), "</svg>"))


def _ticks(figure: Strips) -> Iterator[str]:
    for value, x in figure.ticks:
        yield (
            f'<text class="axis" x="{x}" y="12" text-anchor="middle">{value:g}</text>'
            f'<path class="gl" d="M{x} 20V{figure.height}"/>'
        )


def _strips(figure: Strips) -> Iterator[str]:
    for one in figure.strips:
        label = escape(one.label)
        yield (
            f'<text x="{figure.left}" y="{one.y + 4}" text-anchor="end">{label}</text>'
            f'<path class="span" d="M{one.low} {one.y}H{one.high}"/>'
        )
        for dot in one.dots:
            yield _dot(dot, one.y)


@lru_cache(maxsize=1 << 17)
def _title(label: str) -> str:
    """The title of a dot, which both widths have."""
    return f"<title>{escape(label)}</title>"


def _dot(dot: Dot, y: float) -> str:
    title = _title(dot.label)
    if dot.kind == "orange":
        at = f'x="{round(dot.x - 3.4, 1)}" y="{y - 3.4}"'
        return f'<rect class="orange" {at} width="6.8" height="6.8">{title}</rect>'
    if dot.kind == "english":
        path = f"M{dot.x} {y - 5.5}l5.5 5.5l-5.5 5.5l-5.5 -5.5z"
        return f'<path class="english" d="{path}">{title}</path>'
    kind, radius = (f' class="{dot.kind}"', "4") if dot.kind else ("", "2.4")
    return f'<circle{kind} cx="{dot.x}" cy="{y}" r="{radius}">{title}</circle>'
