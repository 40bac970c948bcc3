"""Languages: names, scripts and families, for columns that readers know by more than a code."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Language:
    """One language of a board."""

    code: str
    """XTREME's code."""
    name: str
    autonym: str
    """Its name in itself."""
    script: str
    """Script of the benchmark's texts, by its name in Unicode."""
    family: str
    """Top-level family of Glottolog, for Indo-European the branch."""
    direction: str
    """``ltr`` or ``rtl``."""


@cache
def all_languages() -> Mapping[str, Language]:
    """Every language by code, in the order of codes."""
    text = (files(__package__) / "languages.tsv").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    rows = csv.DictReader(lines, delimiter="\t")
    return MappingProxyType({row["code"]: Language(**row) for row in rows})


def language(code: str) -> Language:
    """The language with this code; one that is not in the table is called by its code."""
    known = all_languages().get(code)
    return known or Language(code, code, code, "unknown", "unknown", "ltr")
