"""Case by one-to-one mappings only: letters without a counterpart that maps back stay."""

from xstilts_kit.transforms._clusters import clusters
from xstilts_kit.transforms._scripts import TURKIC

_LOWER = {"I": "ı", "İ": "i"}
_UPPER = {"ı": "I", "i": "İ"}


def lower(text: str, language: str) -> str:
    """Lower-case every letter; a capital sigma at the end of a word becomes ``ς``."""
    changed = "".join(_lowered(letter, language) for letter in text)
    return _with_final_sigma(text, changed) if "Σ" in text else changed


def upper(text: str, language: str) -> str:
    """Upper-case every letter."""
    special = _UPPER if language in TURKIC else {}
    return "".join(special.get(letter) or _other(letter, letter.upper()) for letter in text)


def title(text: str, language: str) -> str:
    """Upper-case the first cluster, and lower-case the others."""
    first, *others = clusters(text) or [""]
    return upper(first, language) + lower("".join(others), language)


def with_case_of(source: str, letter: str, language: str) -> str:
    """A letter in the case of another."""
    return upper(letter, language) if source.isupper() else letter


def _lowered(letter: str, language: str) -> str:
    special = _LOWER if language in TURKIC else {}
    return special.get(letter) or _other(letter, letter.lower())


def _other(letter: str, other: str) -> str:
    back = other.upper() if letter.isupper() or letter.istitle() else other.lower()
    # A final sigma has another form within a word, so its capital does not map back to it.
    return other if len(other) == 1 and (back == letter or letter == "ς") else letter


def _with_final_sigma(text: str, lowered: str) -> str:
    letters = list(lowered)
    for place, letter in enumerate(text):
        before, after = text[:place][-1:], text[place + 1 : place + 2]
        if letter == "Σ" and before.isalpha() and not after.isalpha():
            letters[place] = "ς"
    return "".join(letters)
