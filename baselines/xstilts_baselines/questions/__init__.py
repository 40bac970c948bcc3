"""Research questions: what is measured of the runs of a study, and how it answers the question."""

import pkgutil
from functools import cache
from importlib import import_module
from types import MappingProxyType

from xstilts_baselines.questions._question import (
    Alignment,
    Answer,
    ArmRuns,
    Line,
    Measured,
    Question,
)
from xstilts_kit.diagnostics.errors import UsageError, nearest

__all__ = [
    "Alignment",
    "Answer",
    "ArmRuns",
    "Line",
    "Measured",
    "Question",
    "all_questions",
    "get_question",
]


@cache
def all_questions() -> MappingProxyType[str, Question]:
    """All questions by name: the modules of this package with a value ``QUESTION``."""
    modules = (import_module(f"{__name__}.{m.name}") for m in pkgutil.iter_modules(__path__))
    found = [module.QUESTION for module in modules if hasattr(module, "QUESTION")]
    return MappingProxyType({question.name: question for question in found})


def get_question(name: str) -> Question:
    """Return a question.

    Raises:
        UsageError: There is no question of this name.
    """
    known = all_questions()
    if name not in known:
        listed = f"The questions are: {', '.join(sorted(known))}."
        raise UsageError(f"There is no question {name!r}.", nearest(name, known, otherwise=listed))
    return known[name]
