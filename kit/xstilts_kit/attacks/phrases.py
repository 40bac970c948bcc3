"""Phrase pairs of a text and its translation, read off the links between their words.

A pair is consistent with the links: no word of either phrase is linked to a word outside the other
(Koehn, Och and Marcu, NAACL 2003). Stricter than there, every word of both is linked, so that no
word is lost or added, such as a negation. None crosses punctuation, which stays where it is.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from xstilts_kit.lexicons import Word
from xstilts_kit.transforms._clusters import clusters
from xstilts_kit.transforms._units import WITHOUT_BLANKS, units

LONGEST = 4
"""Most words of a phrase, as in the published attack."""
LONGEST_WITHOUT_BLANKS = 8
"""Most clusters of a phrase in a language without blanks between words."""

Links = frozenset[tuple[int, int]]
"""(word of a text, word of its translation) pairs, by index."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase of a text, and the one that stands for it in the translation."""

    word: int
    """Index of its first word in the text."""
    words: int
    first: int
    """Index of the first word of the translated phrase."""
    end: int
    """Index after its last word."""
    target: str
    """The translated phrase."""


def words_of(text: str, language: str) -> tuple[Word, ...]:
    """The words of a text; its clusters where the language writes no blanks between words."""
    blanks = language not in WITHOUT_BLANKS
    found = []
    for unit in units(text, language):
        at = unit.start
        for piece in (unit.text,) if blanks else clusters(unit.text):
            found.append(Word(at, at + len(piece), piece, unit.protected))
            at += len(piece)
    return tuple(found)


def phrases_of(
    text: str,
    words: Sequence[Word],
    translation: str,
    translated: Sequence[Word],
    links: Links,
    longest: int = LONGEST,
) -> Iterator[Phrase]:
    """The phrase pairs of a text and its translation, in the order of the words, long ones first.

    Args:
        text: The text.
        words: Its words.
        translation: Its translation.
        translated: The words of the translation.
        links: Which words stand for each other.
        longest: Most words of a translated phrase.
    """
    linked: list[list[int]] = [[] for _ in words]
    back: list[list[int]] = [[] for _ in translated]
    for one, other in sorted(links):
        linked[one].append(other)
        back[other].append(one)
    for word in range(len(words)):
        for last in reversed(range(word, min(word + LONGEST, len(words)))):
            own = linked[word : last + 1]
            if not (all(own) and _is_whole(text, words[word : last + 1])):
                continue
            others = {other for each in own for other in each}
            first, end = min(others), max(others) + 1
            chosen = translated[first:end]
            if len(chosen) != len(others) or len(chosen) > longest:
                continue
            if any(not word <= one <= last for each in back[first:end] for one in each):
                continue
            if not _is_whole(translation, chosen):
                continue
            target = translation[chosen[0].start : chosen[-1].end]
            if target != text[words[word].start : words[last].end]:
                yield Phrase(word, last + 1 - word, first, end, target)


def _is_whole(text: str, words: Sequence[Word]) -> bool:
    """Whether only blanks stand between words in a row, and none of them is protected."""
    between = (text[a.end : b.start] for a, b in pairwise(words))
    return not any(word.protected for word in words) and not any(one.strip() for one in between)
