"""Clusters: the smallest pieces of a text that an edit may add, remove or exchange.

An extended grapheme cluster, with conjuncts kept whole whatever the version of the segmentation
rules: a consonant with a conjoining virama belongs to the consonant after it. Cutting a conjunct,
or a vowel sign from its consonant, would leave a syllable that cannot be written.
"""

from unicodedata import category, name

import regex

_GRAPHEME = regex.compile(r"\X")

CONJOINING = frozenset("\u094d\u09cd\u0a4d\u0acd\u0b4d\u0c4d\u0ccd\u0d4d\u0dca\u1039\u17d2")
"""Viramas that join the next consonant: not Tamil pulli, Myanmar asat or Thai phinthu."""

JOINERS = frozenset("\u200c\u200d")
"""ZWNJ and ZWJ."""

_TAMIL_CONJUNCTS = frozenset({("\u0b95\u0bcd", "\u0bb7"), ("\u0bb6\u0bcd", "\u0bb0")})
"""The two conjuncts of Tamil, க்ஷ and ஶ்ரீ."""


def clusters(text: str) -> list[str]:
    """Split a text into clusters, which joined give the text."""
    if text.isascii() and "\r" not in text:
        return list(text)
    found: list[str] = []
    for grapheme in _GRAPHEME.findall(text):
        if found and _belongs(found[-1], grapheme):
            found[-1] += grapheme
        else:
            found.append(grapheme)
    return found


def is_mark(character: str) -> bool:
    """Whether a code point attaches to the letter before it (general category M)."""
    return category(character).startswith("M")


def is_letter(cluster: str) -> bool:
    """Whether a cluster starts with a letter."""
    return cluster[:1].isalpha()


def script_of(cluster: str) -> str:
    """The script of a cluster's first character: the first word of its Unicode name."""
    return name(cluster[0], "").partition(" ")[0]


def ends_in_virama(cluster: str) -> bool:
    """Whether a cluster would join a consonant written after it."""
    return cluster.removesuffix("\u200d")[-1:] in CONJOINING


def _belongs(before: str, cluster: str) -> bool:
    """Whether a grapheme cluster joins the one before it."""
    first = cluster[0]
    if is_mark(first) or first in JOINERS:
        return True
    if category(first) != "Lo":
        return False
    return ends_in_virama(before) or (before, first) in _TAMIL_CONJUNCTS
