"""Words of a text, their lexicon keys, and the case of a replacement."""

from collections.abc import Iterator
from dataclasses import dataclass
from unicodedata import normalize

import regex

_WORD = regex.compile(r"[\p{L}\p{M}]+(?:['’-][\p{L}\p{M}]+)*")
_CLUSTER = regex.compile(r"\X")

_PROTECTED = regex.compile(r"\S*(?:\d|://|@|www\.)\S*|<[^<>\s][^<>]*>|&#?\w+;", regex.IGNORECASE)
"""Tokens with a digit, addresses, mark-up."""

_TURKIC = frozenset({"az", "tr"})
_LOWER = str.maketrans({"I": "ı", "İ": "i"})
_UPPER = str.maketrans({"ı": "I", "i": "İ"})
_GEORGIAN = regex.compile(r"\p{Script=Georgian}")


@dataclass(frozen=True, slots=True)
class Word:
    """A maximal run of letters and marks, with apostrophes and hyphens inside."""

    start: int
    """Index of its first code point in the text."""
    end: int
    text: str
    protected: bool
    """Whether it belongs to an address, a token with a digit, or mark-up."""


def find_words(text: str) -> Iterator[Word]:
    """Find the words of a text in a language that writes blanks between words."""
    protected = [match.span() for match in _PROTECTED.finditer(text)]
    for match in _WORD.finditer(text):
        start, end = match.span()
        inside = any(first < end and start < last for first, last in protected)
        yield Word(start, end, match[0], inside)


def lower(word: str, language: str) -> str:
    """Lower-case a word by the rules of its language; Turkish and Azerbaijani pair I with ı."""
    return (word.translate(_LOWER) if language in _TURKIC else word).lower()


def key_of(word: str, language: str) -> str:
    """The form under which a lexicon lists a word: lower case, NFC."""
    return normalize("NFC", lower(word, language))


def with_case_of(source: str, target: str, language: str) -> str:
    """Give a replacement the case of the word it replaces.

    A word of two or more letters, all capitals, is upper-cased; an initial capital capitalises the
    first cluster. Georgian stays as it is: its capitals are not used in ordinary text.

    Args:
        source: The replaced word.
        target: The replacement.
        language: Language of the replacement.
    """
    letters = [letter for letter in source if letter.isalpha()]
    if not letters or not _is_capital(letters[0]) or _GEORGIAN.search(target):
        return target
    if len(letters) > 1 and all(map(_is_capital, letters)):
        return _upper(target, language)
    first = _CLUSTER.match(target)
    if first is None:
        return target
    return _upper(first[0], language) + target[first.end() :]


def _is_capital(letter: str) -> bool:
    return letter.isupper() or letter.istitle()


def _upper(text: str, language: str) -> str:
    return (text.translate(_UPPER) if language in _TURKIC else text).upper()
