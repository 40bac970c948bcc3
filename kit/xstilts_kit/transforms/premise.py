"""Premise: the first sentence of a pair in another language, from parallel data.

``premise:de`` with hypotheses in the cell's language. Over all pairs of languages it gives the
matrix of Huang et al. 2021 (EMNLP), *Improving Zero-Shot Cross-Lingual Transfer Learning via Robust
Training*.
"""

from dataclasses import replace
from typing import Any

from xstilts_kit.cell import Cell
from xstilts_kit.tasks import get_task
from xstilts_kit.transforms._level import Level
from xstilts_kit.transforms._transform import Transform

_PARALLEL = ("xnli", "pawsx")
"""Tasks whose rows are parallel in all languages."""

_LANGUAGES = tuple(sorted({code for task in _PARALLEL for code in get_task(task).languages}))


def _other(cell: Cell, level: Level) -> Cell:
    return replace(cell, language=level.name)


def _join(own: Any, other: Any, level: Level) -> Any:
    return replace(own, text_a=other.text_a)


def _refuses_cell(cell: Cell, level: Level) -> str | None:
    if cell.task not in _PARALLEL:
        return f"{cell.task} has no parallel premises"
    if level.name not in get_task(cell.task).languages:
        return f"{cell.task} has no {level.name}"
    return "its premises are in that language already" if level.name == cell.language else None


TRANSFORM = Transform(
    name="premise",
    title="Premise in another language",
    version=1,
    levels=_LANGUAGES,
    refuses_cell=_refuses_cell,
    parallel=_other,
    join=_join,
)
