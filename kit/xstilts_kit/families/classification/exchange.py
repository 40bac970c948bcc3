"""Labels in XTREME's layout: one per line, in the order of the inputs."""

from collections.abc import Sequence

from xstilts_kit.families._exchange import (
    Exchange,
    Known,
    Located,
    Parse,
    Read,
    answer_lines,
    label_fault,
    rows,
    wrong_count,
)
from xstilts_kit.families._family import Inputs
from xstilts_kit.families.classification.records import LabelRecord
from xstilts_kit.tasks import Task


def to_xtreme(records: Sequence[LabelRecord]) -> str:
    """Format one label per line."""
    return "".join(f"{record.label}\n" for record in records)


def from_xtreme(text: str, task: Task, known: Known, parse: Parse) -> Read:
    """Parse one label per line."""
    lines, faults = answer_lines(text)
    counted = list(wrong_count(task, len(lines), "line", known))
    read: list[Located] = []
    for number, (line, identifier) in enumerate(rows(lines, known), start=1):
        fault = label_fault(task, line, "label", number)
        if fault is not None:
            faults.append(fault)
        elif not counted:
            read.append(Located(LabelRecord(identifier, line), number))
    return read, [*counted, *faults]


def sample(task: Task, inputs: Inputs) -> LabelRecord:
    """A record for the first pair."""
    return LabelRecord(inputs.examples[0].id, task.labels[0])


EXCHANGE = Exchange("tsv", to_xtreme, from_xtreme, anonymous=True)
