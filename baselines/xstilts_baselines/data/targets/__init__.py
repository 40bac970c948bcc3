"""Targets of phase 3: XTREME's tasks with English training data, found by discovery."""

import pkgutil
from functools import cache
from importlib import import_module
from types import MappingProxyType

from xstilts_baselines.data.targets._target import Target
from xstilts_kit.diagnostics.errors import UsageError, nearest

__all__ = ["Target", "all_targets", "get_target"]


@cache
def all_targets() -> MappingProxyType[str, Target]:
    """Return all targets by name, in alphabetical order."""
    names = sorted(m.name for m in pkgutil.iter_modules(__path__) if not m.name.startswith("_"))
    targets = (import_module(f"{__name__}.{name}").TARGET for name in names)
    return MappingProxyType({target.name: target for target in targets})


def get_target(name: str) -> Target:
    """Return a target by name.

    Raises:
        UsageError: The target is unknown; the message suggests a name or the head to use instead.
    """
    targets = all_targets()
    if name not in targets:
        head = next((t.name for t in targets.values() if name in t.answers), None)
        listing = f"They are: {', '.join(targets)}."
        raise UsageError(
            f"There is no target {name!r}.",
            f"It is answered by the head of the target {head}."
            if head
            else nearest(name, targets, otherwise=listing),
        )
    return targets[name]
