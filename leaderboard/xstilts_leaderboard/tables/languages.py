"""Names, scripts and families of languages, shown beside their codes."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType

from xstilts_kit.definitions import in_use
from xstilts_kit.diagnostics.errors import DataError

TABLE = "languages.tsv"
"""A file of one line per language, in this package and in a folder of definitions."""


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


def all_languages() -> Mapping[str, Language]:
    """Every language by code: the package's, then those of the folder of definitions in use.

    Raises:
        DataError: The folder's ``languages.tsv`` is malformed.
    """
    return _with(in_use().folder)


@cache
def _with(folder: Path | None) -> Mapping[str, Language]:
    text = (files(__package__) / TABLE).read_text(encoding="utf-8")
    known = {row["code"]: Language(**row) for row in _rows(text)}
    own = None if folder is None else folder / TABLE
    if own is not None and own.is_file():
        known |= {row["code"]: _checked(own, row) for row in _rows(own.read_text("utf-8"))}
    return MappingProxyType(known)


def _rows(text: str) -> Iterator[dict[str, str]]:
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return iter(csv.DictReader(lines, delimiter="\t"))


def _checked(path: Path, row: dict[str, str]) -> Language:
    names = [field.name for field in fields(Language)]
    if list(row) != names or not all(row.values()) or row["direction"] not in ("ltr", "rtl"):
        raise DataError(
            f"{path}: the line of {row.get('code') or 'a language'} is malformed.",
            f"Its columns, between tabs, are {', '.join(names)} (ltr or rtl).",
        )
    return Language(**row)


def language(code: str) -> Language:
    """Look up a language by code; an unlisted one is named by its code."""
    known = all_languages().get(code)
    return known or Language(code, code, code, "unknown", "unknown", "ltr")
