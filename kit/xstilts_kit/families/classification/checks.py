"""What a label record must mean, beyond its schema."""

from collections.abc import Iterator

from xstilts_kit.families._family import Finding, Inputs
from xstilts_kit.families.classification.records import LabelRecord, SentencePair
from xstilts_kit.tasks import Task


def check(
    task: Task, record: LabelRecord, example: SentencePair | None, inputs: Inputs | None
) -> Iterator[Finding]:
    """The label is one of the task's, letter for letter."""
    if record.label not in task.labels:
        expected = ", ".join(task.labels)
        yield Finding("XS405", f"label {record.label[:60]!r}; expected one of {expected}")
