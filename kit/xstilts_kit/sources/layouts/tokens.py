"""Tokens: ``token [⇥ tag]``, an empty line between sentences, no quoting."""

from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import Path

from xstilts_kit.families import Gold, Inputs
from xstilts_kit.families.tagging.records import Sentence, TagsGold
from xstilts_kit.sources.layouts._layout import answer, wrong_columns
from xstilts_kit.sources.text import read_lines
from xstilts_kit.tasks import Task


def inputs(paths: Sequence[Path]) -> Inputs:
    """The sentences of one file."""
    return Inputs(tuple(_sentences(*paths)))


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


def _sentences(path: Path) -> Iterator[Sentence]:
    identifiers, width = count(), 0
    for sentence in _token_rows(path):
        for line, row in sentence:
            width = width or len(row)
            if len(row) != width or width not in (1, 2):
                expected = "as many as above" if width in (1, 2) else "1 column, or 2 with the tag"
                raise wrong_columns(path, line, len(row), expected)
        yield Sentence(str(next(identifiers)), tuple(row[0] for _, row in sentence))


def gold(path: Path, task: Task) -> Iterator[Gold]:
    """The tags of one file."""
    for number, sentence in enumerate(_token_rows(path)):
        tags: list[str | None] = []
        for line, row in sentence:
            if len(row) not in (1, 2):
                raise wrong_columns(path, line, len(row), "1 column, or 2 with the token")
            first = number == 0 and not tags
            tags.append(answer(path, line, row[-1], task, first=first))
        known = tuple(tag for tag in tags if tag is not None)
        yield TagsGold(str(number), known if len(known) == len(tags) else None)
