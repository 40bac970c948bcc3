"""Units: the words of a text, each of which a transform changes or leaves.

A word is a maximal run of letters and marks, with apostrophes and hyphens inside. In languages that
do not write blanks between words, a window of four clusters stands for a word. Addresses, mark-up
and tokens with a digit are protected.
"""

from collections.abc import Callable, Iterable, Iterator
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
    after: str = ""
    """The cluster after a window, if the run of letters goes on."""


def units(text: str, language: str) -> Iterator[Unit]:
    """Find the units of a text."""
    protected = _protected(text, language)
    blanks = language not in WITHOUT_BLANKS
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
            after = "".join(pieces[first + WINDOW : first + WINDOW + 1])
            yield Unit(index, at, at + len(piece), piece, kept, after)
            at, index = at + len(piece), index + 1


def replace_units(text: str, language: str, change: Callable[[Unit], str]) -> str:
    """Replace each unprotected unit of a text; everything else stays byte for byte."""
    pieces, at = [], 0
    for unit in units(text, language):
        if not unit.protected:
            pieces += [text[at : unit.start], change(unit)]
            at = unit.end
    return "".join([*pieces, text[at:]])


def between_units(text: str, language: str, change: Callable[[str], str]) -> str:
    """Replace each unprotected stretch between words."""
    kept = [(unit.start, unit.end) for unit in units(text, language)]
    pieces, at = [], 0
    for start, end in _merged(sorted([*kept, *_protected(text, language)])):
        pieces += [change(text[at:start]), text[start:end]]
        at = end
    return "".join([*pieces, change(text[at:])])


def is_protected(text: str, language: str) -> Callable[[int], bool]:
    """Whether the code point at an index of a text belongs to a protected token."""
    spans = _protected(text, language)
    return lambda index: any(start <= index < end for start, end in spans)


def _protected(text: str, language: str) -> list[tuple[int, int]]:
    pattern = _PROTECTED_WITHOUT_BLANKS if language in WITHOUT_BLANKS else _PROTECTED
    return [match.span() for match in pattern.finditer(text)]


def _merged(spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Join spans that overlap."""
    first, last = 0, 0
    for start, end in spans:
        if start > last:
            if last > first:
                yield first, last
            first = start
        last = max(last, end)
    if last > first:
        yield first, last
