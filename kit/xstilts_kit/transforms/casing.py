"""Casing: lower or upper case for all letters, by one-to-one mappings only.

Letters without a single-letter counterpart that maps back (``ß``) are unchanged, so texts keep
their length. Turkish and Azerbaijani pair ``I`` with ``ı`` and ``İ`` with ``i``; a capital sigma at
the end of a word becomes ``ς``.
"""

from xstilts_kit.transforms._casing import lower, upper
from xstilts_kit.transforms._scripts import refuses_caseless
from xstilts_kit.transforms._transform import Place, Transform


def _apply(text: str, level: str, place: Place) -> str:
    return (lower if level == "lower" else upper)(text, place.language)


TRANSFORM = Transform(
    name="casing",
    title="Casing",
    version=1,
    levels=("lower", "upper"),
    apply=_apply,
    refuses=refuses_caseless,
    whole=True,
)
