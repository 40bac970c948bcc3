"""Editions: named sets of counts and fingerprints, so that a score says which data it is on."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files
from types import MappingProxyType
from typing import Protocol

__all__ = [
    "Edition",
    "Entry",
    "Row",
    "all_editions",
    "expected",
    "fingerprint",
    "gold_fingerprint",
    "identify",
]

Key = tuple[str, str, str]
"""Task, language, split."""


class Row(Protocol):
    """Anything with a canonical form: an example or its gold."""

    def canonical(self) -> Mapping[str, object]:
        """The row as it enters the fingerprint."""
        ...


@dataclass(frozen=True, slots=True)
class Entry:
    """What one (task, language, split) is in an edition; null where it was not established."""

    examples: int
    inputs: str | None
    """SHA-256 of the canonical inputs."""
    gold: str | None
    """SHA-256 of the canonical gold."""


@dataclass(frozen=True, slots=True)
class Edition:
    """A named set of entries."""

    name: str
    title: str
    entries: Mapping[Key, Entry]


_CANONICAL = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def fingerprint(rows: Iterable[Row]) -> str:
    """SHA-256, hexadecimal, over the canonical rows: sorted keys, no spaces, LF after each."""
    digest = sha256()
    for row in rows:
        text = _CANONICAL.encode(row.canonical())
        digest.update(text.encode("utf-8", "surrogatepass") + b"\n")
    return digest.hexdigest()


@cache
def all_editions() -> MappingProxyType[str, Edition]:
    """Every edition whose file lies in this package, by name."""
    folder = files(__name__)
    documents = [
        json.loads(entry.read_text(encoding="utf-8"))
        for entry in folder.iterdir()
        if entry.name.endswith(".json")
    ]
    return MappingProxyType(
        {
            document["name"]: Edition(
                document["name"],
                document["title"],
                MappingProxyType(
                    {
                        (e["task"], e["language"], e["split"]): Entry(
                            e["examples"], e["inputs"], e["gold"]
                        )
                        for e in document["entries"]
                    }
                ),
            )
            for document in sorted(documents, key=lambda d: str(d["name"]))
        }
    )


def identify(task: str, language: str, split: str, inputs: str | None) -> str | None:
    """The name of the edition whose inputs have this fingerprint, or None."""
    for edition in all_editions().values():
        entry = edition.entries.get((task, language, split))
        if inputs is not None and entry is not None and entry.inputs == inputs:
            return edition.name
    return None


def gold_fingerprint(task: str, language: str, split: str, edition: str | None) -> str | None:
    """The fingerprint of an edition's gold, or None where it is not known."""
    known = all_editions().get(edition or "")
    entry = known.entries.get((task, language, split)) if known is not None else None
    return entry.gold if entry is not None else None


def expected(task: str, language: str, split: str) -> Mapping[str, int]:
    """How many examples each edition has: edition name → count."""
    key = (task, language, split)
    return {
        edition.name: edition.entries[key].examples
        for edition in all_editions().values()
        if key in edition.entries
    }
