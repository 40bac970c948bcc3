"""Checks of answer records beyond their schema."""

from collections.abc import Iterator, Sequence

from xstilts_kit.families._family import Finding, Inputs
from xstilts_kit.families.span_qa.records import AnswerRecord, Question
from xstilts_kit.tasks import Task


def check(
    task: Task,
    records: Sequence[AnswerRecord],
    examples: Sequence[Question | None],
    inputs: Inputs | None,
) -> Iterator[Finding]:
    """Check that every answer is a substring of its context."""
    for at, (record, example) in enumerate(zip(records, examples, strict=True)):
        if example is not None and record.answer not in example.context:
            yield Finding("XS414", f"answer {record.answer[:60]!r} to {record.id[:60]!r}", at)
