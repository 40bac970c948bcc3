"""Bilingual corpora, ``id ⇥ sentence``; the gold is ``source id ⇥ English id``."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from xstilts_kit.diagnostics.errors import DataError
from xstilts_kit.families._family import Gold, Inputs
from xstilts_kit.families._layout import wrong_columns
from xstilts_kit.families.mining.records import CorpusSentence, PairGold, line_of
from xstilts_kit.storage.text import read_lines
from xstilts_kit.tasks import Task


def corpus_inputs(paths: Sequence[Path]) -> Inputs:
    """Read the other language's sentences from the first file, English ones from the second."""
    source, target = paths
    return Inputs(tuple(_sentences(source, "query")), tuple(_sentences(target, "candidate")))


def _sentences(path: Path, side: str) -> Iterator[CorpusSentence]:
    seen: set[str] = set()
    for line, text in read_lines(path):
        row = text.split("\t", 1)
        if len(row) != 2:
            raise wrong_columns(path, line, len(row), "2 columns: id and sentence")
        if line_of(row[0]) is None or row[0] in seen:
            what = "occurs twice" if row[0] in seen else "does not match its line number"
            raise DataError(
                f"{path}:{line}: the id {row[0][:40]!r} {what}; expected one such as de-000000123.",
                "Fetch the file again.",
            )
        seen.add(row[0])
        yield CorpusSentence(row[0], row[1], side)


def corpus_gold(path: Path, task: Task) -> Iterator[Gold]:
    """Read the translation pairs, sorted; empty lines are skipped."""
    pairs = set()
    for line, text in read_lines(path):
        if not text.strip():
            continue
        row = [part.strip() for part in text.split("\t")]
        if len(row) != 2 or any(line_of(part) is None for part in row):
            raise wrong_columns(path, line, len(row), "2 columns: two ids such as de-000000123")
        pairs.add((row[0], row[1]))
    yield from (PairGold(*pair) for pair in sorted(pairs))
