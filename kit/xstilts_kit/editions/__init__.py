"""Editions: named sets of counts and fingerprints that identify the data behind a score."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from importlib.resources import files
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import Any, Protocol

import orjson

from xstilts_kit.cell import Cell
from xstilts_kit.definitions import conflict, in_use, read_document
from xstilts_kit.diagnostics.errors import DataError
from xstilts_schemas import validator

__all__ = [
    "OFFICIAL",
    "Edition",
    "Entry",
    "OfficialFile",
    "Registered",
    "Row",
    "all_editions",
    "expected",
    "fingerprint",
    "fingerprint_any_order",
    "gold_fingerprint",
    "identify",
    "read_again",
    "registered",
]

OFFICIAL = ("xtreme", "xtreme-r")
"""The editions that can be prepared and verified: XTREME's data, and XTREME-R's additions."""


class Row(Protocol):
    """A row with a canonical form: an example or its gold."""

    def canonical(self) -> Mapping[str, object]:
        """The row that enters the fingerprint."""
        ...


@dataclass(frozen=True, slots=True)
class Entry:
    """One (task, language, split) of an edition; None for unknown values."""

    examples: int
    inputs: str | None
    """SHA-256 of the canonical inputs."""
    gold: str | None
    """SHA-256 of the canonical gold."""


@dataclass(frozen=True, slots=True)
class OfficialFile:
    """A file of the edition in XTREME's download folder."""

    path: str
    bytes: int | None
    sha256: str | None
    """Hexadecimal; None if unknown."""
    listed: bool
    """Whether size and checksum come from the listing of a public copy of XTREME's download folder;
    otherwise they were computed from the counted file."""


@dataclass(frozen=True, slots=True)
class Registered:
    """Everything known about one (task, language, split); None for unknown values."""

    examples: int | None
    inputs: str | None
    """SHA-256 of the canonical inputs."""
    gold: str | None
    """SHA-256 of the canonical gold."""
    inputs_any_order: str | None
    """Order-independent SHA-256 of the inputs (`fingerprint_any_order`)."""
    gold_any_order: str | None
    """Order-independent SHA-256 of the gold."""
    files: tuple[OfficialFile, ...]
    how: str
    """How the values were obtained, in words."""


@dataclass(frozen=True, slots=True)
class Edition:
    """A named set of entries."""

    name: str
    title: str
    entries: Mapping[Cell, Entry]
    """Entries with counted data."""
    registered: Mapping[Cell, Registered] = field(default_factory=dict)
    """All splits of the edition, counted or not."""
    other_files: tuple[OfficialFile, ...] = ()
    """Files that belong to no split."""


_CANONICAL = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def fingerprint(rows: Iterable[Row]) -> str:
    """SHA-256 (hexadecimal) of the canonical rows: sorted keys, no spaces, LF after each row."""
    digest = sha256()
    coming = iter(rows)
    while block := [row.canonical() for row in islice(coming, 1000)]:
        digest.update(_lines(block))
    return digest.hexdigest()


def _lines(rows: Sequence[Mapping[str, object]]) -> bytes:
    """Encode canonical rows as `_line` does, all at once if that is safe."""
    try:
        together = orjson.dumps(rows, option=orjson.OPT_SORT_KEYS)
    except TypeError:
        return b"".join(map(_line, rows))
    if together.count(b"},{") != len(rows) - 1:  # also inside a row
        return b"".join(map(_line, rows))
    return together[1:-1].replace(b"},{", b"}\n{") + b"\n"


def _line(row: Mapping[str, object]) -> bytes:
    """Encode a canonical row with orjson, or with `json` if it contains lone surrogates."""
    try:
        return orjson.dumps(row, option=orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE)
    except TypeError:
        return _CANONICAL.encode(row).encode("utf-8", "surrogatepass") + b"\n"


def fingerprint_any_order(*groups: Iterable[Row], ids: bool) -> str:
    """SHA-256 over the sorted canonical rows of each group: equal if only the order differs.

    Args:
        groups: Rows kept apart, such as examples and their candidates.
        ids: Whether ids belong to the data; ids that only number the rows are left out.
    """
    digest = sha256()
    for group in groups:
        rows = []
        for row in group:
            named = row.canonical()
            kept = named if ids else {k: v for k, v in named.items() if k != "id"}
            rows.append(_line(kept))
        digest.update(b"".join(sorted(rows)) + b"\n")
    return digest.hexdigest()


def all_editions() -> MappingProxyType[str, Edition]:
    """All editions by name: those of this package, then those of the folder in use."""
    return _with(in_use().folder)


@cache
def _with(folder: Path | None) -> MappingProxyType[str, Edition]:
    found = dict(_bundled())
    for path in sorted((folder / "editions").glob("*.json")) if folder is not None else ():
        document = read_document(path)
        for fault in islice(validator("edition").iter_errors(document), 1):
            where = ".".join(map(str, fault.absolute_path)) or "the edition"
            raise DataError(
                f"{path}: {where}: {fault.message[:200]}.",
                "Make it with `xstilts-leaderboard edition`.",
            )
        if document["name"] in found:
            raise conflict(path, "an edition", document["name"])
        found[document["name"]] = _edition(document)
    return MappingProxyType(found)


def read_again() -> None:
    """Read the folder's editions again: one of them was written."""
    _with.cache_clear()


@cache
def _bundled() -> MappingProxyType[str, Edition]:
    folder = files(__name__)
    documents = [
        json.loads(entry.read_text(encoding="utf-8"))
        for entry in folder.iterdir()
        if entry.name.endswith(".json")
    ]
    return MappingProxyType({d["name"]: _edition(d) for d in sorted(documents, key=_name)})


def _name(document: Mapping[str, Any]) -> str:
    return str(document["name"])


def _edition(document: Mapping[str, Any]) -> Edition:
    all_of_it = {
        Cell(e["task"], e["language"], e["split"]): Registered(
            e["examples"],
            e["inputs"],
            e["gold"],
            e.get("inputs_any_order"),
            e.get("gold_any_order"),
            tuple(OfficialFile(**file) for file in e.get("files", ())),
            document["methods"][e["how"]],
        )
        for e in document["entries"]
    }
    counted = {
        cell: Entry(known.examples, known.inputs, known.gold)
        for cell, known in all_of_it.items()
        if known.examples is not None
    }
    return Edition(
        document["name"],
        document["title"],
        MappingProxyType(counted),
        MappingProxyType(all_of_it),
        tuple(OfficialFile(**file) for file in document.get("other_files", ())),
    )


def registered(cell: Cell, edition: str) -> Registered | None:
    """An edition's record of a split, or None."""
    known = all_editions().get(edition)
    return None if known is None else known.registered.get(cell.clean)


def identify(cell: Cell, inputs: str | None) -> str | None:
    """Name of the edition whose inputs have this fingerprint, or None."""
    for edition in all_editions().values():
        entry = edition.entries.get(cell.clean)
        if inputs is not None and entry is not None and entry.inputs == inputs:
            return edition.name
    return None


def gold_fingerprint(cell: Cell, edition: str | None) -> str | None:
    """Fingerprint of an edition's gold, or None if unknown."""
    known = all_editions().get(edition or "")
    entry = known.entries.get(cell.clean) if known is not None else None
    return entry.gold if entry is not None else None


def expected(cell: Cell) -> Mapping[str, int]:
    """Number of examples in each edition: edition name → count."""
    return {
        edition.name: edition.entries[cell.clean].examples
        for edition in all_editions().values()
        if cell.clean in edition.entries
    }
