"""File layouts of all families, by the name used in tasks."""

from collections.abc import Mapping
from types import MappingProxyType

from xstilts_kit.families import all_families
from xstilts_kit.families._layout import UNKNOWN, Layout, NoAnswers

__all__ = ["LAYOUTS", "UNKNOWN", "Layout", "NoAnswers"]

LAYOUTS: Mapping[str, Layout] = MappingProxyType(
    {name: layout for family in all_families().values() for name, layout in family.layouts.items()}
)
"""All layouts, by the name used in tasks."""
