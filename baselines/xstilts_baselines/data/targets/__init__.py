"""What phase 3 trains on: English data of XTREME's tasks, found by discovery like these."""

import pkgutil
from functools import cache
from importlib import import_module
from types import MappingProxyType

from xstilts_baselines.data.targets._target import Target
from xstilts_kit.diagnostics.errors import UsageError, nearest

__all__ = ["Target", "all_targets", "get_target"]


@cache
def all_targets() -> MappingProxyType[str, Target]:
    """Every target by name, in alphabetical order of the names."""
    names = sorted(m.name for m in pkgutil.iter_modules(__path__) if not m.name.startswith("_"))
    targets = (import_module(f"{__name__}.{name}").TARGET for name in names)
    return MappingProxyType({target.name: target for target in targets})


def get_target(name: str) -> Target:
    """The target called `name`.

    Raises:
        UsageError: There is none; the message names the nearest, or whose head answers the task.
    """
    targets = all_targets()
    if name not in targets:
        head = next((t.name for t in targets.values() if name in t.answers), None)
        listing = f"They are: {', '.join(targets)}."
        raise UsageError(
            f"There is no target {name!r}.",
            f"Its answers come from the target {head}."
            if head
            else nearest(name, targets, otherwise=listing),
        )
    return targets[name]
