"""Rankings as one JSON object, query id → candidate ids, best first.

This is XTREME-R's format for Mewsli-X. It has none for LAReQA, which is written alike.
"""

import json
from collections.abc import Sequence
from typing import Any

from xstilts_kit.families._exchange import Exchange, Fault, Known, Located, Parse, Read
from xstilts_kit.families._family import Inputs
from xstilts_kit.families.ranking.records import DEPTH, RankingRecord, is_id
from xstilts_kit.tasks import Task


def to_xtreme(records: Sequence[RankingRecord]) -> str:
    """Format one JSON object, with one query per line."""
    lines = (f"{json.dumps(record.id)}: {json.dumps(record.ranking)}" for record in records)
    return "{\n" + ",\n".join(lines) + "\n}\n"


def from_xtreme(text: str, task: Task, known: Known, parse: Parse) -> Read:
    """Parse one JSON object; longer rankings are cut, as XTREME-R's script does."""
    value = parse(text)
    if not isinstance(value, dict):
        return [], [Fault("XS616", f"the file holds {json.dumps(value)[:60]}", 1)]
    read: list[Located] = []
    faults: list[Fault] = []
    at, line = 0, 1
    for identifier, ranking in value.items():
        found = max(at, text.find(json.dumps(identifier, ensure_ascii=False), at))
        at, line = found, line + text.count("\n", at, found)
        if _is_ranking(ranking):
            kept = tuple(ranking[:DEPTH])
            read.append(Located(RankingRecord(identifier, kept), line))
        else:
            message = f"id {identifier[:60]!r}: {str(ranking)[:60]}; expected a list of ids"
            faults.append(Fault("XS404", message, line))
    return read, faults


def _is_ranking(value: Any) -> bool:
    return isinstance(value, list) and all(map(is_id, value))


def sample(task: Task, inputs: Inputs) -> RankingRecord:
    """A record for the first query."""
    first = tuple(candidate.id for candidate in inputs.candidates[:3])
    return RankingRecord(inputs.examples[0].id, first)


EXCHANGE = Exchange("json", to_xtreme, from_xtreme)
