"""Statistics of one (task, language) from records and gold."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import compress
from typing import Any

import numpy as np
from numpy.typing import NDArray

from xstilts_kit.families import Gold, GoldMismatch, Items, Record, Statistics, get_family
from xstilts_kit.statistics.table import Table, cluster
from xstilts_kit.tasks import Task


@dataclass(frozen=True, slots=True)
class Answered:
    """The examples of one (task, language) with known gold, and whether each is answered right."""

    gold: Sequence[Gold]
    records: Sequence[Any]
    """The predictions, in the order of the gold; None where one is missing."""
    right: NDArray[np.bool_]
    """Whether each answer is right as a whole, (examples,)."""


@dataclass(frozen=True, slots=True)
class Tabled:
    """Statistics of one (task, language)."""

    table: Table
    unknown: int
    """Examples left out because their gold is unknown."""
    missing: int
    """Examples without a record, which count as wrong."""
    items: Items | None
    """Answer of each example, for tasks whose answers are comparable between languages."""
    rows: Statistics | None
    """The statistics before clustering, a row per example, if the metric is a mean over them."""
    answered: Answered | None = None
    """Gold and predictions, if a row of the table is an example."""


def table_of(
    task: Task,
    language: str,
    gold: Sequence[Gold],
    records: Sequence[Record],
    *,
    allow_missing: bool = False,
) -> Tabled:
    """Statistics of one (task, language).

    Args:
        task: The task.
        language: The language.
        gold: The answers, in the order of the inputs.
        records: The predictions, in the same order.
        allow_missing: Count examples without a record as wrong, if the family supports it.

    Raises:
        GoldMismatch: Records and gold belong to different examples.
    """
    family = get_family(task.family)
    missing = 0
    if family.one_each:
        gold, records, missing = _aligned(task, gold, records, allow_missing)
    known = [answer.known for answer in gold]
    if not all(known):
        gold, records = list(compress(gold, known)), list(compress(records, known))
    found = family.statistics(task, language, gold, records)
    name = task.unit_family.format(language=language)
    table = cluster(family.columns, found.values, found.units, name)
    items = None
    if family.items is not None and "{language}" not in task.unit_family:
        items = family.items(gold, records, found)
    answered = None
    if family.right is not None:
        answered = Answered(gold, records, family.right(found.values))
    rows = found if "n" in family.columns else None
    return Tabled(table, known.count(False), missing, items, rows, answered)


def _aligned(
    task: Task, gold: Sequence[Gold], records: Sequence[Record], allow_missing: bool
) -> tuple[Sequence[Gold], Sequence[Any], int]:
    """Align gold and records in the order of the gold, and count missing records.

    A missing record is None.
    """
    if task.ids == "row":
        if len(gold) != len(records):
            raise GoldMismatch(f"{len(records)} records for {len(gold)} rows of gold")
        return gold, records, 0
    found: dict[str, Any] = {record.id: record for record in records}  # type: ignore[attr-defined]
    missing = [answer.id for answer in gold if answer.id not in found]
    unknown = found.keys() - {answer.id for answer in gold}
    if unknown:
        raise GoldMismatch(f"the gold has no answer to {min(unknown)!r}")
    if missing and not (allow_missing and get_family(task.family).may_lack):
        raise GoldMismatch(f"there is no record of {missing[0]!r}, which the gold has")
    return gold, [found.get(answer.id) for answer in gold], len(missing)


def metrics_of(task: Task, table: Table) -> dict[str, float]:
    """Compute all metrics of the task's family, 0 to 100."""
    sums = table.sums()
    return {name: float(m(sums)[0]) for name, m in get_family(task.family).metrics.items()}
