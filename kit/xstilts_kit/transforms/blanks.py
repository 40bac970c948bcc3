"""Blanks: at the end of a word, a blank is left out or added.

Where a blank follows the word, either it is left out or another one is added; elsewhere one is
added. Protected tokens keep their blanks.
"""

from xstilts_kit.transforms._scripts import refuses_blankless
from xstilts_kit.transforms._transform import Place, Transform
from xstilts_kit.transforms._units import is_protected, units


def _apply(text: str, level: str, place: Place) -> str:
    amount = float(level)
    protected = is_protected(text, place.language)
    pieces, at = [], 0
    for unit in units(text, place.language):
        end = unit.end
        beside = range(max(0, end - 1), min(len(text), end + 2))
        if end == len(text) or any(map(protected, beside)):
            continue
        if place.u("blanks", unit.index) >= amount:
            continue
        pieces.append(text[at:end])
        if text[end] == " " and place.choose(2, "blanks", unit.index, "edit") == 0:
            end += 1
        else:
            pieces.append(" ")
        at = end
    return "".join([*pieces, text[at:]])


TRANSFORM = Transform(
    name="blanks",
    title="Missing and added blanks",
    version=1,
    numeric=True,
    apply=_apply,
    refuses=refuses_blankless,
    tokens=False,
)
