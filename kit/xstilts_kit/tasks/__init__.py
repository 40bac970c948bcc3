"""The tasks, found by discovery: every public module here holds one value ``TASK``."""

import pkgutil
from functools import cache
from importlib import import_module
from types import MappingProxyType

from xstilts_kit.diagnostics.errors import UsageError, nearest
from xstilts_kit.tasks._task import ROLES, HubData, Role, Task

__all__ = ["ROLES", "HubData", "Role", "Task", "all_tasks", "get_task"]


@cache
def all_tasks() -> MappingProxyType[str, Task]:
    """Every task by name, in alphabetical order of the names."""
    names = sorted(m.name for m in pkgutil.iter_modules(__path__) if not m.name.startswith("_"))
    tasks = (import_module(f"{__name__}.{name}").TASK for name in names)
    return MappingProxyType({task.name: task for task in tasks})


def get_task(name: str) -> Task:
    """The task called `name`.

    Raises:
        UsageError: There is none; the message names the nearest.
    """
    tasks = all_tasks()
    if name not in tasks:
        raise UsageError(
            f"There is no task {name!r}.",
            nearest(name, tasks, otherwise=f"The tasks are: {', '.join(tasks)}."),
        )
    return tasks[name]
