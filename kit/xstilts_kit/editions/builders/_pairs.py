"""Sentence pairs as XTREME writes them: csv's defaults but for the tab, so CRLF line ends."""

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

from xstilts_kit.diagnostics.errors import DataError


def pairs(rows: Iterable[Sequence[str]]) -> bytes:
    """Rows with tabs between the fields, quotes only around fields that need them."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter="\t").writerows(rows)
    return text.getvalue().encode()


def answers(labels: Iterable[str]) -> bytes:
    """One label a line, as XTREME's label files."""
    return "".join(f"{label}\n" for label in labels).encode()


def fields(line: str, width: int, path: Path, number: int) -> list[str]:
    """The fields of a publisher's line; tabs only, quotes are text.

    Raises:
        DataError: There are fewer than `width`.
    """
    found = line.strip().split("\t")
    if len(found) < width:
        raise DataError(
            f"{path}:{number}: {len(found)} columns, not {width} or more.",
            "Name the file as its publisher offers it.",
        )
    return found
