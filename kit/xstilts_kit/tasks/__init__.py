"""The tasks, found by discovery: every public module here holds one value ``TASK``."""

import pkgutil
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from types import MappingProxyType

from xstilts_kit.diagnostics.errors import UsageError, nearest
from xstilts_kit.tasks._task import HubData, Task

__all__ = ["HubData", "Task", "all_data", "all_tasks", "get_data", "get_task"]


@cache
def all_data() -> MappingProxyType[str, Task]:
    """Every task whose data are known, by name, in alphabetical order of the names."""
    names = sorted(m.name for m in pkgutil.iter_modules(__path__) if not m.name.startswith("_"))
    tasks = (import_module(f"{__name__}.{name}").TASK for name in names)
    return MappingProxyType({task.name: task for task in tasks})


@cache
def all_tasks() -> MappingProxyType[str, Task]:
    """Every task that can be predicted and scored, by name, in the same order."""
    return MappingProxyType({n: task for n, task in all_data().items() if not task.data_only})


def get_data(name: str) -> Task:
    """The task called `name`, of which the data are enough.

    Raises:
        UsageError: There is none; the message names the nearest.
    """
    return _get(name, all_data())


def get_task(name: str) -> Task:
    """The task called `name`, to predict or score.

    Raises:
        UsageError: There is none, and the message names the nearest; or only its data are known.
    """
    if name in all_data() and name not in all_tasks():
        raise UsageError(
            f"{name}: this version prepares and verifies its data, but cannot predict or score it.",
            f"It can do so with {', '.join(all_tasks())}.",
        )
    return _get(name, all_tasks())


def _get(name: str, tasks: Mapping[str, Task]) -> Task:
    if name not in tasks:
        raise UsageError(
            f"There is no task {name!r}.",
            nearest(name, tasks, otherwise=f"The tasks are: {', '.join(tasks)}."),
        )
    return tasks[name]
