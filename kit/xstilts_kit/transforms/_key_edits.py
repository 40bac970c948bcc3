"""Edits by neighbouring keys: a wrong key instead of the right one, or beside it."""

from collections.abc import Iterator
from unicodedata import category, normalize

from xstilts_kit.transforms._casing import lower, with_case_of
from xstilts_kit.transforms._clusters import CONJOINING
from xstilts_kit.transforms._jamo import compose, keystrokes
from xstilts_kit.transforms._keyboard import layouts, neighbours
from xstilts_kit.transforms._word_edits import Spot

_SARA_AM = "\u0e33"
"""Thai ำ, a vowel sign although its category is that of a letter."""


def refuses_keyless(language: str) -> str | None:
    """Why neighbouring keys do not apply."""
    return None if language in layouts() else "no keyboard layout is listed for it"


def keyboard(spot: Spot) -> list[str] | None:
    """Replace the letter, or a mark, by one of a neighbouring key."""
    if spot.place.language == "ko":
        return _replaced(spot, list(_hangul(spot.piece)))
    return _replaced(spot, list(_wrong(spot)))


def insert(spot: Spot) -> list[str] | None:
    """Add the letter of a neighbouring key after the cluster."""
    language = spot.place.language
    struck = keystrokes(spot.piece)[-1:] if language == "ko" else spot.piece[:1]
    found = [letter for letter in _near(struck, language) if kind(letter) == "L"]
    if not found:
        return None
    letter = found[spot.choose(len(found), "insert")]
    return spot.with_pieces(spot.piece, letter)


def kind(character: str) -> str:
    """``L`` for a letter, ``M`` for a mark: a replacement is of the same kind.

    A conjoining virama has a kind of its own: it is never replaced, nor a replacement.
    """
    if character in CONJOINING:
        return "virama"
    return "M" if character == _SARA_AM else category(character)[0]


def _replaced(spot: Spot, found: list[list[str]]) -> list[str] | None:
    if not found:
        return None
    options = found[spot.choose(len(found), "character")]
    return spot.with_pieces(options[spot.choose(len(options), "key")])


def _wrong(spot: Spot) -> Iterator[list[str]]:
    """For each code point with a key: the cluster with each of its neighbours."""
    piece, language = spot.piece, spot.place.language
    # Accented vowels of Greek have no key of their own: the letter is struck, the accent stays.
    characters = normalize("NFD", piece) if language == "el" else piece
    for index, character in enumerate(characters):
        if kind(character) not in "LM":
            continue
        found = [
            characters[:index] + other + characters[index + 1 :]
            for other in _near(character, language)
            if kind(other) == kind(character)
        ]
        if found:
            yield [normalize("NFC", one) for one in found] if language == "el" else found


def _hangul(syllable: str) -> Iterator[list[str]]:
    """For each keystroke of a syllable: the syllables that a neighbouring key would give."""
    struck = keystrokes(syllable)
    for index, jamo in enumerate(struck):
        found = [
            written
            for other in neighbours(jamo, "ko")
            if len(written := compose(struck[:index] + other + struck[index + 1 :])) == 1
        ]
        if found:
            yield found


def _near(character: str, language: str) -> list[str]:
    """Letters of the neighbouring keys, in the same case."""
    small = lower(character, language)
    found = neighbours(small, language) or neighbours(character, language)
    return [with_case_of(character, letter, language) for letter in found]
