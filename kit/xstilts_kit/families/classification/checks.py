"""Checks of label records beyond their schema."""

from collections.abc import Iterator, Sequence

from xstilts_kit.families._family import Finding, Inputs
from xstilts_kit.families.classification.records import LabelRecord, SentencePair
from xstilts_kit.tasks import Task


def check(
    task: Task,
    records: Sequence[LabelRecord],
    examples: Sequence[SentencePair | None],
    inputs: Inputs | None,
) -> Iterator[Finding]:
    """Check that every label is one of the task's, letter for letter."""
    for at, record in enumerate(records):
        if record.label not in task.labels:
            expected = ", ".join(task.labels)
            message = f"label {record.label[:60]!r}; expected one of {expected}"
            yield Finding("XS405", message, at)
