"""The lexicon: concepts with their forms in every language."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

LANGUAGES = ("en", "de", "es", "ru", "el", "ar", "hi", "zh", "th", "sw")
"""The columns of the lexicon; English first, because training is in English."""

UNSPACED = ("th", "zh")
"""Languages written without spaces between words."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One concept."""

    key: str
    kind: str
    """Kind: first, last, city, orghead, day, noun, adj, verb or job."""
    detail: str
    """Gender of a first name; hypernym of a noun; dimension of an adjective; antonym of a verb."""
    cells: Mapping[str, str]
    """Language → its forms, separated by colons; a noun's gender or class comes first."""

    def parts(self, language: str) -> list[str]:
        """Return the forms in a language."""
        return self.cells[language].split(":")


@cache
def lexicon() -> Mapping[str, Entry]:
    """Return all concepts by key, in file order."""
    text = (files(__package__) / "lexicon.tsv").read_text(encoding="utf-8")
    header, *rows = (line.split("\t") for line in text.splitlines())
    entries: dict[str, Entry] = {}
    for row in rows:
        cells = dict(zip(header, row, strict=True))
        kind, _, detail = cells["kind"].partition(":")
        forms = MappingProxyType({language: cells[language] for language in LANGUAGES})
        entries[cells["key"]] = Entry(cells["key"], kind, detail, forms)
    return MappingProxyType(entries)


@cache
def of_kind(kind: str, detail: str | None = None) -> tuple[str, ...]:
    """Return the keys of all concepts of a kind, in file order."""
    return tuple(
        entry.key
        for entry in lexicon().values()
        if entry.kind == kind and (detail is None or entry.detail == detail)
    )


@cache
def things() -> tuple[str, ...]:
    """Return the keys of nouns with a hypernym."""
    return tuple(key for key in of_kind("noun") if lexicon()[key].detail)
