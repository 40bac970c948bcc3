"""Renders problems as text, as JSON and as GitHub workflow commands."""

import unicodedata
from collections.abc import Mapping
from typing import Any

from xstilts_kit.diagnostics.codes import CODES
from xstilts_kit.diagnostics.problem import Problem, Problems


def as_text(problems: Problems, root: str) -> str:
    """Format problems for people: each with its location, then one remedy per code.

    Args:
        problems: The problems.
        root: Prefix for every path, so that terminals can open it.
    """
    lines: list[str] = []
    for problem in problems:
        place = clean(f"{root.rstrip('/')}/{problem.place}")
        lines.append(f"{place}: {problem.code} {problem.severity}: {clean(problem.message)}")
    shown = {problem.code for problem in problems}
    for code in sorted(shown):
        more = problems.not_shown().get(code, 0)
        rest = f" ({more} more not shown)" if more else ""
        lines.append(f"  {code} {CODES[code].title}{rest}. {CODES[code].remedy}")
    return "\n".join(lines)


def as_json(problem: Problem) -> Mapping[str, Any]:
    """Convert a problem to a JSON object."""
    return {
        "code": problem.code,
        "severity": problem.severity,
        "title": CODES[problem.code].title,
        "path": problem.path,
        "line": problem.line,
        "column": problem.column,
        "message": problem.message,
        "remedy": problem.remedy,
    }


def as_github(problems: Problems, root: str) -> str:
    """Format problems as workflow commands, which GitHub shows next to the changed lines."""
    lines = []
    for problem in problems:
        where = [f"file={_property(root.rstrip('/') + '/' + problem.path)}"]
        if problem.line is not None:
            where.append(f"line={problem.line}")
        if problem.column is not None:
            where.append(f"col={problem.column}")
        where.append(f"title={_property(f'{problem.code} {CODES[problem.code].title}')}")
        message = _data(clean(f"{problem.message}. {problem.remedy}"))
        lines.append(f"::{problem.severity} {','.join(where)}::{message}")
    for code, more in problems.not_shown().items():
        lines.append(f"::notice title={code}::{more} more problems of this kind are not shown")
    return "\n".join(lines)


def clean(text: str) -> str:
    """Escape control and bidirectional formatting characters in `text`."""
    return "".join(char if _harmless(char) else f"\\u{ord(char):04x}" for char in text)


def _harmless(char: str) -> bool:
    """Whether a terminal displays the character without side effects."""
    return char not in _BIDI and unicodedata.category(char) not in ("Cc", "Cs", "Zl", "Zp")


_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(clean(text)).replace(":", "%3A").replace(",", "%2C")
