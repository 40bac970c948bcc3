"""What a tags record must mean, beyond its schema."""

from collections.abc import Iterator

from xstilts_kit.families._family import Finding, Inputs
from xstilts_kit.families.tagging.records import Sentence, TagsRecord
from xstilts_kit.tasks import Task


def check(
    task: Task, record: TagsRecord, example: Sentence | None, inputs: Inputs | None
) -> Iterator[Finding]:
    """Every tag is one of the task's, and there is one for every token."""
    if not frozenset(task.labels).issuperset(record.tags):
        position = next(i for i, tag in enumerate(record.tags) if tag not in task.labels)
        tag, expected = record.tags[position], ", ".join(task.labels)
        yield Finding(
            "XS405", f"tag {tag[:60]!r} at token {position + 1}; expected one of {expected}"
        )
    if example is not None and len(record.tags) != len(example.tokens):
        yield Finding(
            "XS410", f"{len(record.tags)} tags; the sentence has {len(example.tokens)} tokens"
        )
