"""Names, scripts and families of languages, shown beside their codes."""

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
    """The language's own name for itself."""
    script: str
    """Unicode name of the script used in the benchmark's texts."""
    family: str
    """Top-level Glottolog family, or the branch for Indo-European."""
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
    """Look up a language by code; an unlisted one is named by its code."""
    known = all_languages().get(code)
    return known or Language(code, code, code, "unknown", "unknown", "ltr")
