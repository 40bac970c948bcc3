"""Units: the words of a text, each of which a transform changes or leaves.

A word is a maximal run of letters and marks, with apostrophes and hyphens inside. In languages that
do not write blanks between words, a window of four clusters stands for a word. Addresses, mark-up
and tokens with a digit are protected.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import regex

from xstilts_kit.transforms._clusters import clusters

WITHOUT_BLANKS = frozenset({"ja", "my", "th", "zh"})
"""Languages of XTREME and XTREME-R that do not write blanks between words."""

WINDOW = 4
"""Clusters of a window that stands for a word."""

_WORD = regex.compile(r"[\p{L}\p{M}\u200c\u200d]+(?:['’-][\p{L}\p{M}\u200c\u200d]+)*")
_MARKUP = r"<[^<>\s][^<>]*>|&#?\w+;"
_PROTECTED = regex.compile(rf"\S*(?:\d|://|@|www\.)\S*|{_MARKUP}", regex.IGNORECASE)
_PROTECTED_WITHOUT_BLANKS = regex.compile(
    rf"[!-~]*(?:\d|://|@|www\.)[!-~]*|{_MARKUP}", regex.IGNORECASE
)
"""Without blanks between words, a token ends where its ASCII characters end."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A word, or a window that stands for one."""

    index: int
    """Number of the unit in its text, counted from 0."""
    start: int
    """Index of its first code point."""
    end: int
    text: str
    protected: bool


def units(text: str, language: str) -> Iterator[Unit]:
    """Find the units of a text."""
    blanks = language not in WITHOUT_BLANKS
    pattern = _PROTECTED if blanks else _PROTECTED_WITHOUT_BLANKS
    protected = [match.span() for match in pattern.finditer(text)]
    index = 0
    for word in _WORD.finditer(text):
        at, last = word.span()
        kept = any(start < last and at < end for start, end in protected)
        if blanks:
            yield Unit(index, at, last, word[0], kept)
            index += 1
            continue
        pieces = clusters(word[0])
        for first in range(0, len(pieces), WINDOW):
            piece = "".join(pieces[first : first + WINDOW])
            yield Unit(index, at, at + len(piece), piece, kept)
            at, index = at + len(piece), index + 1


def replace_units(text: str, language: str, change: Callable[[Unit], str]) -> str:
    """Replace each unprotected unit of a text; everything else stays byte for byte."""
    pieces, at = [], 0
    for unit in units(text, language):
        if not unit.protected:
            pieces += [text[at : unit.start], change(unit)]
            at = unit.end
    return "".join([*pieces, text[at:]])
