"""Accuracy: the share of examples with the right choice (XTREME-R's `evaluate.py`)."""

from collections.abc import Sequence

import numpy as np

from xstilts_kit.families._family import Items, Statistics, units_by_row
from xstilts_kit.families.multiple_choice.records import ChoiceGold, ChoiceRecord
from xstilts_kit.tasks import Task

COLUMNS = ("correct", "n")


def statistics(
    task: Task, language: str, gold: Sequence[ChoiceGold], records: Sequence[ChoiceRecord]
) -> Statistics:
    """One row per example: columns ``correct, n``."""
    rows = np.ones((len(gold), len(COLUMNS)), dtype=np.float64)
    rows[:, 0] = [g.choice == r.choice for g, r in zip(gold, records, strict=True)]
    return Statistics(rows, units_by_row(task, gold))


def items(gold: Sequence[ChoiceGold], records: Sequence[ChoiceRecord], found: Statistics) -> Items:
    """Choices, comparable across languages: translations keep the order of the choices."""
    return Items(
        ids=tuple(answer.id for answer in gold),
        correct=tuple((found.values[:, 0] == 1.0).tolist()),
        gold=tuple(str(answer.choice) for answer in gold),
        answers=tuple(str(record.choice) for record in records),
    )
