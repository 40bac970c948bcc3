"""Sentence pairs as written by XTREME: csv's defaults with tabs, so line endings are CRLF."""

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

from xstilts_kit.diagnostics.errors import DataError


def pairs(rows: Iterable[Sequence[str]]) -> bytes:
    """Format rows with tab-separated fields, quoting only where needed."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter="\t").writerows(rows)
    return text.getvalue().encode()


def answers(labels: Iterable[str]) -> bytes:
    """Format one label per line, like XTREME's label files."""
    return "".join(f"{label}\n" for label in labels).encode()


def fields(line: str, width: int, path: Path, number: int) -> list[str]:
    """Split a publisher's line at tabs; quotes are literal.

    Raises:
        DataError: The line has fewer than `width` fields.
    """
    found = line.strip().split("\t")
    if len(found) < width:
        raise DataError(
            f"{path}:{number}: {len(found)} columns, expected {width} or more.",
            "Give the file exactly as published.",
        )
    return found
