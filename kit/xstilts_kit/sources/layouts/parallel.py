"""Two text files of sentences: parallel lines whose order is hidden, or corpora with ids."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from xstilts_kit.diagnostics.errors import DataError
from xstilts_kit.families import Gold, Inputs
from xstilts_kit.families.mining.records import CorpusSentence, PairGold, line_of
from xstilts_kit.families.retrieval.records import Candidate, MatchGold, Query
from xstilts_kit.sources.layouts._layout import UNKNOWN, NoAnswers, wrong_columns
from xstilts_kit.sources.text import read_lines
from xstilts_kit.tasks import Task

# Parallel lines: English, sorted; the other language in its original order. One sentence a line.


def line_inputs(paths: Sequence[Path]) -> Inputs:
    """Queries from the first file, candidates from the second; lines are stripped."""
    queries, candidates = ([line.strip() for _, line in read_lines(path)] for path in paths)
    if queries != sorted(queries):
        raise DataError(
            f"{paths[0]}: the lines are not sorted, as XTREME's are.",
            "Sort the English file by code point (LC_ALL=C sort): so XTREME hides the alignment.",
        )
    return Inputs(
        tuple(Query(str(row), text) for row, text in enumerate(queries)),
        tuple(Candidate(str(row), text) for row, text in enumerate(candidates)),
    )


def line_gold(path: Path, task: Task) -> Iterator[Gold]:
    """For each query the zero-based row of its candidate."""
    for row, (line, text) in enumerate(read_lines(path)):
        match = text.strip()
        if match == UNKNOWN:
            yield MatchGold(str(row), None)
            continue
        if not match.isascii() or not match.isdecimal() or str(int(match)) != match:
            kind = NoAnswers if row == 0 else DataError
            raise kind(
                f"{path}:{line}: {match[:40]!r} is no row number.",
                "Name a file with one zero-based row of the other language's file a line.",
            )
        yield MatchGold(str(row), match)


# Corpora: `id ⇥ sentence`; gold `source id ⇥ English id`.


def corpus_inputs(paths: Sequence[Path]) -> Inputs:
    """Sentences of the other language from the first file, English ones from the second."""
    source, target = paths
    return Inputs(tuple(_sentences(source, "query")), tuple(_sentences(target, "candidate")))


def _sentences(path: Path, side: str) -> Iterator[CorpusSentence]:
    seen: set[str] = set()
    for line, text in read_lines(path):
        row = text.split("\t", 1)
        if len(row) != 2:
            raise wrong_columns(path, line, len(row), "2 columns: id and sentence")
        if line_of(row[0]) is None or row[0] in seen:
            what = "stands there twice" if row[0] in seen else "does not number its line"
            raise DataError(
                f"{path}:{line}: the id {row[0][:40]!r} {what}; expected one such as de-000000123.",
                "Fetch the file again.",
            )
        seen.add(row[0])
        yield CorpusSentence(row[0], row[1], side)


def corpus_gold(path: Path, task: Task) -> Iterator[Gold]:
    """The pairs of translations, sorted; empty lines do not count."""
    pairs = set()
    for line, text in read_lines(path):
        if not text.strip():
            continue
        row = [part.strip() for part in text.split("\t")]
        if len(row) != 2 or any(line_of(part) is None for part in row):
            raise wrong_columns(path, line, len(row), "2 columns: two ids such as de-000000123")
        pairs.add((row[0], row[1]))
    yield from (PairGold(*pair) for pair in sorted(pairs))
