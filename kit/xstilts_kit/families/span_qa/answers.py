"""Answer comparison: exact match and token F1, by the rules of SQuAD 1.1 and of MLQA.

Both remove punctuation and articles before comparing. SQuAD's rules (Rajpurkar et al. 2016) only
cover English, whatever the language; MLQA's (Lewis et al. 2020) cover seven languages. Neither
normalises Unicode.
"""

import re
import string
import unicodedata
from collections.abc import Callable, Iterable
from functools import lru_cache

import regex

Normalise = Callable[[str], str]
"""Converts a text to its tokens, joined by single spaces."""

_ASCII_PUNCTUATION = str.maketrans("", "", string.punctuation)
_ENGLISH_ARTICLES = re.compile(r"\b(a|an|the)\b")

_ARTICLES = {
    "en": _ENGLISH_ARTICLES,
    "es": re.compile(r"\b(un|una|unos|unas|el|la|los|las)\b"),
    "de": re.compile(r"\b(ein|eine|einen|einem|eines|einer|der|die|das|den|dem|des)\b"),
    "vi": re.compile(r"\b(của|là|cái|chiếc|những)\b"),
    "ar": re.compile("ال"),  # anywhere in a word, as in MLQA's own pattern
    "hi": None,
    "zh": None,
}
"""Languages covered by MLQA, with their articles."""

_CLUSTERED = ("ja", "my", "th")
"""Languages without spaces that MLQA does not cover: each grapheme cluster is a token."""

_HAN = re.compile(r"([\u4e00-\u9fa5])")
_CLUSTER = regex.compile(r"\X")


class _Punctuation(dict[int, int | None]):
    """Table for `str.translate` that removes Unicode's P categories and ASCII punctuation."""

    def __missing__(self, code: int) -> int | None:
        character = chr(code)
        gone = character in string.punctuation or unicodedata.category(character)[0] == "P"
        self[code] = None if gone else code
        return self[code]


_PUNCTUATION = _Punctuation()


_REMEMBERED = 1000
"""Maximum length of texts whose normalised form is cached, since each is compared repeatedly."""


def squad_normalise(text: str) -> str:
    """Normalise by SQuAD's rules: lower case, no ASCII punctuation, no English articles."""
    return _squad(text) if len(text) <= _REMEMBERED else _squad.__wrapped__(text)


@lru_cache(maxsize=1024)
def _squad(text: str) -> str:
    plain = text.lower().translate(_ASCII_PUNCTUATION)
    return " ".join(_ENGLISH_ARTICLES.sub(" ", plain).split())


def mlqa_normalise(text: str, language: str) -> str:
    """Normalise by MLQA's rules.

    Raises:
        ValueError: MLQA has no rules for the language.
    """
    if language not in _ARTICLES:
        raise ValueError(f"MLQA's rules do not cover the language {language!r}")
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
    """Normalise by the language's own rules, for every language.

    MLQA's rules where available; otherwise punctuation is removed, articles are kept, and tokens
    are separated by spaces, or are grapheme clusters in Burmese, Japanese and Thai.
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
    """Exact match and token F1 with the best of the answers.

    Both are 0 to 1; F1 is 0 if either side has no tokens.
    """
    said = normalise(prediction)
    best = 0.0
    for gold in golds:
        right = normalise(gold)
        if right == said:  # no answer can score higher; without tokens F1 is 0
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
