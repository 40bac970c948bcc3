"""Accuracy: the match equals the gold's (XTREME's `evaluate.py`)."""

from collections.abc import Sequence

import numpy as np

from xstilts_kit.families._family import Statistics, units_by_row
from xstilts_kit.families.retrieval.records import MatchGold, MatchRecord
from xstilts_kit.tasks import Task

COLUMNS = ("correct", "n")


def statistics(
    task: Task, language: str, gold: Sequence[MatchGold], records: Sequence[MatchRecord]
) -> Statistics:
    """One row per query: columns ``correct, n``."""
    rows = np.ones((len(gold), len(COLUMNS)), dtype=np.float64)
    rows[:, 0] = [g.match == r.match for g, r in zip(gold, records, strict=True)]
    return Statistics(rows, units_by_row(task, gold))
