"""Punctuation: a mark is left out; with the option ``double``, written twice.

Marks inside words (``don't``) and in protected tokens stay.
"""

import regex

from xstilts_kit.transforms._transform import Place, Transform
from xstilts_kit.transforms._units import between_units

_MARK = regex.compile(r"\p{P}")


def _apply(text: str, level: str, place: Place) -> str:
    amount = float(level)
    seen = 0

    def changed(found: "regex.Match[str]") -> str:
        nonlocal seen
        seen += 1
        mark = str(found[0])
        if place.u("punctuation", seen - 1) >= amount:
            return mark
        return mark * 2 if place.option == "double" else ""

    def replaced(part: str) -> str:
        return str(_MARK.sub(changed, part))

    return between_units(text, place.language, replaced)


TRANSFORM = Transform(
    name="punctuation",
    title="Missing punctuation",
    version=1,
    numeric=True,
    options=("double",),
    apply=_apply,
    tokens=False,
)
