"""Random: a letter of a word becomes another of the same script, as a control.

Letters are drawn uniformly from those that occur in the language's own texts (``letters.txt``).
"""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from xstilts_kit.transforms._casing import lower, with_case_of
from xstilts_kit.transforms._clusters import script_of
from xstilts_kit.transforms._transform import Transform
from xstilts_kit.transforms._word_edits import Spot, word_edits

_JOINERS = "\u200c\u200d"
"""ZWNJ and ZWJ, which end a cluster."""


@cache
def _letters() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """Language → script → letters."""
    text = files(__package__).joinpath("letters.txt").read_text(encoding="utf-8")
    found: dict[str, dict[str, list[str]]] = {}
    for line in text.splitlines():
        if not line.startswith("#"):
            language, *letters = line.split(" ")
            for letter in letters:
                found.setdefault(language, {}).setdefault(script_of(letter), []).append(letter)
    return MappingProxyType(
        {
            language: MappingProxyType({script: tuple(some) for script, some in scripts.items()})
            for language, scripts in found.items()
        }
    )


def _random(spot: Spot) -> list[str] | None:
    language = spot.place.language
    own = lower(spot.piece, language).rstrip(_JOINERS)
    scripts = _letters().get(language, {})
    others = [letter for letter in scripts.get(script_of(own), ()) if letter != own]
    if not others:
        return None
    drawn = others[spot.choose(len(others), "letter")]
    joiners = spot.piece[len(spot.piece.rstrip(_JOINERS)) :]
    return spot.with_pieces(with_case_of(spot.piece, drawn, language) + joiners)


TRANSFORM = Transform(
    name="random",
    title="Random letter",
    version=1,
    numeric=True,
    apply=word_edits("random", _random),
    refuses=lambda language: None if language in _letters() else "its letters are not listed",
)
