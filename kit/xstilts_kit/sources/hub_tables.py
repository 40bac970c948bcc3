"""Reads the named columns of parquet files with the library `datasets`."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

from xstilts_kit.diagnostics.errors import DataError, StorageError, XstiltsError

ColumnKind = Literal["text", "tokens", "tags", "answers"]
"""Content of a column: text, a list of texts, a list of label numbers, or SQuAD answers."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Columns of one split, restricted to the rows of one language."""

    place: str
    """Where the rows come from, for messages."""
    columns: Mapping[str, Sequence[Any]]
    """Text: strings. Tokens: lists of strings. Tags: lists of numbers. Answers: lists of texts."""
    names: Mapping[str, Sequence[str] | None]
    """Label names of each tag column in the file, in the order of their numbers."""


@dataclass(frozen=True, slots=True)
class Language:
    """How a configuration with several languages marks the rows of each."""

    column: str
    form: str
    """Value of the column, with ``{code}`` for the language."""
    whole: bool
    """Whether the value must match exactly, or only as a prefix."""


_BATCH = 10_000
"""Rows read at a time."""
_WORDS: Mapping[ColumnKind, str] = {
    "text": "text",
    "tokens": "a list of texts",
    "tags": "a list of label numbers",
    "answers": "answers with a list `text`",
}


def read_table(
    files: Sequence[Path],
    place: str,
    wanted: Mapping[str, ColumnKind],
    language: Language | None,
    code: str,
) -> Rows:
    """Read columns of parquet files, restricted to the rows of one language.

    Args:
        files: The files of one split, in order.
        place: Description of the files, for messages.
        wanted: The columns to read; of the others only the types are checked.
        language: How rows are marked by language; None for files with a single language.
        code: The language's code in the data set.

    Raises:
        DataError: A column is missing or has the wrong type, or there are no rows.
        StorageError: Not enough space, or no permission.
    """
    named: dict[str, ColumnKind] = {} if language is None else {language.column: "text"}
    try:
        _check_columns(files, place, {**wanted, **named})
        condition = condition_of(language, code)
        if not count_rows(files, condition):
            raise DataError(
                f"{place}: no rows{f' for {code}' if language else ''}.",
                "Choose another revision with hub@REVISION.",
            )
        dataset = open_parquet(files, list(wanted), condition)
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise unreadable(place, error) from error
    return Rows(
        place,
        {name: _values(dataset, name, kind, place) for name, kind in wanted.items()},
        {
            name: getattr(getattr(dataset.features[name], "feature", None), "names", None)
            for name, kind in wanted.items()
            if kind == "tags"
        },
    )


def _check_columns(files: Sequence[Path], place: str, wanted: Mapping[str, ColumnKind]) -> None:
    """Check that every file has these columns, with these types."""
    from pyarrow import parquet

    for file in files:
        schema = parquet.read_schema(file)
        found = ", ".join(f"{field.name} ({field.type})" for field in schema) or "none"
        for name, kind in wanted.items():
            if name not in schema.names:
                wrong = f"no column {name!r}"
            elif not _holds(schema.field(name).type, kind):
                wrong = f"the column {name!r} is not {_WORDS[kind]}"
            else:
                continue
            raise DataError(
                f"{place}: {wrong}; its columns are {found}.",
                "The data set has changed: choose an earlier revision with hub@REVISION.",
            )


def _holds(arrow: Any, kind: ColumnKind) -> bool:
    """Whether an Arrow type fits a column kind."""
    from pyarrow import types

    if kind == "text":
        return bool(types.is_string(arrow) or types.is_large_string(arrow))
    if kind == "answers":
        return (
            types.is_struct(arrow)
            and arrow.get_field_index("text") >= 0
            and _holds(arrow.field("text").type, "tokens")
        )
    if not (types.is_list(arrow) or types.is_large_list(arrow)):
        return False
    inner = arrow.value_type
    return bool(types.is_integer(inner)) if kind == "tags" else _holds(inner, "text")


def condition_of(language: Language | None, code: str) -> Any:
    """Arrow condition that selects the rows of a language; None selects all."""
    if language is None:
        return None
    from pyarrow import compute

    column, text = compute.field(language.column), language.form.format(code=code)
    return column == text if language.whole else compute.starts_with(column, text)


def count_rows(files: Sequence[Path], condition: Any) -> int:
    """Count the rows; the library raises its own error for zero rows."""
    from pyarrow import dataset

    return int(dataset.dataset([str(file) for file in files]).count_rows(filter=condition))


def open_parquet(files: Sequence[Path], columns: list[str], condition: Any) -> Any:
    """Load the data set in memory.

    The library caches files by name and would reuse outdated ones, so it gets a fresh cache folder.
    Streaming needs no cache, but imports torch.
    """
    # Imported by name, so that reading other sources does not require this library.
    datasets = import_module("datasets")
    with TemporaryDirectory(prefix="xstilts-") as cache, _silent(datasets):
        try:
            return datasets.Dataset.from_parquet(
                [str(file) for file in files],
                columns=columns,
                filters=condition,
                batch_size=_BATCH,
                cache_dir=cache,
                keep_in_memory=True,
            )
        except datasets.exceptions.DatasetsError as error:
            cause = error.__cause__
            raise cause if isinstance(cause, OSError) else ValueError(error) from error


@contextmanager
def _silent(datasets: Any) -> Iterator[None]:
    """Disable progress bars, and the logging of errors that are raised anyway."""
    verbosity, bars = datasets.logging.get_verbosity(), datasets.are_progress_bars_disabled()
    datasets.logging.set_verbosity(logging.CRITICAL)
    datasets.disable_progress_bars()
    try:
        yield
    finally:
        datasets.logging.set_verbosity(verbosity)
        if not bars:
            datasets.enable_progress_bars()


def _values(dataset: Any, name: str, kind: ColumnKind, place: str) -> list[Any]:
    """Read a column as a list."""
    values: list[Any] = dataset.data.table.column(name).to_pylist()
    if kind == "answers":
        values = [None if answers is None else answers["text"] for answers in values]
    for row, value in enumerate(values):
        if value is None or (kind != "text" and None in value):
            raise DataError(
                f"{place}, row {row}: the column {name!r} is empty.",
                "Choose another revision with hub@REVISION.",
            )
    return values


def unreadable(place: str, error: Exception) -> XstiltsError:
    """Convert an error from reading parquet files: a full disk or damaged content."""
    if isinstance(error, OSError) and error.errno is not None:
        return StorageError(
            f"{error.filename or place}: cannot be read or written ({error.strerror}).",
            "Free some space, or choose another temporary folder with TMPDIR.",
        )
    return DataError(
        f"{place}: its file cannot be read as parquet ({type(error).__name__}).",
        "Choose another revision with hub@REVISION.",
    )
