"""Rows of original files, each with its line: tables with tabs, JSON lines, CSV.

Nothing is stripped or converted: the word ``n/a`` and a lone quote are text like any other. Lines
end with LF alone, for real sentences hold other characters that Python takes for line ends.
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
    """One row of a data set, and where it stands."""

    place: str
    """``path:line``, or a row of a table on the Hub."""
    number: int
    """Zero-based, in its file."""
    values: Mapping[str, Any]
    """Column → what stands there."""
    extra: tuple[str, ...] = ()
    """Cells beyond the header."""
    absent: tuple[str, ...] = ()
    """Columns of the header for which there is no cell."""

    def text(self, column: str) -> str:
        """The text in a column.

        Raises:
            DataError: There is no such column, or no text in it.
        """
        value = self.values.get(column)
        if not isinstance(value, str):
            raise self.wrong(f"no text in {column!r}", f"the columns are {', '.join(self.values)}")
        if any("\ud800" <= character <= "\udfff" for character in value):
            raise self.wrong(f"half a surrogate pair in {column!r}", "that is no character")
        return value

    def wrong(self, found: str, expected: str) -> DataError:
        """An error about this row."""
        return DataError(
            f"{self.place}: {found}; {expected}.",
            "Fetch the file again from its publisher, or mend the row.",
        )


def file_rows(path: Path, name: str) -> Iterator[Row]:
    """The rows of a file, by its ending: .jsonl, .csv, or a table with tabs and a header.

    Args:
        path: The file.
        name: What messages call it.

    Raises:
        DataError: It is not written so; the message has the line.
        StorageError: It cannot be read.
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
            raise _unreadable(place, f"no JSON ({error})") from error
        if not isinstance(values, dict):
            raise _unreadable(place, "no JSON object")
        yield Row(place, number, values)
        number += 1


def _tab_rows(path: Path, name: str) -> Iterator[Row]:
    """Cells are whatever stands between tabs: quotes are text, and often stand alone."""
    header: list[str] = []
    number = 0
    for line, text in read_lines(path):
        cells = text.split("\t")
        if not header:
            header = cells
            if len(set(header)) != len(header) or len(header) < 2:
                raise _unreadable(f"{name}:{line}", "no header of column names with tabs between")
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
    """The questions of a SQuAD file as rows with the Hub's columns.

    Places are those in the JSON document, which often is one line. A question that is marked
    ``is_impossible`` keeps the mark; ``plausible_answers`` are left out, for they are wrong.

    Raises:
        DataError: It is not SQuAD JSON.
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
                    raise _unreadable(where, "answers that are no objects")
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
    return DataError(f"{place}: {what}.", "Fetch the file again from its publisher, or mend it.")
