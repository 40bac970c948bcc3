"""Cross: question and context in different languages, from parallel data.

``cross:context`` asks in the cell's language about the English context, and its gold are the
English answers; ``cross:question`` asks in English about the context in the cell's language.
"""

from dataclasses import replace
from typing import Any

from xstilts_kit.cell import Cell
from xstilts_kit.transforms._level import Level
from xstilts_kit.transforms._transform import Transform

_PIVOT = "en"
_PARALLEL = frozenset({"mlqa", "xquad"})
"""Tasks with the same ids in all languages."""


def _english(cell: Cell, level: Level) -> Cell:
    return replace(cell, language=_PIVOT)


def _join(own: Any, english: Any, level: Level) -> Any:
    """An example with the English context or question."""
    return replace(own, **{level.name: getattr(english, level.name)})


def _answers(cell: Cell, level: Level) -> Cell:
    return _english(cell, level) if level.name == "context" else cell


def _refuses_cell(cell: Cell, level: Level) -> str | None:
    if cell.task not in _PARALLEL:
        return f"{cell.task} has no parallel questions"
    return "it is English already" if cell.language == _PIVOT else None


TRANSFORM = Transform(
    name="cross",
    title="Question and context in two languages",
    version=1,
    levels=("context", "question"),
    refuses_cell=_refuses_cell,
    parallel=_english,
    join=_join,
    answers=_answers,
)
