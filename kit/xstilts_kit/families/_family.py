"""The definition of a family: everything shared by tasks of one kind.

Records (`records.py`), file layouts (`layout.py`), checks (`checks.py`), the scorer (`scorer.py`)
and XTREME's prediction format (`exchange.py`) are light and listed in the family's ``FAMILY``
value. The predictor (`predictor.py`) loads torch, so the engine imports it by name, on demand.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any, Literal, Protocol

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
    def id(self) -> str: ...

    @property
    def texts(self) -> tuple[str, ...]:
        """The texts changed by transforms; for pre-tokenised input, its tokens."""
        ...

    def with_texts(self, texts: tuple[str, ...]) -> "Example":
        """The same example with other texts, equal in number."""
        ...

    def canonical(self) -> Mapping[str, object]:
        """The row that enters the inputs fingerprint."""
        ...


@dataclass(frozen=True, slots=True)
class TextField:
    """The name of one of an example's texts."""

    name: str
    noise: bool = True
    """Whether noise may change it; not where that could change the right answer, as in a context
    that contains the answer."""


def every_text(example: Example) -> tuple[TextField, ...]:
    """Numbered fields, all of which noise may change."""
    return tuple(TextField(f"text{number}") for number in range(len(example.texts)))


class Row(Protocol):
    """An example or a candidate."""

    @property
    def id(self) -> str: ...

    def canonical(self) -> Mapping[str, object]:
        """The row that enters the inputs fingerprint."""
        ...


@dataclass(frozen=True, slots=True)
class Inputs:
    """The inputs of one (task, language, split)."""

    examples: tuple[Any, ...]
    """In the source's order."""
    candidates: tuple[Any, ...] = ()
    """Candidates for the answers, if they are separate from the examples."""

    def rows(self) -> Iterator[Row]:
        """Rows of the inputs fingerprint: examples, then candidates."""
        return chain(self.examples, self.candidates)

    def side(self, name: Literal["examples", "candidates"]) -> tuple[Any, ...]:
        """The rows of one side."""
        return self.examples if name == "examples" else self.candidates

    def first(self, limit: int | None) -> "Inputs":
        """The first `limit` examples, with all candidates."""
        return self if limit is None else Inputs(self.examples[:limit], self.candidates)


class Gold(Protocol):
    """The answer to one example."""

    @property
    def id(self) -> str:
        """Id of the example."""
        ...

    @property
    def known(self) -> bool:
        """Whether the answer is known; unknown ones are left out of scores and counted."""
        ...

    def canonical(self) -> Mapping[str, object]:
        """The row that enters the gold fingerprint."""
        ...


class Record(Protocol):
    """One line of predictions."""

    def as_json(self) -> Mapping[str, object]: ...


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem that a check found in one record."""

    code: str
    """A problem code of `xstilts_kit.diagnostics.codes`."""
    message: str
    at: int | None = None
    """Index among the checked records; None if the finding concerns no single record."""


class GoldMismatch(ValueError):
    """A record and its gold do not belong to the same example; the text says why."""


@dataclass(frozen=True, slots=True)
class Statistics:
    """Result of a scorer: rows of sufficient statistics with their bootstrap units."""

    values: NDArray[np.float64]
    """float64, (rows, columns)."""
    units: Sequence[str]
    """Unit id of each row, determined by the gold alone."""


@dataclass(frozen=True, slots=True)
class Items:
    """One language's answers to items that are parallel across languages."""

    ids: tuple[str, ...]
    correct: tuple[bool, ...]
    gold: tuple[str, ...] | None = None
    """The right answers, if they are the same in every language."""
    answers: tuple[str, ...] | None = None
    """The predicted answers, if they come from the same closed set in every language."""


class Order(Protocol):
    """Checks that the records of a file are complete and in order."""

    def take(self, records: Sequence[Any]) -> tuple[Sequence[Any | None], Sequence[Finding]]:
        """The examples of the next records, if known, and findings on ids and order."""
        ...

    def skip(self, lines: int) -> None:
        """Skip unreadable lines."""
        ...

    def close(self) -> Sequence[Finding]:
        """Findings on missing records."""
        ...


def whole_answer(task: Task, language: str, record: Record) -> str:
    """Everything in a record except the example's id."""
    fields = {name: value for name, value in record.as_json().items() if name != "id"}
    return json.dumps(fields, ensure_ascii=False, sort_keys=True)


@dataclass(frozen=True, slots=True)
class Family:
    """Definition of one kind of task."""

    name: str
    record_schema: str
    """Name of the record's JSON Schema."""
    max_length: int
    """Default maximum of sub-words per input, including special tokens."""
    heads: tuple[str, ...]
    """Suffixes of model class names with the right head, e.g. ``ForTokenClassification``; empty if
    the bare encoder is used."""
    columns: tuple[str, ...]
    """Columns of the statistics table."""
    metrics: Mapping[str, Metric]
    """All metrics by name; the task names the one used as its score."""
    layouts: Mapping[str, "Layout"]
    """File layouts by the name used in tasks."""
    accepts: Callable[[object], bool]
    """Quick check of parsed JSON, equivalent to the record's schema."""
    record: Callable[[Mapping[str, Any]], Any]
    """Convert an accepted JSON object to a record."""
    gold: type[Any]
    """Dataclass of an answer; its fields are strings, numbers, None and tuples of strings."""
    order: Callable[[Task, Inputs | None, int], Order]
    """(task, inputs or None, maximum number of examples) → order checker for one file."""
    check: Callable[[Task, Sequence[Any], Sequence[Any], Inputs | None], Iterator[Finding]]
    """(task, records, their examples or None, inputs or None) → findings on the records' content,
    in order."""
    statistics: Callable[[Task, str, Sequence[Any], Sequence[Any]], Statistics]
    """(task, language, gold, records) → rows of the table. With one record per example, gold and
    records belong to the same examples, in the same order.

    Raises `GoldMismatch` if a record does not fit its gold.
    """
    sample: Callable[[Task, Inputs], Any]
    """(task, inputs) → a record for the first example, with a made-up answer."""
    hub_type: str
    """Task type on the Hugging Face Hub, for model cards."""
    answer: Callable[[Task, str, Any], str] = whole_answer
    """(task, language, record) → text that determines its score: two records of an example with
    equal text score alike, whatever the gold."""
    exchange: Exchange | None = None
    """Conversion to XTREME's own layout; None if that has no format for the predictions."""
    arrange: Arrange = arrange_each
    """Sorts records into the source's order."""
    examples: Callable[[Known, Sequence[Any]], int] = examples_each
    """(known examples of the whole split, records) → number of examples in the split."""
    read_plain: Callable[[Sequence[str], frozenset[str]], list[Any] | None] | None = None
    """(lines, labels) → records, or None if the lines need the JSON parser. Only for speed: the
    parser gives the same result."""
    right: Callable[[NDArray[np.float64]], NDArray[np.bool_]] | None = None
    """Rows of the table → whether the answer to each example is right as a whole; None if a row is
    not an example."""
    closed: bool = False
    """Whether an answer is one of a few choices, so that it is short."""
    items: Callable[[Sequence[Any], Sequence[Any], Statistics], Items] | None = None
    """(gold, records, their statistics) → answers for comparison across languages."""
    text_fields: Callable[[Any], tuple[TextField, ...]] = every_text
    """Example → names of its texts, and which of them noise may change."""
    hypothesis: str | None = None
    """Name of the second text of a pair, to which ``+hypothesis`` restricts a transform; None if
    examples are not such pairs."""
    changed_side: Literal["examples", "candidates"] = "examples"
    """Which rows of the inputs transforms change: those in the cell's language."""
    pretokenised: bool = False
    """Whether an example's texts are its tokens, whose number may not change."""
    one_each: bool = True
    """Whether there is exactly one record per example."""
    may_lack: bool = False
    """Whether an example without a record may count as wrong; its record is then None."""
    gold_of_first: Callable[[Sequence[Any], int], Sequence[Any]] = lambda gold, n: gold[:n]
    """The gold of the first n examples."""
    fitted_on: Split | None = None
    """The split, with gold, used by the predictor to fit a threshold."""
    class_names: Callable[[Task], tuple[str, ...]] = lambda task: task.labels
    """Required class names of a task's head; empty if its outputs are not classes."""
    outputs: int | None = None
    """Number of outputs of the head, if they are not the named classes."""
    step: int | None = None
    """Sub-words between the starts of consecutive windows, if long examples are split into
    overlapping windows."""
    shortest: int = 8
    """Smallest supported maximum input length, in sub-words."""


def first_is_one(rows: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Whether the first column, a score from 0 to 1, is 1."""
    return np.asarray(rows[:, 0] == 1.0)


def units_by_row(task: Task, gold: Sequence[Gold]) -> list[str]:
    """Bootstrap units for row ids: one unit per row, or per three rows."""
    if task.unit == "row//3":
        return [str(int(answer.id) // 3) for answer in gold]
    return [answer.id for answer in gold]
