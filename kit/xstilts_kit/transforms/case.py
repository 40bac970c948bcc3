"""Case: a word is written in lower case, in capitals, or with an initial capital.

Only letters with a counterpart that maps back change, so that words keep their length.
"""

from xstilts_kit.transforms._casing import lower, title, upper
from xstilts_kit.transforms._scripts import refuses_caseless
from xstilts_kit.transforms._transform import Place, Transform
from xstilts_kit.transforms._units import Unit, replace_units

_CASES = (lower, upper, title)


def _apply(text: str, level: str, place: Place) -> str:
    amount = float(level)

    def changed(unit: Unit) -> str:
        if place.u("case", unit.index) >= amount:
            return unit.text
        return _CASES[place.choose(len(_CASES), "case", unit.index, "form")](
            unit.text, place.language
        )

    return replace_units(text, place.language, changed)


TRANSFORM = Transform(
    name="case",
    title="Case of words",
    version=1,
    numeric=True,
    apply=_apply,
    refuses=refuses_caseless,
)
