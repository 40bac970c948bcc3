"""Converters from older versions, discovered as modules with a value ``CONVERTER``.

There is one module for each incompatible change; version 1 is the first, so no module is
bundled yet. Every file that an earlier release wrote is read through them, for ever.
"""

import pkgutil
from collections.abc import Mapping
from functools import cache
from importlib import import_module

from xstilts_schemas.converters._converter import Converter

__all__ = ["Converter", "all_converters", "path_to"]


@cache
def all_converters() -> Mapping[str, Converter]:
    """All converters, by the version that they convert."""
    names = sorted(m.name for m in pkgutil.iter_modules(__path__) if not m.name.startswith("_"))
    found = [import_module(f"{__name__}.{name}").CONVERTER for name in names]
    return {converter.before: converter for converter in found}


def path_to(after: str, before: str) -> tuple[Converter, ...]:
    """The converters that lead from one version to another; empty if there is no way."""
    steps: list[Converter] = []
    while before != after:
        step = all_converters().get(before)
        if step is None or step in steps:
            return ()
        steps.append(step)
        before = step.after
    return tuple(steps)
