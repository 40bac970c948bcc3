"""Tokens: ``token [⇥ tag]``, an empty line between sentences, no quoting."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from xstilts_kit.families._family import Gold, Inputs
from xstilts_kit.families._layout import answer, wrong_columns
from xstilts_kit.families._many import many
from xstilts_kit.families.tagging.records import Sentence, TagsGold
from xstilts_kit.storage.text import LONGEST_LINE, all_lines, read_text
from xstilts_kit.tasks import Task


def inputs(paths: Sequence[Path]) -> Inputs:
    """Read the sentences of one file."""
    (path,) = paths
    plain = _plain_sentences(read_text(path))
    return Inputs(tuple(_sentences(path)) if plain is None else plain)


def _token_lines(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Yield first line number and lines of each sentence; runs of empty lines count as one."""
    lines = all_lines(path)
    start = 0
    for end, line in enumerate(lines):
        if not line or not line.strip(" \t"):
            if end > start:
                yield start + 1, lines[start:end]
            start = end + 1
    if len(lines) > start:
        yield start + 1, lines[start:]


def _sentences(path: Path) -> Iterator[Sentence]:
    width = 0
    for number, (first, lines) in enumerate(_token_lines(path)):
        width = width or lines[0].count("\t") + 1
        for line, text in enumerate(lines, start=first):
            columns = text.count("\t") + 1
            if columns != width or width not in (1, 2):
                expected = "as many as above" if width in (1, 2) else "1 column, or 2 with the tag"
                raise wrong_columns(path, line, columns, expected)
        yield Sentence(str(number), tuple(text.split("\t", 1)[0] for text in lines))


def _plain_sentences(text: str) -> tuple[Sentence, ...] | None:
    """Sentences of a file whose lines are all tokens, or all token and tag; otherwise None.

    Also None if there are several empty lines between sentences, lines of blanks alone or carriage
    returns, or a line may be too long.
    """
    if "\r" in text or _THREE_COLUMNS.search(text) or _BLANKS.search(text):
        return None
    sentences = text.removesuffix("\n").removesuffix("\n").split("\n\n") if text else []
    with_tags = bool(sentences) and "\t" in sentences[0]
    found: list[Sentence] = []
    for sentence in sentences:
        lines, tabs = sentence.count("\n") + 1, sentence.count("\t")
        # No line has two tabs, so with as many tabs as lines each line has one.
        if tabs != (lines if with_tags else 0) or len(sentence) > LONGEST_LINE:
            return None
        cells = sentence.replace("\t", "\n").split("\n")
        found.append(Sentence(str(len(found)), tuple(cells[::2] if with_tags else cells)))
    return tuple(found)


def gold(path: Path, task: Task) -> Iterator[Gold]:
    """Read the tags of one file."""
    plain = _plain_gold(read_text(path), frozenset(task.labels))
    if plain is not None:
        yield from plain
        return
    for number, (first, lines) in enumerate(_token_lines(path)):
        rows = [text.split("\t") for text in lines]
        tags: list[str | None] = []
        for line, row in enumerate(rows, start=first):
            if len(row) not in (1, 2):
                raise wrong_columns(path, line, len(row), "1 column, or 2 with the token")
            # An input sentence may start with a token that is also a label, such as "O".
            tags.append(answer(path, line, row[-1], task, first=number == 0))
        known = tuple(tag for tag in tags if tag is not None)
        yield TagsGold(str(number), known if len(known) == len(tags) else None)


_THREE_COLUMNS = re.compile(r"\t[^\t\n]*\t")
_BLANKS = re.compile(r"\n\n\n|\A[ \t]*(?:\n|\Z)|\n[ \t]+(?:\n|\Z)")
"""Several empty lines, an empty first line, or a line of blanks."""


def _plain_gold(text: str, labels: frozenset[str]) -> list[TagsGold] | None:
    """Tags of a file whose lines are all tags, or all token and tag; otherwise None.

    Also None if there are several empty lines between sentences, or a line may be too long.
    """
    if _THREE_COLUMNS.search(text) is not None:
        return None
    known = {label: label for label in labels}.__getitem__  # equal tags are one object
    found: list[tuple[str, ...]] = []
    for sentence in text.rstrip("\n").split("\n\n"):
        cells = sentence.replace("\t", "\n").split("\n")
        tabs = sentence.count("\t")
        # No line has two tabs, so with half as many tabs as cells each line has one.
        if tabs not in (0, len(cells) / 2) or len(sentence) > LONGEST_LINE:
            return None
        tags = cells[1::2] if tabs else cells
        try:
            found.append(tuple(map(known, tags)))
        except KeyError:
            return None
    return many(TagsGold, list(map(str, range(len(found)))), found)
