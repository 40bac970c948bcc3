"""Sentence pairs: CSV with tabs, minimal quoting, CRLF; ``first ⇥ second [⇥ label]``."""

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path

from xstilts_kit.diagnostics.errors import DataError
from xstilts_kit.families._family import Gold, Inputs
from xstilts_kit.families._layout import NoAnswers, answer, wrong_columns
from xstilts_kit.families.classification.records import LabelGold, SentencePair
from xstilts_kit.storage.text import all_lines
from xstilts_kit.tasks import Task


def inputs(paths: Sequence[Path]) -> Inputs:
    """Read the sentence pairs of one file."""
    return Inputs(tuple(_pairs(*paths)))


def _pair_rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    lines = all_lines(path)
    if _is_plain(lines):
        yield from enumerate((line.split("\t") for line in lines), start=1)
        return
    reader = csv.reader((f"{line}\n" for line in lines), delimiter="\t", strict=True)
    read = 0
    try:
        for row in reader:
            read = reader.line_num
            yield read, row
    except csv.Error as error:
        raise DataError(
            f"{path}:{read + 1}: not tab-separated text with CSV quotes ({error}).",
            "XTREME writes these files with Python's csv module: fetch the file again.",
        ) from error


def _is_plain(lines: Sequence[str]) -> bool:
    """Whether the lines have nothing that the csv module treats otherwise than `str.split`."""
    together = "\n".join(lines)
    special = any(character in together for character in '"\r\0')
    return not special and all(lines) and max(map(len, lines), default=0) < csv.field_size_limit()


def _pairs(path: Path) -> Iterator[SentencePair]:
    width = 0
    for number, (line, row) in enumerate(_pair_rows(path)):
        width = width or len(row)
        if len(row) != width or width not in (2, 3):
            expected = "as many as above" if width in (2, 3) else "2 columns, or 3 with the label"
            raise wrong_columns(path, line, len(row), expected)
        yield SentencePair(str(number), row[0], row[1])


def gold(path: Path, task: Task) -> Iterator[Gold]:
    """Read the labels of one file."""
    for number, (line, row) in enumerate(_pair_rows(path)):
        if len(row) == 2:
            raise NoAnswers(
                f"{path}:{line}: 2 columns, so no label.", "Give a file that holds the labels."
            )
        if len(row) not in (1, 3):
            raise wrong_columns(path, line, len(row), "1 column, or 3 with the sentences")
        yield LabelGold(str(number), answer(path, line, row[-1], task, first=number == 0))
