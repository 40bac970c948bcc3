"""Diacritics: the accents of a word are left out, by rules of its language.

Latin and Greek letters lose their accents, Russian ``ё`` becomes ``е``, Arabic loses its harakat
and Hebrew its niqqud. Marks that are vowels or tones of the script stay: without them the letters
would be others. Letters such as ``đ``, ``ø`` and ``ł`` are not composed and stay too.

Options: ``ascii`` strips ``ş ç ğ ö ü`` in Turkish and Azerbaijani, ``tones`` only the tone marks of
Vietnamese; ``hamza`` folds ``أ إ آ`` into ``ا``, ``ى`` into ``ي`` and ``ة`` into ``ه`` in Arabic,
which then keeps its harakat.
"""

from unicodedata import category, normalize

from xstilts_kit.cell import Cell
from xstilts_kit.transforms._clusters import clusters, script_of
from xstilts_kit.transforms._level import Level
from xstilts_kit.transforms._scripts import ARABIC, CYRILLIC, GREEK, HEBREW, LATIN, TURKIC
from xstilts_kit.transforms._transform import Place, Transform
from xstilts_kit.transforms._units import Unit, replace_units

_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
"""Grave, acute, tilde, hook above, dot below."""
_HARAKAT = dict.fromkeys([*range(0x064B, 0x0653), 0x0670])
_NIQQUD = dict.fromkeys([*range(0x0591, 0x05BE), 0x05BF, 0x05C1, 0x05C2, 0x05C4, 0x05C5, 0x05C7])
_HAMZA = str.maketrans("أإآىة", "ااايه")
_IO = str.maketrans("ёЁ", "еЕ")

_OPTIONS = {"ascii": TURKIC, "tones": frozenset({"vi"}), "hamza": frozenset({"ar"})}
"""The languages of each option."""


def _apply(text: str, level: str, place: Place) -> str:
    amount = float(level)

    def changed(unit: Unit) -> str:
        if place.u("diacritics", unit.index) >= amount:
            return unit.text
        return _stripped(unit.text, place.language, place.option)

    return replace_units(text, place.language, changed)


def _stripped(word: str, language: str, option: str) -> str:
    if option == "hamza":
        return word.translate(_HAMZA)
    if language in ARABIC:
        return word.translate(_HARAKAT)
    if language in HEBREW:
        return word.translate(_NIQQUD)
    if language in CYRILLIC:
        return word.translate(_IO)
    return "".join(_plain(cluster, option) for cluster in clusters(word))


def _plain(cluster: str, option: str) -> str:
    """A Latin or Greek letter without its accents; others as they are."""
    if script_of(cluster) not in ("LATIN", "GREEK"):
        return cluster
    bare = "".join(
        part
        for part in normalize("NFD", cluster)
        if category(part) != "Mn" or (option == "tones" and part not in _TONES)
    )
    return normalize("NFC", bare)


def _refuses(language: str) -> str | None:
    if language in LATIN | CYRILLIC | GREEK | ARABIC | HEBREW:
        return None
    return "the marks of its script are part of its letters"


def _refuses_cell(cell: Cell, level: Level) -> str | None:
    if level.option and cell.language not in _OPTIONS[level.option]:
        return f"{level.option} is for {' and '.join(sorted(_OPTIONS[level.option]))}"
    if cell.language in TURKIC and not level.option:
        return "its marks make other letters; +ascii strips them all the same"
    return None


TRANSFORM = Transform(
    name="diacritics",
    title="Missing diacritics",
    version=1,
    numeric=True,
    options=tuple(_OPTIONS),
    apply=_apply,
    refuses=_refuses,
    refuses_cell=_refuses_cell,
)
