"""Matches in XTREME's layout: a row of the other file for each line of the sorted English file."""

import re
from collections.abc import Sequence

from xstilts_kit.families._exchange import (
    Exchange,
    Fault,
    Known,
    Located,
    Parse,
    Read,
    answer_lines,
    rows,
    wrong_count,
)
from xstilts_kit.families._family import Inputs
from xstilts_kit.families.retrieval.records import MatchRecord
from xstilts_kit.tasks import Task

_ARRAY = re.compile(r"\[\s*([0-9]+)\s*\]")


def to_xtreme(records: Sequence[MatchRecord]) -> str:
    """Format one zero-based row per line."""
    return "".join(f"{record.match}\n" for record in records)


def from_xtreme(text: str, task: Task, known: Known, parse: Parse) -> Read:
    """Parse one zero-based row per line; the family's check tests whether the row exists."""
    lines, faults = answer_lines(text)
    counted = list(wrong_count(task, len(lines), "line", known))
    read: list[Located] = []
    for number, (line, identifier) in enumerate(rows(lines, known), start=1):
        array = _ARRAY.fullmatch(line)
        if array is not None:
            faults.append(Fault("XS608", f"{line[:60]!r}; expected {array[1]}", number))
        elif not line:
            faults.append(Fault("XS412", "the line is empty", number))
        elif not counted:
            read.append(Located(MatchRecord(identifier, line), number))
    if len(lines) >= _FEW and lines == [str(row) for row in range(len(lines))]:
        faults.append(Fault("XS615", f"0, 1, 2 … {len(lines) - 1}"))
    return read, [*counted, *faults]


_FEW = 10
"""Minimum number of lines to detect matches that equal their line numbers."""


def sample(task: Task, inputs: Inputs) -> MatchRecord:
    """A record for the first query."""
    return MatchRecord(inputs.examples[0].id, inputs.candidates[0].id)


EXCHANGE = Exchange("tsv", to_xtreme, from_xtreme, anonymous=True)
