"""Checks on a suite that is defined outside the package."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from xstilts_kit.diagnostics.errors import DataError, nearest
from xstilts_kit.tasks import all_tasks

if TYPE_CHECKING:
    from xstilts_kit.suites import Suite

NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")
LANGUAGE = re.compile(r"[a-z]{2,3}")


def refuse_malformed(path: Path, suite: "Suite") -> None:
    """Reject a suite that other modules could not use.

    Raises:
        DataError: The first fault found.
    """
    for what, remedy in _faults(suite):
        raise DataError(f"{path}: {what}.", remedy)


def _faults(suite: "Suite") -> Iterator[tuple[str, str]]:
    correct = "Correct the suite; `suites/__init__.py` documents it."
    if not isinstance(suite.name, str) or NAME.fullmatch(suite.name) is None:
        yield f"name {suite.name!r} must be up to 32 of a to z, 0 to 9 and -", correct
    if not isinstance(suite.title, str) or not suite.title:
        yield "title must be a text that is not empty", correct
    if suite.is_bundled:
        yield "is_bundled is for the miniature only", correct
    if not isinstance(suite.groups, Mapping) or not suite.groups:
        yield "groups must be a dict of group to a tuple of tasks", correct
    for group, names in suite.groups.items():
        if not isinstance(names, tuple) or not names:
            yield f'groups[{group!r}] must be a tuple of tasks, e.g. ("xnli",)', correct
        for name in names:
            if name not in all_tasks():
                known = f"The tasks are: {', '.join(all_tasks())}."
                yield f"there is no task {name!r}", nearest(str(name), all_tasks(), otherwise=known)
    if len(set(suite.task_names)) < len(suite.task_names):
        yield "a task occurs twice", correct
    languages = suite.languages
    if languages is not None and (
        not isinstance(languages, tuple)
        or not languages
        or not all(isinstance(one, str) and LANGUAGE.fullmatch(one) for one in languages)
    ):
        yield 'languages must be a tuple of ISO 639 codes, e.g. ("de", "hsb"), or None', correct
