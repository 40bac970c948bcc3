"""F1 over chunks, by the rules of seqeval 0.0.12, which XTREME's numbers rest on.

For B-/I-/O tags a chunk is an entity. For bare part-of-speech tags it is a run of equal tags,
because seqeval reads the first letter as prefix and the whole tag as type: ``SCONJ`` and ``SYM``
begin with ``S`` and are single-token chunks. Later versions read the same tags otherwise.
"""

from collections.abc import Sequence

import numpy as np

from xstilts_kit.families._family import GoldMismatch, Statistics, units_by_row
from xstilts_kit.families.tagging.records import TagsGold, TagsRecord
from xstilts_kit.tasks import Task

COLUMNS = ("tp", "predicted", "gold", "correct", "tokens")

Chunk = tuple[str, int, int]
"""Type, first token, last token."""


def chunks(tags: Sequence[str]) -> set[Chunk]:
    """The chunks of one sentence."""
    found: set[Chunk] = set()
    previous, previous_type, start = "O", "", 0
    for position, tag in enumerate((*tags, "O")):
        prefix, kind = tag[0], tag.rsplit("-", 1)[-1]
        if _ends(previous, previous_type, prefix, kind):
            found.add((previous_type, start, position - 1))
        if _starts(previous, previous_type, prefix, kind):
            start = position
        previous, previous_type = prefix, kind
    return found


def _ends(previous: str, previous_type: str, prefix: str, kind: str) -> bool:
    return (
        previous in "ES"
        or (previous in "BI" and prefix in "BSO")
        or (previous not in "O." and previous_type != kind)
    )


def _starts(previous: str, previous_type: str, prefix: str, kind: str) -> bool:
    return (
        prefix in "BS"
        or (previous in "ESO" and prefix in "EI")
        or (prefix not in "O." and previous_type != kind)
    )


def statistics(
    task: Task, language: str, gold: Sequence[TagsGold], records: Sequence[TagsRecord]
) -> Statistics:
    """One row a sentence: ``tp, predicted, gold`` count chunks, ``correct, tokens`` tokens.

    Raises:
        GoldMismatch: A sentence has another number of tags in the gold.
    """
    rows = np.zeros((len(gold), len(COLUMNS)), dtype=np.float64)
    for row, (answer, record) in enumerate(zip(gold, records, strict=True)):
        tags = answer.tags or ()
        if len(tags) != len(record.tags):
            found, expected = len(record.tags), len(tags)
            raise GoldMismatch(f"sentence {answer.id}: {found} tags, {expected} in the gold")
        right, predicted = chunks(tags), chunks(record.tags)
        correct = sum(a == b for a, b in zip(tags, record.tags, strict=True))
        rows[row] = len(right & predicted), len(predicted), len(right), correct, len(tags)
    return Statistics(rows, units_by_row(task, gold))
