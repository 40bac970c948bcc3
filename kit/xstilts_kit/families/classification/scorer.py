"""Accuracy: exact equality of labels (XTREME's `evaluate.py`)."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from xstilts_kit.families.classification.records import LabelGold, LabelRecord

COLUMNS = ("correct", "n")


def statistics(gold: Sequence[LabelGold], records: Sequence[LabelRecord]) -> NDArray[np.float64]:
    """One row an example: float64, (examples, 2), columns ``correct, n``."""
    correct = [g.label == r.label for g, r in zip(gold, records, strict=True)]
    rows = np.ones((len(correct), len(COLUMNS)), dtype=np.float64)
    rows[:, 0] = correct
    return rows
