"""What a family is: everything that tasks of one kind share.

Records (`records.py`), the files they are read from (`layout.py`), checks (`checks.py`), the scorer
(`scorer.py`) and XTREME's form of the predictions (`exchange.py`) are light and listed in the
family's ``FAMILY`` value. The predictor (`predictor.py`) loads torch, so the engine imports it by
name when it is needed.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from xstilts_kit.cell import Split
from xstilts_kit.families._exchange import (
    Arrange,
    Exchange,
    Known,
    arrange_each,
    examples_each,
)
from xstilts_kit.statistics.table import Metric
from xstilts_kit.tasks import Task

if TYPE_CHECKING:
    from xstilts_kit.families._layout import Layout


class Example(Protocol):
    """One input row of a task in one language."""

    @property
    def id(self) -> str:
        """Stable id."""
        ...

    @property
    def texts(self) -> tuple[str, ...]:
        """What transforms change: its texts, or its tokens where it comes cut into tokens."""
        ...

    def with_texts(self, texts: tuple[str, ...]) -> "Example":
        """The same example with as many other texts."""
        ...

    def canonical(self) -> Mapping[str, object]:
        """The row as it enters the inputs fingerprint."""
        ...


class Row(Protocol):
    """An example, or a candidate from which answers are chosen."""

    @property
    def id(self) -> str:
        """Stable id."""
        ...

    def canonical(self) -> Mapping[str, object]:
        """The row as it enters the inputs fingerprint."""
        ...


@dataclass(frozen=True, slots=True)
class Inputs:
    """Everything that one (task, language, split) asks."""

    examples: tuple[Any, ...]
    """In the source's order."""
    candidates: tuple[Any, ...] = ()
    """What the answers are chosen from, where that is not in the examples themselves."""

    def rows(self) -> Iterator[Row]:
        """The rows that enter the inputs fingerprint: examples, then candidates."""
        return chain(self.examples, self.candidates)

    def first(self, limit: int | None) -> "Inputs":
        """The first examples, with all candidates."""
        return self if limit is None else Inputs(self.examples[:limit], self.candidates)


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

    def as_json(self) -> Mapping[str, object]:
        """The line as it is written."""
        ...


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found wrong with one record."""

    code: str
    """A problem code of `xstilts_kit.diagnostics.codes`."""
    message: str
    at: int | None = None
    """Index of the record among those that were checked; None where it is none of them."""


class GoldMismatch(ValueError):
    """A record and its gold cannot belong to the same example; the text says why."""


@dataclass(frozen=True, slots=True)
class Statistics:
    """What a scorer returns: rows of sufficient statistics, each with its bootstrap unit."""

    values: NDArray[np.float64]
    """float64, (rows, columns)."""
    units: Sequence[str]
    """The unit id of each row, fixed by the gold alone."""


@dataclass(frozen=True, slots=True)
class Items:
    """One language's answers to examples that have the same ids in other languages."""

    ids: tuple[str, ...]
    correct: tuple[bool, ...]
    gold: tuple[str, ...] | None = None
    """The right answers, where they are the same in every language."""
    answers: tuple[str, ...] | None = None
    """What was answered, where answers are of one closed set in every language."""


class Order(Protocol):
    """Follows the records of one file: does each belong there, and is one missing?"""

    def take(self, records: Sequence[Any]) -> tuple[Sequence[Any | None], Sequence[Finding]]:
        """The next records' examples, where they are known, and what is wrong with their places."""
        ...

    def skip(self, lines: int) -> None:
        """So many lines could not be read."""
        ...

    def close(self) -> Sequence[Finding]:
        """What is missing."""
        ...


def whole_answer(task: Task, language: str, record: Record) -> str:
    """All of a record but its example's id."""
    fields = {name: value for name, value in record.as_json().items() if name != "id"}
    return json.dumps(fields, ensure_ascii=False, sort_keys=True)


@dataclass(frozen=True, slots=True)
class Family:
    """Records, checks and scorer of one kind of task."""

    name: str
    record_schema: str
    """Name of the record's JSON Schema."""
    max_length: int
    """Default maximum of sub-words an input may have, special tokens included."""
    heads: tuple[str, ...]
    """How the class names of models with the right head end, e.g. ``ForTokenClassification``;
    empty where the bare encoder is asked."""
    columns: tuple[str, ...]
    """Columns of the statistics table."""
    metrics: Mapping[str, Metric]
    """Every metric by name; which one is the score, the task says."""
    layouts: Mapping[str, "Layout"]
    """How the files of its tasks may be written, by the name that a task gives."""
    accepts: Callable[[object], bool]
    """Quick check of parsed JSON that agrees exactly with the record's schema."""
    record: Callable[[Mapping[str, Any]], Any]
    """An accepted JSON object as the family's record."""
    gold: type[Any]
    """The dataclass of an answer; its fields are texts, numbers, None and tuples of texts."""
    order: Callable[[Task, Inputs | None, int], Order]
    """(task, inputs or None, how many examples at most) → follows one file's records."""
    check: Callable[[Task, Sequence[Any], Sequence[Any], Inputs | None], Iterator[Finding]]
    """(task, records, the example of each or None, inputs or None) → what is wrong with their
    meaning, in the records' order."""
    statistics: Callable[[Task, str, Sequence[Any], Sequence[Any]], Statistics]
    """(task, language, gold, records) → the table's rows. Where there is one record an example,
    gold and records are those of the same examples, in the same order.

    Raises `GoldMismatch` where a record does not fit its gold.
    """
    sample: Callable[[Task, Inputs], Any]
    """(task, inputs) → a record for the first example, with a made-up answer."""
    hub_type: str
    """What the Hugging Face Hub calls this kind of task, for model cards."""
    answer: Callable[[Task, str, Any], str] = whole_answer
    """(task, language, record) → what its score depends on, as text: equal for two records of one
    example that are scored alike whatever the gold is."""
    exchange: Exchange | None = None
    """How its predictions lie in XTREME's own layout; None where that has no form for them."""
    arrange: Arrange = arrange_each
    """Puts records that come in any order into the source's order."""
    examples: Callable[[Known, Sequence[Any]], int] = examples_each
    """(what is known of the whole split, records) → how many examples the split has."""
    read_plain: Callable[[Sequence[str], frozenset[str]], list[Any] | None] | None = None
    """(lines, labels) → the records of lines, or None where the parser must look at them. Only for
    speed: the parser says the same."""
    items: Callable[[Sequence[Any], Sequence[Any], Statistics], Items] | None = None
    """(gold, records, their statistics) → what can be laid beside other languages' answers."""
    one_each: bool = True
    """Whether there is exactly one record for each example."""
    may_lack: bool = False
    """Whether an example without a record can count as wrong; its record is then None."""
    gold_of_first: Callable[[Sequence[Any], int], Sequence[Any]] = lambda gold, n: gold[:n]
    """The gold of the first n examples."""
    fitted_on: Split | None = None
    """The split, with its gold, on which the predictor fits a threshold."""
    class_names: Callable[[Task], tuple[str, ...]] = lambda task: task.labels
    """The names that the classes of a task's head must have; empty where its outputs are not
    classes."""
    outputs: int | None = None
    """How many outputs the head has, where they are not the named classes."""
    step: int | None = None
    """Sub-words between the starts of two windows of one example, where examples have windows with
    an overlap."""
    shortest: int = 8
    """Sub-words that an input must at least be able to have."""


def units_by_row(task: Task, gold: Sequence[Gold]) -> list[str]:
    """Bootstrap units of examples whose ids are their rows: each its own, or three rows one."""
    if task.unit == "row//3":
        return [str(int(answer.id) // 3) for answer in gold]
    return [answer.id for answer in gold]
