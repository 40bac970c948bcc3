"""File layouts of tasks, and code shared by their readers.

Each family's `layout.py` defines its own; ``FAMILY.layouts`` names them.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from xstilts_kit.diagnostics.errors import DataError
from xstilts_kit.families._family import Gold, Inputs
from xstilts_kit.tasks import Task

UNKNOWN = "?"
"""Placeholder for an unknown answer in a gold file."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Readers of a file's inputs and of its answers."""

    inputs: Callable[[Sequence[Path]], Inputs]
    """Read the inputs of a split, with or without answers in the files; answers are dropped."""
    gold: Callable[[Path, Task], Iterator[Gold]]
    """Read the answers, from a labelled split or a file of answers."""
    one_each: bool = True
    """Whether there is exactly one answer per example."""


class NoAnswers(DataError):
    """The file holds only inputs."""


def answer(path: Path, line: int, text: str, task: Task, *, first: bool) -> str | None:
    """Parse a label, or None if unknown; if the first line has none, the file has no answers."""
    label = text.strip(" ")
    if label == UNKNOWN:
        return None
    if label not in task.labels:
        kind = NoAnswers if first else DataError
        raise kind(
            f"{path}:{line}: {label[:40]!r} is not a label of {task.name}"
            f" (expected {', '.join(task.labels)}).",
            "Give a file with labels, spelled exactly as in the task; this one looks like inputs.",
        )
    return label


def wrong_columns(path: Path, line: int, found: int, expected: str) -> DataError:
    return DataError(
        f"{path}:{line}: {found} {'column' if found == 1 else 'columns'}; expected {expected}.",
        "Fetch the file again; columns are separated by tabs.",
    )
