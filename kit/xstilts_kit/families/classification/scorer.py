"""Accuracy: exact match of labels (XTREME's `evaluate.py`)."""

from collections.abc import Sequence

import numpy as np

from xstilts_kit.families._family import Items, Statistics, units_by_row
from xstilts_kit.families.classification.records import LabelGold, LabelRecord
from xstilts_kit.tasks import Task

COLUMNS = ("correct", "n")


def statistics(
    task: Task, language: str, gold: Sequence[LabelGold], records: Sequence[LabelRecord]
) -> Statistics:
    """One row per example: columns ``correct, n``."""
    correct = [g.label == r.label for g, r in zip(gold, records, strict=True)]
    rows = np.ones((len(correct), len(COLUMNS)), dtype=np.float64)
    rows[:, 0] = correct
    return Statistics(rows, units_by_row(task, gold))


def items(gold: Sequence[LabelGold], records: Sequence[LabelRecord], found: Statistics) -> Items:
    """Gold and predicted labels, comparable across languages."""
    return Items(
        ids=tuple(answer.id for answer in gold),
        correct=tuple((found.values[:, 0] == 1.0).tolist()),
        gold=tuple(answer.label or "" for answer in gold),
        answers=tuple(record.label for record in records),
    )
