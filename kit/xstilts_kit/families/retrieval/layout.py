"""Parallel lines, one sentence each: English sorted, the other language in its own order."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from xstilts_kit.diagnostics.errors import DataError
from xstilts_kit.families._family import Gold, Inputs
from xstilts_kit.families._layout import UNKNOWN, NoAnswers
from xstilts_kit.families.retrieval.records import Candidate, MatchGold, Query
from xstilts_kit.storage.text import read_lines
from xstilts_kit.tasks import Task


def line_inputs(paths: Sequence[Path]) -> Inputs:
    """Read queries from the first file, candidates from the second; lines are stripped."""
    queries, candidates = ([line.strip() for _, line in read_lines(path)] for path in paths)
    if queries != sorted(queries):
        raise DataError(
            f"{paths[0]}: the lines are not sorted, unlike XTREME's.",
            "Sort the English file by code point (LC_ALL=C sort); this hides the alignment.",
        )
    return Inputs(
        tuple(Query(str(row), text) for row, text in enumerate(queries)),
        tuple(Candidate(str(row), text) for row, text in enumerate(candidates)),
    )


def line_gold(path: Path, task: Task) -> Iterator[Gold]:
    """Read the zero-based row of each query's candidate."""
    for row, (line, text) in enumerate(read_lines(path)):
        match = text.strip()
        if match == UNKNOWN:
            yield MatchGold(str(row), None)
            continue
        if not match.isascii() or not match.isdecimal() or str(int(match)) != match:
            kind = NoAnswers if row == 0 else DataError
            raise kind(
                f"{path}:{line}: {match[:40]!r} is not a row number.",
                "Give a file with one zero-based row of the other language's file per line.",
            )
        yield MatchGold(str(row), match)
