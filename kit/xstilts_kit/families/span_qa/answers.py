"""Comparing answers: exact match and token F1, by the rules of SQuAD 1.1 and of MLQA.

Both delete punctuation and articles and compare what is left. SQuAD's rules (Rajpurkar et al. 2016)
know English alone, whatever the language; MLQA's (Lewis et al. 2020) know seven languages. Neither
normalises Unicode.
"""

import re
import string
import unicodedata
from collections.abc import Callable, Iterable
from functools import lru_cache

import regex

Normalise = Callable[[str], str]
"""A text as its tokens, joined by single spaces."""

_ASCII_PUNCTUATION = str.maketrans("", "", string.punctuation)
_ENGLISH_ARTICLES = re.compile(r"\b(a|an|the)\b")

_ARTICLES = {
    "en": _ENGLISH_ARTICLES,
    "es": re.compile(r"\b(un|una|unos|unas|el|la|los|las)\b"),
    "de": re.compile(r"\b(ein|eine|einen|einem|eines|einer|der|die|das|den|dem|des)\b"),
    "vi": re.compile(r"\b(của|là|cái|chiếc|những)\b"),
    "ar": re.compile("ال"),  # anywhere in a word, as MLQA's own pattern does
    "hi": None,
    "zh": None,
}
"""MLQA's languages and their articles."""

_CLUSTERED = ("ja", "my", "th")
"""Languages written without spaces that MLQA does not know: each grapheme cluster is a token."""

_HAN = re.compile(r"([\u4e00-\u9fa5])")
_CLUSTER = regex.compile(r"\X")


class _Punctuation(dict[int, int | None]):
    """For `str.translate`: deletes Unicode's P categories and ASCII punctuation."""

    def __missing__(self, code: int) -> int | None:
        character = chr(code)
        gone = character in string.punctuation or unicodedata.category(character)[0] == "P"
        self[code] = None if gone else code
        return self[code]


_PUNCTUATION = _Punctuation()


_REMEMBERED = 1000
"""Characters of texts whose form is remembered, since each is compared several times."""


def squad_normalise(text: str) -> str:
    """A text by SQuAD's rules: lower case, no ASCII punctuation, no English articles."""
    return _squad(text) if len(text) <= _REMEMBERED else _squad.__wrapped__(text)


@lru_cache(maxsize=1024)
def _squad(text: str) -> str:
    plain = text.lower().translate(_ASCII_PUNCTUATION)
    return " ".join(_ENGLISH_ARTICLES.sub(" ", plain).split())


def mlqa_normalise(text: str, language: str) -> str:
    """A text by MLQA's rules.

    Raises:
        ValueError: MLQA has no rules for the language.
    """
    if language not in _ARTICLES:
        raise ValueError(f"MLQA's rules do not know the language {language!r}")
    return _mlqa(text, language) if len(text) <= _REMEMBERED else _mlqa.__wrapped__(text, language)


@lru_cache(maxsize=1024)
def _mlqa(text: str, language: str) -> str:
    plain = text.lower().translate(_PUNCTUATION)
    articles = _ARTICLES[language]
    if articles is not None:
        plain = articles.sub(" ", plain)
    if language == "zh":
        plain = _HAN.sub(r" \1 ", plain)
    return " ".join(plain.split())


def language_normalise(text: str, language: str) -> str:
    """A text by rules of its own language, for every language.

    MLQA's rules where it has some; else no punctuation and no articles removed, and a token is what
    stands between spaces, or a grapheme cluster in Burmese, Japanese and Thai.
    """
    if language in _ARTICLES:
        return mlqa_normalise(text, language)
    plain = text.lower().translate(_PUNCTUATION)
    if language in _CLUSTERED:
        plain = " ".join(_CLUSTER.findall(plain))
    return " ".join(plain.split())


def exact_and_f1(
    prediction: str, golds: Iterable[str], normalise: Normalise
) -> tuple[float, float]:
    """Whether one of the answers is the prediction, and the overlap of tokens with the best one.

    Both are 0 to 1; the overlap is 0 where one side has no token.
    """
    said = normalise(prediction)
    best = 0.0
    for gold in golds:
        right = normalise(gold)
        if right == said:  # then no other overlaps more; without tokens none does at all
            return 1.0, 1.0 if said else 0.0
        best = max(best, _f1(said.split(), right.split()))
    return 0.0, best


def _f1(prediction: list[str], gold: list[str]) -> float:
    left: dict[str, int] = {}
    for token in gold:
        left[token] = left.get(token, 0) + 1
    same = 0
    for token in prediction:
        count = left.get(token, 0)
        if count:
            same += 1
            left[token] = count - 1
    if same == 0:
        return 0.0
    precision, recall = same / len(prediction), same / len(gold)
    return 2 * precision * recall / (precision + recall)
