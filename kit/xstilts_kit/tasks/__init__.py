"""The tasks of the benchmark, discovered as modules with a value ``TASK``.

`xstilts_kit.definitions` can add those of a folder outside the package.

The module can be called: ``xstilts_kit.tasks()`` gives every task by name.
"""

import pkgutil
import sys
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pathlib import Path
from types import MappingProxyType, ModuleType

from xstilts_kit.definitions import conflict, in_use, read_values
from xstilts_kit.diagnostics.errors import UsageError, nearest
from xstilts_kit.tasks._own import refuse_malformed
from xstilts_kit.tasks._task import HubData, Task

__all__ = ["HubData", "Task", "all_tasks", "get_task", "own_tasks"]


def all_tasks() -> MappingProxyType[str, Task]:
    """All tasks, by name, in alphabetical order, with those of the folder in use."""
    return _with(in_use().folder)


def own_tasks() -> Mapping[str, Task]:
    """The tasks of the folder in use; see `xstilts_kit.definitions`."""
    return _own(in_use().folder)


@cache
def _bundled() -> MappingProxyType[str, Task]:
    names = sorted(m.name for m in pkgutil.iter_modules(__path__) if not m.name.startswith("_"))
    tasks = (import_module(f"{__name__}.{name}").TASK for name in names)
    return MappingProxyType({task.name: task for task in tasks})


@cache
def _own(folder: Path | None) -> MappingProxyType[str, Task]:
    found: dict[str, Task] = {}
    for path, task in read_values(folder, "tasks", "TASK", Task):
        refuse_malformed(path, task)
        if task.name in _bundled() or task.name in found:
            raise conflict(path, "a task", task.name)
        found[task.name] = task
    return MappingProxyType(found)


@cache
def _with(folder: Path | None) -> MappingProxyType[str, Task]:
    return MappingProxyType(dict(sorted({**_bundled(), **_own(folder)}.items())))


def get_task(name: str) -> Task:
    """The task called `name`.

    Raises:
        UsageError: There is no such task; the message suggests the nearest name.
    """
    tasks = all_tasks()
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
