"""Differences between benchmark files and the official ones, with messages for users."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Literal

from xstilts_kit.editions import Row

Kind = Literal[
    "count",
    "edition",
    "gold",
    "gold order",
    "html",
    "labels",
    "order",
    "row",
    "rows",
    "unreadable",
]
"""Kind of difference: example count, edition, answers, order of the answers, web page, labels in
a test file, order of the rows, first differing row, content (row unknown), unreadable file."""

BOM = b"\xef\xbb\xbf"
_AROUND = 40
"""Characters shown before and after the first difference."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference from the official edition."""

    kind: Kind
    message: str
    remedy: str
    row: int | None = None
    """Zero-based row number."""
    official: str | None = None
    """Excerpt of the official row around the first difference."""
    found: str | None = None
    """The same excerpt of the row that was found."""


@dataclass(frozen=True, slots=True)
class Bytes:
    """Size and checksum of an official file."""

    size: int
    sha256: str

    @classmethod
    def from_content(cls, content: bytes) -> "Bytes":
        """Size and SHA-256 of this content."""
        return cls(len(content), sha256(content).hexdigest())

    def of(self, content: bytes) -> bool:
        """Whether this content has the same size and SHA-256."""
        return len(content) == self.size and sha256(content).hexdigest() == self.sha256


def is_html(content: bytes) -> bool:
    """Whether a file is a web page, which some servers send instead of an error."""
    start = content[:512].removeprefix(BOM).lstrip().lower()
    return start.startswith((b"<!doctype html", b"<html"))


def written_differently(content: bytes, official: Bytes) -> tuple[str, ...] | None:
    """How a file differs from the official one in encoding details only, or None.

    Returns:
        Empty if the files are byte-identical; None if none of the known changes (byte-order mark,
        line endings, final newline) explains the difference.
    """
    for text, said_of_mark in _without_mark(content):
        for ended, said_of_ends in _other_ends(text):
            for whole, said_of_last in _other_last(ended):
                if official.of(whole):
                    return (*said_of_mark, *said_of_ends, *said_of_last)
    return None


Variants = Iterator[tuple[bytes, tuple[str, ...]]]
"""Possible official contents, each with the changes that lead from it to the file."""


def _without_mark(content: bytes) -> Variants:
    yield content, ()
    if content.startswith(BOM):
        yield content.removeprefix(BOM), ("a byte-order mark was added",)


def _other_ends(content: bytes) -> Variants:
    yield content, ()
    if b"\r\n" in content:
        yield content.replace(b"\r\n", b"\n"), ("line endings were changed from LF to CRLF",)
    elif b"\n" in content:
        yield content.replace(b"\n", b"\r\n"), ("line endings were changed from CRLF to LF",)


def _other_last(content: bytes) -> Variants:
    yield content, ()
    ends = b"\r\n" if b"\r\n" in content else b"\n"
    if not content.endswith(b"\n"):
        yield content + ends, ("the final newline was removed",)
    else:
        yield content.rstrip(b"\r\n") + ends, ("blank lines were added at the end",)
        yield content.removesuffix(ends), ("a final newline was added",)


def file_bytes(path: Path) -> Bytes:
    """Size and checksum of a file."""
    return Bytes.from_content(path.read_bytes())


def first_difference(found: Sequence[Row], official: Sequence[Row]) -> Difference | None:
    """The first row that differs from the official one, or None if all are equal."""
    for number, (ours, theirs) in enumerate(zip(found, official, strict=False)):
        if ours.canonical() != theirs.canonical():
            here, there = _excerpts(_text(ours), _text(theirs))
            return Difference(
                "row",
                f"row {number:,}, counted from 0, is the first that differs",
                "Fetch the file again, or check how this row was changed.",
                number,
                there,
                here,
            )
    if len(found) == len(official):
        return None
    more = len(found) > len(official)
    rest = abs(len(found) - len(official))
    rows = "row" if rest == 1 else "rows"
    row = min(len(found), len(official))
    return Difference(
        "row",
        f"{rest:,} {rows} {'more' if more else 'missing'} from row {row:,} on, counted from 0;"
        " all rows before it are the same",
        "Rows were added to the file." if more else "The file is truncated: fetch it again.",
        row,
        None if more else _cut(_text(official[row]), 0),
        _cut(_text(found[row]), 0) if more else None,
    )


def _text(row: Row) -> str:
    return json.dumps(row.canonical(), ensure_ascii=False, sort_keys=True)


def _excerpts(first: str, second: str) -> tuple[str, str]:
    pairs = zip(first, second, strict=False)
    same = next((i for i, (a, b) in enumerate(pairs) if a != b), min(len(first), len(second)))
    return _cut(first, same), _cut(second, same)


def _cut(text: str, middle: int) -> str:
    start, end = max(0, middle - _AROUND), middle + _AROUND
    return f"{'…' if start else ''}{text[start:end]}{'…' if end < len(text) else ''}"
