"""Choices in XTREME-R's layout: one JSON object per line, ``{"label": 0}``, in input order."""

from collections.abc import Sequence
from typing import Any

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
from xstilts_kit.families.multiple_choice.records import ChoiceRecord
from xstilts_kit.submission.strict_json import StrictJSONError
from xstilts_kit.tasks import Task


def to_xtreme(records: Sequence[ChoiceRecord]) -> str:
    """Format one object per line."""
    return "".join(f'{{"label": {record.choice}}}\n' for record in records)


def from_xtreme(text: str, task: Task, known: Known, parse: Parse) -> Read:
    """Parse one object per line; keys other than ``label`` are ignored, as upstream does."""
    lines, faults = answer_lines(text)
    counted = list(wrong_count(task, len(lines), "line", known))
    read: list[Located] = []
    for number, (line, identifier) in enumerate(rows(lines, known), start=1):
        found = _label(line, task, parse, number)
        if isinstance(found, Fault):
            faults.append(found)
        elif not counted:
            read.append(Located(ChoiceRecord(identifier, found), number))
    return read, [*counted, *faults]


def _label(line: str, task: Task, parse: Parse, number: int) -> int | Fault:
    """The choice on one line, or its fault."""
    try:
        value = parse(line)
    except StrictJSONError as error:
        return Fault(error.code, str(error), number)
    if not isinstance(value, dict) or "label" not in value:
        return Fault("XS404", f'{line[:60]!r}; expected an object such as {{"label": 0}}', number)
    label: Any = value["label"]
    if type(label) is int and str(label) in task.labels:
        return label
    if str(label).removesuffix(".0") in task.labels:  # XTREME-R compares JSON values: "0" is not 0
        return Fault("XS607", f"label {label!r}; expected {int(float(label))}", number)
    expected = ", ".join(task.labels)
    return Fault("XS405", f"label {str(label)[:60]!r}; expected one of {expected}", number)


def sample(task: Task, inputs: Inputs) -> ChoiceRecord:
    """A record for the first example."""
    return ChoiceRecord(inputs.examples[0].id, 0)


EXCHANGE = Exchange("jsonl", to_xtreme, from_xtreme, anonymous=True)
