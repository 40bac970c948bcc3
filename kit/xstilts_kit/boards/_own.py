"""Checks on boards and tasks that are defined outside the package."""

from collections.abc import Iterator
from pathlib import Path

from xstilts_kit.boards._board import Board
from xstilts_kit.diagnostics.errors import DataError, UsageError
from xstilts_kit.families import all_families
from xstilts_kit.suites import get_suite
from xstilts_kit.tasks import Task, own_tasks


def refuse_malformed(path: Path, board: Board) -> None:
    """Reject a board that other modules could not use.

    Raises:
        DataError: The first fault found.
    """
    for fault in _faults(board):
        raise DataError(f"{path}: {fault}.", "Correct the board; `boards/_board.py` documents it.")


def _faults(board: Board) -> Iterator[str]:
    if not isinstance(board.title, str) or not board.title:
        yield "title must be a text that is not empty"
    if not isinstance(board.edition, str) or not board.edition:
        yield "edition must be the name of an edition"
    if not isinstance(board.takes, tuple) or board.name not in board.takes:
        yield f"takes must be a tuple of suites with {board.name!r} among them"
    for name in board.takes:
        try:
            get_suite(name)
        except UsageError as error:
            yield f"{error.what.rstrip('.')}: a board is named like its suite, or its one task"


def refuse_unusable_tasks() -> None:
    """Reject tasks of the folder in use whose family, layout or metric does not exist.

    Raises:
        DataError: The first fault found.
    """
    for task in own_tasks().values():
        for fault in _faults_of_task(task):
            raise DataError(f"The task {task.name}: {fault}.", "Correct its module.")


def _faults_of_task(task: Task) -> Iterator[str]:
    families = all_families()
    family = families.get(task.family)
    if family is None:
        yield f"there is no family {task.family!r}; families are {', '.join(families)}"
        return
    if task.layout not in family.layouts:
        known = ", ".join(family.layouts)
        yield f"{task.family} has no layout {task.layout!r}; its layouts are {known}"
    if task.metric not in family.metrics:
        known = ", ".join(family.metrics)
        yield f"{task.family} has no metric {task.metric!r}; its metrics are {known}"
