"""What a family is: the four things that tasks of one kind share.

Records (`records.py`), checks (`checks.py`) and the scorer (`scorer.py`) are light and listed in
the family's ``FAMILY`` value. The predictor (`predictor.py`) loads torch, so the engine imports it
by name when it is needed.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from xstilts_kit.statistics.table import Metric
from xstilts_kit.tasks import Task


class Example(Protocol):
    """One input row of a task in one language."""

    @property
    def id(self) -> str:
        """Stable id."""
        ...

    def canonical(self) -> Mapping[str, object]:
        """The row as it enters the inputs fingerprint."""
        ...


class Gold(Protocol):
    """The answer to one example."""

    @property
    def id(self) -> str:
        """The example's id."""
        ...

    @property
    def known(self) -> bool:
        """Whether the answer is known; others are left out of scores and counted."""
        ...

    def canonical(self) -> Mapping[str, object]:
        """The row as it enters the gold fingerprint."""
        ...


class Record(Protocol):
    """One predicted line."""

    @property
    def id(self) -> str:
        """The example's id."""
        ...

    def as_json(self) -> Mapping[str, object]:
        """The line as it is written."""
        ...


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found wrong with one record."""

    code: str
    """A problem code of `xstilts_kit.diagnostics.codes`."""
    message: str


class GoldMismatch(ValueError):
    """A record and its gold cannot belong to the same example; the text says why."""


@dataclass(frozen=True, slots=True)
class Family:
    """Records, checks and scorer of one kind of task."""

    name: str
    record_schema: str
    """Name of the record's JSON Schema."""
    max_length: int
    """Default maximum of sub-words an input may have, special tokens included."""
    head: str
    """How the class names of models with the right head end, e.g. ``ForTokenClassification``."""
    columns: tuple[str, ...]
    """Columns of the statistics table."""
    metrics: Mapping[str, Metric]
    """Every metric by name; which one is the score, the task says."""
    accepts: Callable[[object], bool]
    """Quick check of parsed JSON that agrees exactly with the record's schema."""
    record: Callable[[Mapping[str, Any]], Any]
    """An accepted JSON object as the family's record."""
    check: Callable[[Task, Any, Any], Iterator[Finding]]
    """(task, record, its example or None) → what is wrong with the record's meaning."""
    statistics: Callable[[Sequence[Any], Sequence[Any]], NDArray[np.float64]]
    """(gold, records), both in the inputs' order → float64, (examples, columns).

    Raises `GoldMismatch` where a record does not fit its gold.
    """
