"""Real: words are misspelt as people have misspelt them, by a list that the user gives.

The list has a word and a misspelling on each line, separated by a tab; further columns are ignored.
A word with several misspellings takes one of them, all equally often.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from xstilts_kit.cell import Cell
from xstilts_kit.diagnostics.errors import UsageError
from xstilts_kit.transforms._casing import lower, title, upper
from xstilts_kit.transforms._level import Level
from xstilts_kit.transforms._resources import Resources
from xstilts_kit.transforms._scripts import CASED
from xstilts_kit.transforms._transform import Apply, Place, Transform
from xstilts_kit.transforms._units import Unit, replace_units

_List = Mapping[str, tuple[str, ...]]
"""Word → its misspellings, sorted."""


def _prepare(cell: Cell, level: Level, resources: Resources) -> Apply:
    (path,) = _files(cell, level, resources.path("misspellings"))
    found = _read(path)

    def apply(text: str, level: str, place: Place) -> str:
        amount = float(level)

        def changed(unit: Unit) -> str:
            if place.u("real", unit.index) >= amount:
                return unit.text
            choices = _misspelt(unit.text, found, place.language)
            if not choices:
                return unit.text
            return choices[place.choose(len(choices), "real", unit.index, "choice")]

        return replace_units(text, place.language, changed)

    return apply


def _misspelt(word: str, found: _List, language: str) -> Sequence[str]:
    """The misspellings of a word: its own, or those of its lower-case form in its case."""
    own = found.get(word)
    small = lower(word, language) if language in CASED else word
    if own is not None or small == word:
        return own or ()
    cased = upper if word == upper(word, language) and len(word) > 1 else title
    return [cased(one, language) for one in found.get(small, ())]


def _files(cell: Cell, level: Level, path: Path) -> Sequence[Path]:
    return [path / f"{cell.language}.tsv" if path.is_dir() else path]


@lru_cache(maxsize=8)
def _read(path: Path) -> _List:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8"
        raise UsageError(
            f"The misspellings {path} cannot be read: {reason}.",
            "Give a file of lines with a word, a tab and a misspelling, or a folder of such files"
            " named by language, like de.tsv.",
        ) from error
    found: dict[str, set[str]] = {}
    for line in lines:
        word, misspelling = (*line.split("\t"), "", "")[:2]
        if word and misspelling and word != misspelling and not _has_blank(misspelling):
            found.setdefault(word, set()).add(misspelling)
    if not found:
        raise UsageError(
            f"{path} holds no misspelling.", "Write a word, a tab and its misspelling on each line."
        )
    return MappingProxyType({word: tuple(sorted(some)) for word, some in found.items()})


def _has_blank(text: str) -> bool:
    return any(character.isspace() for character in text)


TRANSFORM = Transform(
    name="real",
    title="Real misspellings",
    version=1,
    numeric=True,
    needs="misspellings",
    files=_files,
    prepare=_prepare,
)
