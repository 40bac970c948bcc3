"""Suites: sets of tasks and languages, and how their scores are averaged.

Means are taken only over complete sets, as in XTREME's `evaluate.py`: a task over its languages,
a group over its tasks, the overall score over all tasks (each counts once, whatever its group).
The module can be called: ``xstilts_kit.suites()`` gives every suite of several tasks by name.
"""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType, ModuleType

from xstilts_kit import miniature
from xstilts_kit.cell import Cell
from xstilts_kit.definitions import Live, conflict, in_use, read_values
from xstilts_kit.diagnostics.errors import UsageError, nearest
from xstilts_kit.suites._own import refuse_malformed
from xstilts_kit.tasks import Task, all_tasks, get_task

__all__ = ["GROUPS", "SUITES", "Suite", "find_suite", "get_suite", "group_title"]

GROUPS: Mapping[str, str] = MappingProxyType(
    {
        "classification": "Sentence pairs",
        "tagging": "Tagging",
        "qa": "Question answering",
        "retrieval": "Retrieval",
    }
)
"""Title of every group of tasks."""

_XTREME = MappingProxyType(
    {
        "classification": ("xnli", "pawsx"),
        "tagging": ("udpos", "panx"),
        "qa": ("xquad", "mlqa", "tydiqa"),
        "retrieval": ("tatoeba", "bucc2018"),
    }
)
_MINI_R = MappingProxyType(
    {
        "classification": ("xnli", "xcopa"),
        "tagging": ("udpos", "panx"),
        "qa": ("xquad", "mlqa", "tydiqa"),
        "retrieval": ("tatoeba", "lareqa"),
    }
)
_XTREME_8 = MappingProxyType({**_XTREME, "retrieval": ("tatoeba",)})
_XTREME_R = MappingProxyType(
    {
        "classification": ("xnli", "xcopa"),
        "tagging": ("udpos", "panx"),
        "qa": ("xquad", "mlqa", "tydiqa"),
        "retrieval": ("tatoeba", "mewslix", "lareqa"),
    }
)
"""XTREME-R's groups, with LAReQA in retrieval: the groups of its `evaluate.py` leave it out, and
its overall score, which needs LAReQA, can never be computed."""


@dataclass(frozen=True, slots=True)
class Suite:
    """A set of tasks and languages."""

    name: str
    title: str
    groups: Mapping[str, tuple[str, ...]]
    """Group → tasks."""
    languages: tuple[str, ...] | None = None
    """Languages common to all tasks; None: each task's own."""
    added: bool = False
    """Whether each task's own languages include those that XTREME-R adds."""
    is_bundled: bool = False
    """Whether its data are the bundled miniature."""

    @property
    def task_names(self) -> tuple[str, ...]:
        """All tasks that enter the overall score."""
        return tuple(name for tasks in self.groups.values() for name in tasks)

    def tasks(self) -> tuple[Task, ...]:
        """The tasks of all groups, group by group."""
        return tuple(get_task(name) for name in self.task_names)

    def cells(self) -> tuple[Cell, ...]:
        """All cells, in averaging order, on the test split."""
        return tuple(
            Cell(task.name, language)
            for task in self.tasks()
            for language in self.languages_of(task)
        )

    def languages_of(self, task: Task) -> tuple[str, ...]:
        """The suite's languages of a task, in averaging order."""
        if self.languages is None:
            return task.every_language if self.added else task.languages
        return tuple(language for language in self.languages if language != task.pivot)


_BUNDLED: Mapping[str, Suite] = MappingProxyType(
    {
        suite.name: suite
        for suite in (
            Suite("xtreme-8", "XTREME without BUCC, whose corpora have their own terms", _XTREME_8),
            Suite("xtreme", "XTREME, all nine tasks", _XTREME),
            Suite("xtreme-r", "XTREME-R, ten tasks in fifty languages", _XTREME_R, added=True),
            Suite(
                "mini",
                "the bundled miniature: invented sentences, ten languages, nine tasks",
                _XTREME,
                languages=miniature.LANGUAGES,
                is_bundled=True,
            ),
            Suite(
                "mini-r",
                "the miniature in XTREME-R's tasks, without Mewsli-X",
                _MINI_R,
                languages=miniature.LANGUAGES,
                is_bundled=True,
            ),
        )
    }
)


@cache
def _with(folder: Path | None) -> Mapping[str, Suite]:
    own: dict[str, Suite] = {}
    for path, suite in read_values(folder, "suites", "SUITE", Suite):
        refuse_malformed(path, suite)
        if suite.name in _BUNDLED or suite.name in own or suite.name in all_tasks():
            raise conflict(path, "a suite or task", suite.name)
        own[suite.name] = suite
    return MappingProxyType({**_BUNDLED, **own})


SUITES: Mapping[str, Suite] = Live(lambda: _with(in_use().folder))
"""Suites with several tasks, by name, with those of the folder in use
(`xstilts_kit.definitions`). In addition, every task is a suite of its own."""


def group_title(group: str) -> str:
    """Title of a group of tasks; a group that XTREME does not have is titled by its name."""
    return GROUPS.get(group) or group.replace("-", " ").capitalize()


def find_suite(name: str) -> Suite | None:
    """The suite called `name`, or the one-task suite of that name, or None."""
    task = all_tasks().get(name)
    if name in SUITES or task is None:
        return SUITES.get(name)
    return Suite(task.name, task.title, {task.group: (task.name,)})


def get_suite(name: str) -> Suite:
    """The suite called `name`.

    Raises:
        UsageError: There is no such suite; the message suggests the nearest name.
    """
    suite = find_suite(name)
    if suite is None:
        known = f"The suites are: {', '.join(SUITES)}; each task is a suite of its own, too."
        if in_use().folder is None:
            known += " A lab's own need --tasks DIR."
        raise UsageError(
            f"There is no suite {name!r}.",
            nearest(name, [*SUITES, *all_tasks()], otherwise=known),
        )
    return suite


class _Callable(ModuleType):
    """This package, which is also the function `suites` of the Python API, as `tasks` is."""

    def __call__(self) -> Mapping[str, Suite]:
        return SUITES


sys.modules[__name__].__class__ = _Callable
