"""Spoken: lower case and no punctuation, as the output of speech recognition.

Apostrophes and hyphens inside words stay, and so do protected tokens. A text without a word is not
changed.
"""

import regex

from xstilts_kit.transforms._casing import lower
from xstilts_kit.transforms._scripts import CASED
from xstilts_kit.transforms._transform import Place, Transform
from xstilts_kit.transforms._units import between_units, replace_units, units

_MARK = regex.compile(r"\p{P}")
_BLANKS = regex.compile(r" {2,}")


def _apply(text: str, level: str, place: Place) -> str:
    if next(units(text, place.language), None) is None:
        return text
    bare = between_units(text, place.language, _without_marks)
    if bare != text and text == text.strip(" "):
        bare = bare.strip(" ")
    if place.language not in CASED:
        return bare
    return replace_units(bare, place.language, lambda unit: lower(unit.text, place.language))


def _without_marks(part: str) -> str:
    """Drop punctuation; the blanks on both sides of a mark become one."""
    bare = _MARK.sub("", part)
    return part if bare == part else _BLANKS.sub(" ", bare)


TRANSFORM = Transform(
    name="spoken",
    title="As spoken",
    version=1,
    apply=_apply,
    tokens=False,
)
