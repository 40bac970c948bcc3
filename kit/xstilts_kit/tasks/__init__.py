"""The tasks of the benchmark, discovered as modules with a value ``TASK``.

The module can be called: ``xstilts_kit.tasks()`` gives every task by name.
"""

import pkgutil
import sys
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from types import MappingProxyType, ModuleType

from xstilts_kit.diagnostics.errors import UsageError, nearest
from xstilts_kit.tasks._task import HubData, Task

__all__ = ["HubData", "Task", "all_data", "all_tasks", "get_data", "get_task"]


@cache
def all_data() -> MappingProxyType[str, Task]:
    """All tasks with known data, by name, in alphabetical order."""
    names = sorted(m.name for m in pkgutil.iter_modules(__path__) if not m.name.startswith("_"))
    tasks = (import_module(f"{__name__}.{name}").TASK for name in names)
    return MappingProxyType({task.name: task for task in tasks})


@cache
def all_tasks() -> MappingProxyType[str, Task]:
    """All tasks that can be predicted and scored, by name, in alphabetical order."""
    return MappingProxyType({n: task for n, task in all_data().items() if not task.data_only})


def get_data(name: str) -> Task:
    """The task called `name`, even if only its data are known.

    Raises:
        UsageError: There is no such task; the message suggests the nearest name.
    """
    return _get(name, all_data())


def get_task(name: str) -> Task:
    """The task called `name`, for prediction and scoring.

    Raises:
        UsageError: The task is unknown (the message suggests the nearest name), or only its data
            are known.
    """
    if name in all_data() and name not in all_tasks():
        raise UsageError(
            f"{name}: this version prepares and verifies its data, but cannot predict or score it.",
            f"These tasks are supported: {', '.join(all_tasks())}.",
        )
    return _get(name, all_tasks())


def _get(name: str, tasks: Mapping[str, Task]) -> Task:
    if name not in tasks:
        raise UsageError(
            f"There is no task {name!r}.",
            nearest(name, tasks, otherwise=f"The tasks are: {', '.join(tasks)}."),
        )
    return tasks[name]


class _Callable(ModuleType):
    """This package, which is also the function `tasks` of the Python API.

    Importing a sub-package makes it an attribute of its parent and would hide a function of that
    name, so the sub-package itself is callable.
    """

    def __call__(self) -> Mapping[str, Task]:
        return all_tasks()


sys.modules[__name__].__class__ = _Callable
