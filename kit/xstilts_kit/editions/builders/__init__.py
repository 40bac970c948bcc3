"""Builders of the official edition, discovered as modules with a ``BUILDER``."""

import pkgutil
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from types import MappingProxyType

from xstilts_kit.editions.builders._builder import Builder, PrimaryFile

__all__ = ["Builder", "PrimaryFile", "all_builders"]


@cache
def all_builders() -> Mapping[str, Builder]:
    """All builders by task name, in alphabetical order."""
    names = sorted(m.name for m in pkgutil.iter_modules(__path__) if not m.name.startswith("_"))
    builders = (import_module(f"{__name__}.{name}").BUILDER for name in names)
    return MappingProxyType({builder.task: builder for builder in builders})
