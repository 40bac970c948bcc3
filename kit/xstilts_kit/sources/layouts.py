"""How the benchmark's files are written, one layout a way; each yields the family's rows."""

import csv
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from types import MappingProxyType

from xstilts_kit.diagnostics.errors import DataError
from xstilts_kit.families import Example, Gold
from xstilts_kit.families.classification.records import LabelGold, SentencePair
from xstilts_kit.families.tagging.records import Sentence, TagsGold
from xstilts_kit.sources.text import read_lines
from xstilts_kit.tasks import Task

UNKNOWN = "?"
"""What stands in a gold file where the answer is not known."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Two ways to read a file: for its inputs, or for its answers."""

    inputs: Callable[[Path], Iterator[Example]]
    """Inputs of a file with or without answers; answers are not handed on."""
    gold: Callable[[Path, Task], Iterator[Gold]]
    """Answers, from a labelled split or from a file of answers alone."""


class NoAnswers(DataError):
    """The file holds inputs only."""


# Sentence pairs: CSV with tabs, minimal quoting, CRLF; `first ⇥ second [⇥ label]`.


def _pair_rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    lines = (f"{line}\n" for _, line in read_lines(path))
    reader = csv.reader(lines, delimiter="\t", strict=True)
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


def _pairs(path: Path) -> Iterator[Example]:
    width = 0
    for number, (line, row) in enumerate(_pair_rows(path)):
        width = width or len(row)
        if len(row) != width or width not in (2, 3):
            expected = "as many as above" if width in (2, 3) else "2 columns, or 3 with the label"
            raise _wrong_columns(path, line, len(row), expected)
        yield SentencePair(str(number), row[0], row[1])


def _pair_gold(path: Path, task: Task) -> Iterator[Gold]:
    for number, (line, row) in enumerate(_pair_rows(path)):
        if len(row) == 2:
            raise NoAnswers(
                f"{path}:{line}: 2 columns, so no label.", "Name a file that holds the labels."
            )
        if len(row) not in (1, 3):
            raise _wrong_columns(path, line, len(row), "1 column, or 3 with the sentences")
        yield LabelGold(str(number), _answer(path, line, row[-1], task, first=number == 0))


# Tokens: `token [⇥ tag]`, an empty line between sentences, no quoting.


def _token_rows(path: Path) -> Iterator[list[tuple[int, list[str]]]]:
    """Sentences as lists of (line number, columns); runs of empty lines count as one."""
    sentence: list[tuple[int, list[str]]] = []
    for number, line in read_lines(path):
        if line and line.strip(" \t"):
            sentence.append((number, line.split("\t")))
        elif sentence:
            yield sentence
            sentence = []
    if sentence:
        yield sentence


def _sentences(path: Path) -> Iterator[Example]:
    identifiers, width = count(), 0
    for sentence in _token_rows(path):
        for line, row in sentence:
            width = width or len(row)
            if len(row) != width or width not in (1, 2):
                expected = "as many as above" if width in (1, 2) else "1 column, or 2 with the tag"
                raise _wrong_columns(path, line, len(row), expected)
        yield Sentence(str(next(identifiers)), tuple(row[0] for _, row in sentence))


def _sentence_gold(path: Path, task: Task) -> Iterator[Gold]:
    for number, sentence in enumerate(_token_rows(path)):
        tags: list[str | None] = []
        for line, row in sentence:
            if len(row) not in (1, 2):
                raise _wrong_columns(path, line, len(row), "1 column, or 2 with the token")
            first = number == 0 and not tags
            tags.append(_answer(path, line, row[-1], task, first=first))
        known = tuple(tag for tag in tags if tag is not None)
        yield TagsGold(str(number), known if len(known) == len(tags) else None)


def _answer(path: Path, line: int, text: str, task: Task, *, first: bool) -> str | None:
    """The label, None where it is unknown; a file whose first line is none has no answers."""
    label = text.strip(" ")
    if label == UNKNOWN:
        return None
    if label not in task.labels:
        kind = NoAnswers if first else DataError
        raise kind(
            f"{path}:{line}: {label[:40]!r} is no label of {task.name}"
            f" (expected {', '.join(task.labels)}).",
            "Name a file of labels, spelled as the task spells them; this one looks like inputs.",
        )
    return label


def _wrong_columns(path: Path, line: int, found: int, expected: str) -> DataError:
    return DataError(
        f"{path}:{line}: {found} {'column' if found == 1 else 'columns'}; expected {expected}.",
        "Fetch the file again; columns are separated by tabs.",
    )


LAYOUTS: Mapping[str, Layout] = MappingProxyType(
    {
        "sentence-pairs": Layout(_pairs, _pair_gold),
        "token-lines": Layout(_sentences, _sentence_gold),
    }
)
"""Every layout, by the name that a task gives."""
