"""A terminal recording as one animated SVG: text with CSS, without scripts and without fonts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

_LINE, _CHARACTER, _MARGIN = 17, 7.8, 16
"""Pixels."""
_TYPING = 0.03
"""Seconds per character of a command."""
_PAUSE, _READING = 0.6, 1.2
"""Seconds before a command's output, and after it."""

_STYLE = """
text { font: 13px ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace; fill: #d8dee9;
       white-space: pre; }
.command { fill: #ffffff; font-weight: bold; }
.out { opacity: 0; animation: show 0.01s linear forwards; }
.command { clip-path: inset(0 100% 0 0); animation: type linear forwards; }
@keyframes show { to { opacity: 1; } }
@keyframes type { to { clip-path: inset(0 0 0 0); } }
@media (prefers-reduced-motion: reduce) {
  .out, .command { animation: none; opacity: 1; clip-path: none; }
}
"""


@dataclass(frozen=True, slots=True)
class Step:
    """A command and the lines that it printed."""

    command: str
    output: Sequence[str]


def recording(steps: Iterable[Step], title: str) -> str:
    """Draw a session: commands are typed, their output appears at once, and all of it stays.

    Whoever prefers reduced motion sees the whole session at once.
    """
    steps = list(steps)
    longest = max(len(line) for step in steps for line in (f"$ {step.command}", *step.output))
    lines: list[str] = []
    place, time = _MARGIN + _LINE, 0.5
    for step in steps:
        typed = f"$ {step.command}"
        seconds = _TYPING * len(typed)
        style = f"animation-duration:{seconds:.2f}s;animation-delay:{time:.2f}s"
        style += f";animation-timing-function:steps({len(typed)})"
        lines.append(_text(place, "command", style, typed))
        place, time = place + _LINE, time + seconds + _PAUSE
        for line in step.output:
            if line.strip():
                lines.append(_text(place, "out", f"animation-delay:{time:.2f}s", line.rstrip()))
            place += _LINE
        time += _READING
    width, height = round(2 * _MARGIN + _CHARACTER * longest), place + _MARGIN - _LINE
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"'
        f' width="{width}" height="{height}" role="img">\n<title>{escape(title)}</title>\n'
        f'<style>{_STYLE}</style>\n<rect width="100%" height="100%" rx="8" fill="#20242c"/>\n'
        + "\n".join(lines)
        + "\n</svg>\n"
    )


def _text(y: int, kind: str, style: str, text: str) -> str:
    return f'<text x="{_MARGIN}" y="{y}" class="{kind}" style="{style}">{escape(text)}</text>'
