"""English intermediate tasks, found by discovery: every public module defines ``TASK``."""

import pkgutil
from functools import cache
from importlib import import_module
from types import MappingProxyType

from xstilts_baselines.data.intermediate._task import IntermediateTask
from xstilts_kit.diagnostics.errors import UsageError, nearest

__all__ = ["IntermediateTask", "all_intermediate", "get_intermediate"]


@cache
def all_intermediate() -> MappingProxyType[str, IntermediateTask]:
    """Return all intermediate tasks by name, in alphabetical order."""
    names = sorted(m.name for m in pkgutil.iter_modules(__path__) if not m.name.startswith("_"))
    tasks = (import_module(f"{__name__}.{name}").TASK for name in names)
    return MappingProxyType({task.name: task for task in tasks})


def get_intermediate(name: str) -> IntermediateTask:
    """Return an intermediate task by name.

    Raises:
        UsageError: The task is unknown; the message suggests the nearest name.
    """
    tasks = all_intermediate()
    if name not in tasks:
        raise UsageError(
            f"There is no intermediate task {name!r}.",
            nearest(name, tasks, otherwise=f"They are: {', '.join(tasks)}."),
        )
    return tasks[name]
