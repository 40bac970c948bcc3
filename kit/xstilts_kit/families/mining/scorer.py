"""Precision, recall and F1 over sets of pairs (XTREME's `evaluate.py`).

A row is one of 8192 blocks of source sentences, chosen by a hash of the line number, so the units
do not depend on the predictions.
"""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from xstilts_kit.families._family import GoldMismatch, Statistics
from xstilts_kit.families.mining.records import PairGold, PairRecord, line_of
from xstilts_kit.statistics.poisson import splitmix64
from xstilts_kit.tasks import Task

COLUMNS = ("tp", "predicted", "gold")

BLOCKS = 8192

Pair = tuple[str, str]


def statistics(
    task: Task, language: str, gold: Sequence[PairGold], records: Sequence[PairRecord]
) -> Statistics:
    """One row per block: columns ``tp, predicted, gold`` count pairs by source sentence.

    Raises:
        GoldMismatch: An id in the gold is not a line number.
    """
    right = {(pair.source, pair.target) for pair in gold}
    predicted = {(pair.source, pair.target) for pair in records}
    columns = [_count(pairs) for pairs in (right & predicted, predicted, right)]
    return Statistics(np.stack(columns, axis=1), [str(block) for block in range(BLOCKS)])


def _count(pairs: Iterable[Pair]) -> NDArray[np.float64]:
    lines = [_line(source) for source, _ in pairs]
    blocks = splitmix64(np.array(lines, dtype=np.uint64)) % np.uint64(BLOCKS)
    return np.bincount(blocks.astype(np.intp), minlength=BLOCKS).astype(np.float64)


def _line(identifier: str) -> int:
    line = line_of(identifier)
    if line is None:
        raise GoldMismatch(f"the sentence id {identifier[:60]!r} does not match a line number")
    return line


def answer(task: Task, language: str, record: PairRecord) -> str:
    """The two line numbers; the score and leading zeros do not matter."""
    return f"{_line(record.source)} {_line(record.target)}"


def gold_of_first(gold: Sequence[PairGold], limit: int) -> Sequence[PairGold]:
    """The gold pairs of the first source sentences."""
    return [pair for pair in gold if _line(pair.source) < limit]
