"""Casing: lower or upper case for all letters, by one-to-one mappings only.

Letters without a single-letter counterpart that maps back (``ß``) are unchanged, so texts keep
their length. Turkish and Azerbaijani pair ``I`` with ``ı`` and ``İ`` with ``i``; a capital sigma at
the end of a word becomes ``ς``.
"""

from xstilts_kit.transforms._transform import Place, Transform

_CASELESS = frozenset(
    {"ar", "bn", "fa", "gu", "he", "hi", "ja", "ka", "ko", "ml", "mr", "my", "pa", "ta", "te", "th"}
    | {"ur", "zh"}
)
"""Languages of XTREME and XTREME-R whose scripts have no case or (Georgian) do not use it."""

_TURKIC = frozenset({"az", "tr"})
_LOWER = {"I": "ı", "İ": "i"}
_UPPER = {"ı": "I", "i": "İ"}


def _apply(text: str, level: str, place: Place) -> str:
    special = (_LOWER if level == "lower" else _UPPER) if place.language in _TURKIC else {}
    letters = (special.get(letter) or _other(letter, level) for letter in text)
    changed = "".join(letters)
    return _with_final_sigma(text, changed) if level == "lower" else changed


def _other(letter: str, level: str) -> str:
    other = letter.lower() if level == "lower" else letter.upper()
    back = other.upper() if level == "lower" else other.lower()
    # A final sigma has another form within a word, so its capital does not map back to it.
    return other if len(other) == 1 and (back == letter or letter == "ς") else letter


def _with_final_sigma(text: str, lowered: str) -> str:
    letters = list(lowered)
    for place, letter in enumerate(text):
        before, after = text[:place][-1:], text[place + 1 : place + 2]
        if letter == "Σ" and before.isalpha() and not after.isalpha():
            letters[place] = "ς"
    return "".join(letters)


def _refuses(language: str) -> str | None:
    return "its script has no case" if language in _CASELESS else None


TRANSFORM = Transform(
    name="casing",
    title="Casing",
    version=1,
    levels=("lower", "upper"),
    apply=_apply,
    refuses=_refuses,
    whole=True,
)
