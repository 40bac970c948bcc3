"""Mean average precision of the first 20 candidates (XTREME-R's mAP@20).

With one right candidate, as in Mewsli-X, this is the mean reciprocal rank.
"""

from collections.abc import Collection, Sequence

import numpy as np

from xstilts_kit.families._family import Statistics
from xstilts_kit.families.ranking.records import DEPTH, RankingGold, RankingRecord
from xstilts_kit.tasks import Task

COLUMNS = ("ap", "n")


def statistics(
    task: Task,
    language: str,
    gold: Sequence[RankingGold],
    records: Sequence[RankingRecord | None],
) -> Statistics:
    """One row per query: columns ``ap, n``, 0 to 1; 0 without a record."""
    rows = np.ones((len(gold), len(COLUMNS)), dtype=np.float64)
    rows[:, 0] = [
        0.0 if record is None else average_precision(record.ranking, answer.targets or ())
        for answer, record in zip(gold, records, strict=True)
    ]
    by_paragraph = task.unit == "paragraph"
    return Statistics(rows, [str(g.paragraph) if by_paragraph else g.id for g in gold])


def average_precision(ranking: Sequence[str], targets: Collection[str]) -> float:
    """Average precision of the first `DEPTH` candidates.

    The sum of the precisions at the ranks of the targets, divided by the number of targets, or by
    `DEPTH` if there are more. A repeated candidate counts once, but takes up its rank each time.
    """
    left = set(targets)
    most = min(len(left), DEPTH)
    hits, total = 0, 0.0
    for rank, candidate in enumerate(ranking[:DEPTH], start=1):
        if candidate in left:
            left.remove(candidate)
            hits += 1
            total += hits / rank
    return total / most if most else 0.0
