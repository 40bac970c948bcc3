"""Checks of choice records beyond their schema."""

from collections.abc import Iterator, Sequence

from xstilts_kit.families._family import Finding, Inputs
from xstilts_kit.families.multiple_choice.records import ChoiceRecord, Choices
from xstilts_kit.tasks import Task


def check(
    task: Task,
    records: Sequence[ChoiceRecord],
    examples: Sequence[Choices | None],
    inputs: Inputs | None,
) -> Iterator[Finding]:
    """Check that every record names an existing choice of its example."""
    for at, (record, example) in enumerate(zip(records, examples, strict=True)):
        count = len(task.labels) if example is None else len(example.choices)
        if record.choice >= count:
            message = f"choice {record.choice}; expected 0 to {count - 1}"
            yield Finding("XS405", message, at)
