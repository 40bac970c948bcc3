"""Answers in XTREME's layout: one JSON object, question id → answer."""

import json
from collections.abc import Sequence

from xstilts_kit.families._exchange import (
    Exchange,
    Fault,
    Known,
    Located,
    Parse,
    Read,
)
from xstilts_kit.families._family import Inputs
from xstilts_kit.families.span_qa.records import AnswerRecord
from xstilts_kit.tasks import Task


def to_xtreme(records: Sequence[AnswerRecord]) -> str:
    """Format one JSON object in ASCII, because XTREME's script reads in the platform's encoding."""
    return json.dumps({record.id: record.answer for record in records}, indent=1) + "\n"


def from_xtreme(text: str, task: Task, known: Known, parse: Parse) -> Read:
    """Parse one JSON object; its ids are checked by the family's `arrange`."""
    value = parse(text)
    if not isinstance(value, dict):
        return [], [Fault("XS616", f"the file holds {_kind(value)}", 1)]
    read: list[Located] = []
    faults: list[Fault] = []
    at, line = 0, 1
    for identifier, answer in value.items():
        found = max(at, text.find(json.dumps(identifier, ensure_ascii=False), at))
        at, line = found, line + text.count("\n", at, found)
        if isinstance(answer, str):
            read.append(Located(AnswerRecord(identifier, answer), line))
        else:
            faults.append(Fault("XS611", f"id {identifier[:60]!r}: {_kind(answer)}", line))
    return read, faults


def _kind(value: object) -> str:
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    kinds: dict[type, str] = {dict: "an object", list: "a list", str: "a string"}
    return kinds.get(type(value), "a number")


def sample(task: Task, inputs: Inputs) -> AnswerRecord:
    """A record for the first question."""
    first = inputs.examples[0]
    words = first.context.split(maxsplit=1)
    return AnswerRecord(first.id, words[0] if words else "")


EXCHANGE = Exchange("json", to_xtreme, from_xtreme)
