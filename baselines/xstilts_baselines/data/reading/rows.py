"""Rows of original files with line numbers: tab-separated tables, JSON lines, CSV.

Nothing is stripped or converted: ``n/a`` and unbalanced quotes are ordinary text. Only LF ends a
line, because sentences contain other characters that Python treats as line breaks.
"""

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from xstilts_kit.diagnostics.errors import DataError
from xstilts_kit.storage.text import read_lines, read_text
from xstilts_kit.submission.strict_json import StrictJSONError, parse


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a data set with its location."""

    place: str
    """``path:line``, or a row of a table on the Hub."""
    number: int
    """Zero-based index in its file."""
    values: Mapping[str, Any]
    """Column → value."""
    extra: tuple[str, ...] = ()
    """Cells beyond the header."""
    absent: tuple[str, ...] = ()
    """Columns of the header without a cell."""

    def text(self, column: str) -> str:
        """Return the text in a column.

        Raises:
            DataError: The column does not exist or contains no text.
        """
        value = self.values.get(column)
        if not isinstance(value, str):
            raise self.wrong(f"no text in {column!r}", f"the columns are {', '.join(self.values)}")
        if any("\ud800" <= character <= "\udfff" for character in value):
            raise self.wrong(f"a lone surrogate in {column!r}", "expected valid Unicode")
        return value

    def wrong(self, found: str, expected: str) -> DataError:
        """Return an error about this row."""
        return DataError(
            f"{self.place}: {found}; {expected}.",
            "Fetch the file again from its publisher, or fix the row.",
        )


def file_rows(path: Path, name: str) -> Iterator[Row]:
    """Yield the rows of a .jsonl or .csv file, or of a tab-separated table with a header.

    Args:
        path: The file.
        name: Its name in messages.

    Raises:
        DataError: The file is malformed; the message names the line.
        StorageError: The file cannot be read.
    """
    if path.suffix == ".jsonl":
        yield from _json_lines(path, name)
    elif path.suffix == ".csv":
        yield from _comma_rows(path, name)
    else:
        yield from _tab_rows(path, name)


def _json_lines(path: Path, name: str) -> Iterator[Row]:
    number = 0
    for line, text in read_lines(path):
        if not text.strip():
            continue
        place = f"{name}:{line}"
        try:
            values = parse(text)
        except StrictJSONError as error:
            raise _unreadable(place, f"not JSON ({error})") from error
        if not isinstance(values, dict):
            raise _unreadable(place, "not a JSON object")
        yield Row(place, number, values)
        number += 1


def _tab_rows(path: Path, name: str) -> Iterator[Row]:
    """Yield the rows of a tab-separated table, in which quotes are ordinary text."""
    header: list[str] = []
    number = 0
    for line, text in read_lines(path):
        cells = text.split("\t")
        if not header:
            header = cells
            if len(set(header)) != len(header) or len(header) < 2:
                raise _unreadable(f"{name}:{line}", "no header of tab-separated column names")
            continue
        if not text:
            continue
        values = dict(zip(header, cells, strict=False))
        extra, absent = tuple(cells[len(header) :]), tuple(header[len(cells) :])
        yield Row(f"{name}:{line}", number, values, extra, absent)
        number += 1


def _comma_rows(path: Path, name: str) -> Iterator[Row]:
    reader = csv.reader((f"{line}\n" for _, line in read_lines(path)), strict=True)
    header: list[str] = []
    number, line = 0, 0
    try:
        for cells in reader:
            place, line = f"{name}:{line + 1}", reader.line_num
            if not header:
                header = cells
                continue
            if len(cells) != len(header):
                raise _unreadable(place, f"{len(cells)} cells; the header has {len(header)}")
            yield Row(place, number, dict(zip(header, cells, strict=True)))
            number += 1
    except csv.Error as error:
        raise _unreadable(f"{name}:{line + 1}", f"not comma-separated text ({error})") from error


def squad_rows(path: Path, name: str) -> Iterator[Row]:
    """Yield the questions of a SQuAD file as rows with the Hub's columns.

    Places are JSON paths, because the document often is a single line. The mark ``is_impossible``
    is kept; ``plausible_answers`` are dropped, because they are wrong.

    Raises:
        DataError: The file is not SQuAD JSON.
    """
    try:
        document = json.loads(read_text(path))
    except (ValueError, RecursionError) as error:
        raise _unreadable(name, f"cannot be read as JSON ({error})") from error
    number = 0
    for i, article in enumerate(_list(document, "data", name)):
        inside = f"{name}: data[{i}]"
        for j, paragraph in enumerate(_list(article, "paragraphs", inside)):
            place = f"{inside}.paragraphs[{j}]"
            for k, entry in enumerate(_list(paragraph, "qas", place)):
                where = f"{place}.qas[{k}]"
                answers = _list(entry, "answers", where)
                if not all(isinstance(answer, dict) for answer in answers):
                    raise _unreadable(where, "answers that are not objects")
                yield Row(
                    where,
                    number,
                    {
                        "id": entry.get("id"),
                        "title": article.get("title", ""),
                        "context": paragraph.get("context"),
                        "question": entry.get("question"),
                        "answers": {
                            "text": [answer.get("text") for answer in answers],
                            "answer_start": [answer.get("answer_start") for answer in answers],
                        },
                        "is_impossible": entry.get("is_impossible"),
                    },
                )
                number += 1


def _list(value: Any, key: str, place: str) -> list[Any]:
    found = value.get(key) if isinstance(value, dict) else None
    if not isinstance(found, list):
        raise _unreadable(place, f"no list {key!r}, as SQuAD JSON has")
    return found


def _unreadable(place: str, what: str) -> DataError:
    return DataError(f"{place}: {what}.", "Fetch the file again from its publisher, or fix it.")
