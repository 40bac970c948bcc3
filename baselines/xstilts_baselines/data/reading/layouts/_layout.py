"""What a layout is, and what those of several shapes share."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeGuard

from xstilts_baselines.data.reading.rows import Row, file_rows
from xstilts_baselines.data.samples import Sample
from xstilts_baselines.data.task import TrainingTask


@dataclass(frozen=True, slots=True)
class Layout:
    """How rows become samples."""

    columns: tuple[str, ...]
    """Columns of the Hub's table that are read, and no others."""
    sample: Callable[[Row, str, TrainingTask], Sample | None]
    """(row, id for rows that have none, task) → its sample; None where the row has no label."""
    group: Callable[[Row], str]
    """What must stay on one side where a file is divided into train and dev."""
    rows: Callable[[Path, str], Iterator[Row]] = file_rows
    """The rows of an original file."""
    keep: Callable[[Row], bool] = lambda row: True
    """Whether a row may be used at all."""
    note: str = ""
    """What `keep` leaves out, in words."""
    broken: int = 0
    """So many rows of the whole published file are known to lack a column; they are left out."""


def first_text(row: Row, *columns: str) -> str:
    """The text of the first of some columns that is there."""
    return row.text(next((c for c in columns if c in row.values), columns[0]))


def text_in(*columns: str) -> Callable[[Row], str]:
    """What reads the text of the first of some columns that is there."""
    return lambda row: first_text(row, *columns)


def all_text(value: Any) -> TypeGuard[list[str]]:
    """Whether a value is a list of texts."""
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def label_in(row: Row, *columns: str) -> object:
    """What stands in the first of some columns that is there.

    Raises:
        DataError: None is: the row is of a test set.
    """
    column = next((name for name in columns if name in row.values), None)
    if column is None:
        raise row.wrong(f"no {columns[0]!r}", "a row to train on has a label")
    return row.values[column]


def label_of(row: Row, label: object, names: Mapping[str, str], order: Sequence[str]) -> str | None:
    """A label by its name or number; None where there is none: ``-``, ``-1`` or nothing."""
    if label is None or label in ("-", "", -1, "-1"):
        return None
    if isinstance(label, int) and not isinstance(label, bool) and 0 <= label < len(order):
        return order[label]
    if isinstance(label, str) and label in names:
        return names[label]
    raise row.wrong(
        f"{str(label)[:40]!r} is no label", f"expected {', '.join(dict.fromkeys(names.values()))}"
    )
