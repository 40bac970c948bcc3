"""Suites: which tasks and languages are asked for, and how they average.

A mean is given only over a complete set, as in XTREME's `evaluate.py`: a task over its languages,
a group over its tasks, the overall over all tasks (each task counts once, whatever its group).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from xstilts_kit import miniature
from xstilts_kit.cell import Cell
from xstilts_kit.diagnostics.errors import UsageError, nearest
from xstilts_kit.tasks import Task, all_data, all_tasks, get_task

__all__ = ["GROUPS", "SUITES", "Suite", "find_suite", "get_suite"]

GROUPS: Mapping[str, str] = MappingProxyType(
    {
        "classification": "Sentence pairs",
        "tagging": "Tagging",
        "qa": "Question answering",
        "retrieval": "Retrieval",
    }
)
"""The title of every group of tasks."""

_XTREME = MappingProxyType(
    {
        "classification": ("xnli", "pawsx"),
        "tagging": ("udpos", "panx"),
        "qa": ("xquad", "mlqa", "tydiqa"),
        "retrieval": ("tatoeba", "bucc2018"),
    }
)
_XTREME_8 = MappingProxyType({**_XTREME, "retrieval": ("tatoeba",)})


@dataclass(frozen=True, slots=True)
class Suite:
    """A set of (task, language)."""

    name: str
    title: str
    groups: Mapping[str, tuple[str, ...]]
    """Group → its tasks."""
    languages: tuple[str, ...] | None = None
    """The same languages for every task; None: each task's own."""

    @property
    def task_names(self) -> tuple[str, ...]:
        """Every task that the overall score needs."""
        return tuple(name for tasks in self.groups.values() for name in tasks)

    def tasks(self) -> tuple[Task, ...]:
        """The tasks of every group, group by group."""
        return tuple(get_task(name) for name in self.task_names)

    def cells(self) -> tuple[Cell, ...]:
        """Every cell, in averaging order, on the test split."""
        return tuple(
            Cell(task.name, language)
            for task in self.tasks()
            for language in self.languages_of(task)
        )

    def languages_of(self, task: Task) -> tuple[str, ...]:
        """The suite's languages of a task, in averaging order."""
        if self.languages is None:
            return task.languages
        return tuple(language for language in self.languages if language != task.pivot)


SUITES: Mapping[str, Suite] = MappingProxyType(
    {
        suite.name: suite
        for suite in (
            Suite("xtreme-8", "XTREME without BUCC, whose corpora have their own terms", _XTREME_8),
            Suite("xtreme", "XTREME, all nine tasks", _XTREME),
            Suite(
                "mini",
                "the bundled miniature: invented sentences, ten languages, nine tasks",
                _XTREME,
                languages=miniature.LANGUAGES,
            ),
        )
    }
)
"""The suites of several tasks, by name. Beside them every task is a suite of its own."""


def find_suite(name: str) -> Suite | None:
    """The suite called `name`, or the suite of the task called so, or None."""
    task = all_tasks().get(name)
    if name in SUITES or task is None:
        return SUITES.get(name)
    return Suite(task.name, task.title, {task.group: (task.name,)})


def get_suite(name: str) -> Suite:
    """The suite called `name`.

    Raises:
        UsageError: There is none; the message names the nearest.
    """
    suite = find_suite(name)
    if suite is None:
        if name in all_data():
            get_task(name)  # it says that only its data are known
        known = f"The suites are: {', '.join(SUITES)}; each task is a suite of its own, too."
        raise UsageError(
            f"There is no suite {name!r}.",
            nearest(name, [*SUITES, *all_tasks()], otherwise=known),
        )
    return suite
