"""What an answer record must mean, beyond its schema."""

from collections.abc import Iterator

from xstilts_kit.families._family import Finding, Inputs
from xstilts_kit.families.span_qa.records import AnswerRecord, Question
from xstilts_kit.tasks import Task


def check(
    task: Task, record: AnswerRecord, example: Question | None, inputs: Inputs | None
) -> Iterator[Finding]:
    """The answer is a piece of its context, character for character."""
    if example is not None and record.answer not in example.context:
        yield Finding("XS414", f"answer {record.answer[:60]!r} to {record.id[:60]!r}")
