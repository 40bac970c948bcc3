"""How files of the benchmark differ from the official ones, in words a user can act on."""

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
"""What is different: how many examples there are; it is another edition; the answers, or only
their order; it is a web page; a test file that holds its labels; only the order of the rows; the
first row that differs is known; rows differ, but it is not known which; it cannot be read."""

BOM = b"\xef\xbb\xbf"
_AROUND = 40
"""Characters shown before and after the first one that differs."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not as in the official edition."""

    kind: Kind
    message: str
    remedy: str
    row: int | None = None
    """Zero-based."""
    official: str | None = None
    """The official row, around the first character that differs."""
    found: str | None = None
    """The row that was found, around the same place."""


@dataclass(frozen=True, slots=True)
class Bytes:
    """Size and checksum of an official file."""

    size: int
    sha256: str

    @classmethod
    def from_content(cls, content: bytes) -> "Bytes":
        """Those of a file with this content."""
        return cls(len(content), sha256(content).hexdigest())

    def of(self, content: bytes) -> bool:
        """Whether a file with this content is that file."""
        return len(content) == self.size and sha256(content).hexdigest() == self.sha256


def is_html(content: bytes) -> bool:
    """Whether a file is a web page, as servers send instead of an error."""
    start = content[:512].removeprefix(BOM).lstrip().lower()
    return start.startswith((b"<!doctype html", b"<html"))


def written_differently(content: bytes, official: Bytes) -> tuple[str, ...] | None:
    """What was done to the official file that does not change its text, or None.

    Returns:
        Empty where the file is the official one byte for byte; None where nothing of what is
        tried (byte-order mark, line ends, last line end) makes it that.
    """
    for text, said_of_mark in _without_mark(content):
        for ended, said_of_ends in _other_ends(text):
            for whole, said_of_last in _other_last(ended):
                if official.of(whole):
                    return (*said_of_mark, *said_of_ends, *said_of_last)
    return None


Variants = Iterator[tuple[bytes, tuple[str, ...]]]
"""Contents, each with what was done to the official file if that is its content."""


def _without_mark(content: bytes) -> Variants:
    yield content, ()
    if content.startswith(BOM):
        yield content.removeprefix(BOM), ("a byte-order mark was put before it",)


def _other_ends(content: bytes) -> Variants:
    yield content, ()
    if b"\r\n" in content:
        yield content.replace(b"\r\n", b"\n"), ("its line ends were changed from LF to CRLF",)
    elif b"\n" in content:
        yield content.replace(b"\n", b"\r\n"), ("its line ends were changed from CRLF to LF",)


def _other_last(content: bytes) -> Variants:
    yield content, ()
    ends = b"\r\n" if b"\r\n" in content else b"\n"
    if not content.endswith(b"\n"):
        yield content + ends, ("its last line end was cut off",)
    else:
        yield content.rstrip(b"\r\n") + ends, ("empty lines were added at its end",)
        yield content.removesuffix(ends), ("a line end was added at its end",)


def file_bytes(path: Path) -> Bytes:
    """Size and checksum of a file."""
    return Bytes.from_content(path.read_bytes())


def first_difference(found: Sequence[Row], official: Sequence[Row]) -> Difference | None:
    """The first row that is not the official one, or None where all are."""
    for number, (ours, theirs) in enumerate(zip(found, official, strict=False)):
        if ours.canonical() != theirs.canonical():
            here, there = _excerpts(_text(ours), _text(theirs))
            return Difference(
                "row",
                f"row {number:,}, counted from 0, is the first that differs",
                "Fetch the file again, or look at what was done to this row.",
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
        " what stands before is the same",
        "The file was added to." if more else "The file was cut: fetch it again.",
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
