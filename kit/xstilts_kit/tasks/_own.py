"""Checks on a task that is defined outside the package."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any, get_args

from xstilts_kit.cell import SPLITS
from xstilts_kit.diagnostics.errors import DataError
from xstilts_kit.tasks._task import IdRule, Task, UnitRule

NAME = re.compile(r"[a-z][a-z0-9]{0,15}")
LANGUAGE = re.compile(r"[a-z]{2,3}")
GROUP = re.compile(r"[a-z][a-z0-9-]{0,31}")


def refuse_malformed(path: Path, task: Task) -> None:
    """Reject a task that other modules could not use.

    Raises:
        DataError: The first fault found.
    """
    for fault in _faults(task):
        raise DataError(f"{path}: {fault}.", "Correct the task; `tasks/_task.py` documents it.")


def _faults(task: Task) -> Iterator[str]:
    if not isinstance(task.name, str) or NAME.fullmatch(task.name) is None:
        yield f"name {task.name!r} must be up to 16 of a to z and 0 to 9, a letter first"
    for name in ("title", "source", "licence", "citation", "unit_family", "family", "layout"):
        if not isinstance(getattr(task, name), str) or not getattr(task, name):
            yield f"{name} must be a text that is not empty"
    if not isinstance(task.group, str) or GROUP.fullmatch(task.group) is None:
        yield f"group {task.group!r} must be of a to z, 0 to 9 and -"
    if not _are_texts(task.languages) or not task.languages:
        yield 'languages must be a tuple of codes, e.g. ("de",)'
    for code in task.languages:
        if LANGUAGE.fullmatch(code) is None:
            yield f"language {code!r} must be two or three of a to z, as in ISO 639"
    if len(set(task.languages)) < len(task.languages):
        yield "a language occurs twice"
    if not _are_texts(task.labels):
        yield 'labels must be a tuple of texts, e.g. ("no", "yes")'
    if task.unit not in get_args(UnitRule):
        yield f"unit {task.unit!r} is none of {', '.join(get_args(UnitRule))}"
    if task.ids not in get_args(IdRule):
        yield f"ids {task.ids!r} is none of {', '.join(get_args(IdRule))}"
    yield from _faults_of_files("files", task.files)
    yield from _faults_of_files("answers", task.answers)
    if "test" not in task.files:
        yield "files has no split `test`"


def _faults_of_files(name: str, files: Any) -> Iterator[str]:
    if not isinstance(files, Mapping):
        yield f"{name} must be a dict of split to a tuple of paths"
        return
    for split, paths in files.items():
        if split not in SPLITS:
            yield f"{name} has a split {split!r}; splits are {', '.join(SPLITS)}"
        if not _are_texts(paths):
            yield f'{name}[{split!r}] must be a tuple of paths, e.g. ("toy/test-{{language}}.tsv",)'
            return
        for path in paths:
            place = PurePosixPath(path)
            if place.is_absolute() or ".." in place.parts or "\\" in path:
                yield f"{path!r} must be relative to the data folder, with forward slashes"


def _are_texts(value: Any) -> bool:
    return isinstance(value, tuple) and all(isinstance(one, str) and one for one in value)
