"""Definition of a layout, and functions shared by several layouts."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeGuard

from xstilts_baselines.data.reading.rows import Row, file_rows
from xstilts_baselines.data.samples import Sample
from xstilts_baselines.data.task import TrainingTask


@dataclass(frozen=True, slots=True)
class Layout:
    """Conversion of rows to samples."""

    columns: tuple[str, ...]
    """Columns read from the Hub's table."""
    sample: Callable[[Row, str, TrainingTask], Sample | None]
    """(row, id for rows without one, task) → sample; None if the row has no label."""
    group: Callable[[Row], str]
    """Key of rows that must stay together when a file is split into train and dev."""
    rows: Callable[[Path, str], Iterator[Row]] = file_rows
    """Reader of an original file's rows."""
    keep: Callable[[Row], bool] = lambda row: True
    """Whether a row may be used."""
    note: str = ""
    """Description of the rows that `keep` excludes."""
    broken: int = 0
    """Number of rows of the complete published file known to lack a column; they are skipped."""


def first_text(row: Row, *columns: str) -> str:
    """Return the text of the first of the columns that exists."""
    return row.text(next((c for c in columns if c in row.values), columns[0]))


def text_in(*columns: str) -> Callable[[Row], str]:
    """Return a function that reads the first of the columns that exists."""
    return lambda row: first_text(row, *columns)


def all_text(value: Any) -> TypeGuard[list[str]]:
    """Whether a value is a list of texts."""
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def label_in(row: Row, *columns: str) -> object:
    """Return the value of the first of the columns that exists.

    Raises:
        DataError: None of them exists, as in rows of test sets.
    """
    column = next((name for name in columns if name in row.values), None)
    if column is None:
        raise row.wrong(f"no {columns[0]!r}", "a row to train on has a label")
    return row.values[column]


def label_of(row: Row, label: object, names: Mapping[str, str], order: Sequence[str]) -> str | None:
    """Return a label by its name or number; None for unlabelled rows (``-``, ``-1``, empty)."""
    if label is None or label in ("-", "", -1, "-1"):
        return None
    if isinstance(label, int) and not isinstance(label, bool) and 0 <= label < len(order):
        return order[label]
    if isinstance(label, str) and label in names:
        return names[label]
    raise row.wrong(
        f"{str(label)[:40]!r} is not a label",
        f"expected {', '.join(dict.fromkeys(names.values()))}",
    )
