"""How the files of a task are written, and what the readers of several layouts share.

Each family's `layout.py` reads its own; ``FAMILY.layouts`` gives them their names.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from xstilts_kit.diagnostics.errors import DataError
from xstilts_kit.families._family import Gold, Inputs
from xstilts_kit.tasks import Task

UNKNOWN = "?"
"""What stands in a gold file where the answer is not known."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Two ways to read files: for their inputs, or for their answers."""

    inputs: Callable[[Sequence[Path]], Inputs]
    """Inputs of the files of one split, with or without answers; answers are not handed on."""
    gold: Callable[[Path, Task], Iterator[Gold]]
    """Answers, from a labelled split or from a file of answers alone."""
    one_each: bool = True
    """Whether there is exactly one answer to each example."""


class NoAnswers(DataError):
    """The file holds inputs only."""


def answer(path: Path, line: int, text: str, task: Task, *, first: bool) -> str | None:
    """The label, None where it is unknown; a file whose first line is none has no answers."""
    label = text.strip(" ")
    if label == UNKNOWN:
        return None
    if label not in task.labels:
        kind = NoAnswers if first else DataError
        raise kind(
            f"{path}:{line}: {label[:40]!r} is no label of {task.name}"
            f" (expected {', '.join(task.labels)}).",
            "Name a file of labels, spelled as the task spells them; this one looks like inputs.",
        )
    return label


def wrong_columns(path: Path, line: int, found: int, expected: str) -> DataError:
    return DataError(
        f"{path}:{line}: {found} {'column' if found == 1 else 'columns'}; expected {expected}.",
        "Fetch the file again; columns are separated by tabs.",
    )
