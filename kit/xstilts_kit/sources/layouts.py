"""File layouts of all families, by the name used in tasks."""

from collections.abc import Mapping
from types import MappingProxyType

from xstilts_kit.families import all_families
from xstilts_kit.families._layout import UNKNOWN, Layout, NoAnswers
from xstilts_kit.sources import answer_sentences

__all__ = ["LAYOUTS", "UNKNOWN", "Layout", "NoAnswers"]

_DATA_ONLY = {"answer-sentences": Layout(answer_sentences.inputs, answer_sentences.gold)}
"""Layouts of tasks whose data are known but that no family predicts."""

LAYOUTS: Mapping[str, Layout] = MappingProxyType(
    {
        name: layout
        for layouts in (_DATA_ONLY, *(family.layouts for family in all_families().values()))
        for name, layout in layouts.items()
    }
)
"""All layouts, by the name used in tasks."""
