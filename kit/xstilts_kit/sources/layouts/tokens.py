"""Tokens: ``token [⇥ tag]``, an empty line between sentences, no quoting."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from xstilts_kit.families import Gold, Inputs
from xstilts_kit.families.tagging.records import Sentence, TagsGold
from xstilts_kit.sources.layouts._layout import answer, wrong_columns
from xstilts_kit.sources.text import all_lines
from xstilts_kit.tasks import Task


def inputs(paths: Sequence[Path]) -> Inputs:
    """The sentences of one file."""
    return Inputs(tuple(_sentences(*paths)))


def _token_lines(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Sentences: the number of the first line, and the lines; runs of empty lines count as one."""
    lines = all_lines(path)
    empty = [i for i, line in enumerate(lines) if not line or not line.strip(" \t")]
    start = 0
    for end in (*empty, len(lines)):
        if end > start:
            yield start + 1, lines[start:end]
        start = end + 1


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


def gold(path: Path, task: Task) -> Iterator[Gold]:
    """The tags of one file."""
    labels = frozenset(task.labels)
    for number, (first, lines) in enumerate(_token_lines(path)):
        rows = [text.split("\t") for text in lines]
        plain = [row[-1] for row in rows]
        if labels.issuperset(plain) and {len(row) for row in rows} <= {1, 2}:
            yield TagsGold(str(number), tuple(plain))
            continue
        tags: list[str | None] = []
        for line, row in enumerate(rows, start=first):
            if len(row) not in (1, 2):
                raise wrong_columns(path, line, len(row), "1 column, or 2 with the token")
            # A sentence of inputs may begin with a token that is a label, such as the word "O".
            tags.append(answer(path, line, row[-1], task, first=number == 0))
        known = tuple(tag for tag in tags if tag is not None)
        yield TagsGold(str(number), known if len(known) == len(tags) else None)
