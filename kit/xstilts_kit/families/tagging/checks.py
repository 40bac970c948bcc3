"""Checks of tag records beyond their schema."""

from collections.abc import Iterator, Sequence

from xstilts_kit.families._family import Finding, Inputs
from xstilts_kit.families.tagging.records import Sentence, TagsRecord
from xstilts_kit.tasks import Task


def check(
    task: Task,
    records: Sequence[TagsRecord],
    examples: Sequence[Sentence | None],
    inputs: Inputs | None,
) -> Iterator[Finding]:
    """Check that every token has a tag, and that every tag is one of the task's."""
    labels = frozenset(task.labels)
    for at, (record, example) in enumerate(zip(records, examples, strict=True)):
        if not labels.issuperset(record.tags):
            position = next(i for i, tag in enumerate(record.tags) if tag not in labels)
            tag, expected = record.tags[position], ", ".join(task.labels)
            message = f"tag {tag[:60]!r} at token {position + 1}; expected one of {expected}"
            yield Finding("XS405", message, at)
        if example is not None and len(record.tags) != len(example.tokens):
            found, tokens = len(record.tags), len(example.tokens)
            yield Finding("XS410", f"{found} tags; the sentence has {tokens} tokens", at)
