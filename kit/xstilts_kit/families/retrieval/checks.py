"""Checks of match records beyond their schema."""

from collections.abc import Iterator, Sequence

from xstilts_kit.families._family import Finding, Inputs
from xstilts_kit.families.retrieval.records import MatchRecord, Query
from xstilts_kit.tasks import Task


def check(
    task: Task,
    records: Sequence[MatchRecord],
    examples: Sequence[Query | None],
    inputs: Inputs | None,
) -> Iterator[Finding]:
    """Check that every match is the zero-based row of a candidate."""
    for at, record in enumerate(records):
        match = record.match
        row = int(match) if match.isascii() and match.isdecimal() and len(match) <= 18 else -1
        if row < 0 or str(row) != match:
            yield Finding("XS412", f"match {match[:60]!r} is not a row number", at)
        elif inputs is not None and row >= len(inputs.candidates):
            yield Finding("XS412", f"match {match} of {len(inputs.candidates)} candidates", at)
