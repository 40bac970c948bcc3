"""Read a data set from the Hub: pinned to a commit, verified, and opened with `datasets`.

A repository with a loading script instead of data files is read from ``refs/convert/parquet``, the
Hub's own conversion of the same rows; scripts are never run.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from xstilts_baselines.data.reading.hub_table import HubTable
from xstilts_baselines.data.reading.rows import Row
from xstilts_kit.diagnostics.errors import DataError
from xstilts_kit.diagnostics.libraries import need_libraries
from xstilts_kit.hub import Pinned, fetch, is_offline, pin
from xstilts_kit.sources.hub import check_whole
from xstilts_kit.sources.hub_tables import (
    Language,
    condition_of,
    count_rows,
    open_parquet,
    unreadable,
)

CONVERTED = "refs/convert/parquet"
_ROWS = 10_000
"""Rows converted to Python objects at a time."""


def pin_table(table: HubTable, revision: str | None, language: str = "en") -> Pinned:
    """Pin a data set to a commit, the same for all tables that this process opens.

    Raises:
        DataError: The data set or revision does not exist, or it has no files for this table.
        NetworkError: The Hub cannot be reached.
        ModelError: The libraries for reading its files are not installed.
    """
    need_libraries(f"Reading {table.id} from the Hub", "train", "datasets", "pyarrow")
    from huggingface_hub import constants

    here = (constants.ENDPOINT, constants.HF_HUB_CACHE, is_offline())
    pinned = _pin(table.id, revision, here)
    if revision is None and not _has_all(pinned, table, language):
        pinned = _pin(table.id, CONVERTED, here)
    if not _has_all(pinned, table, language):
        wanted = ", ".join(name for names in table.splits.values() for name in names)
        raise DataError(
            f"{_named(pinned)}: no parquet files of the configuration {_config(table, language)}"
            f" ({wanted}).",
            "Name another revision by hub@REVISION, or a folder of the original files.",
        )
    return pinned


@cache
def _pin(id: str, revision: str | None, here: tuple[str, str, bool]) -> Pinned:
    return pin("dataset", id, revision)


def table_files(
    pinned: Pinned, table: HubTable, split: str, language: str, first_only: bool = False
) -> list[tuple[Path, str]]:
    """Fetch and verify the files of a split; returns their local paths and names in the data set.

    Raises:
        DataError: A file differs from the Hub's digest, or parts of the split are missing.
        NetworkError: The files cannot be fetched.
        StorageError: No space, no permission.
    """
    paths = _paths(pinned, _config(table, language), split)
    if any("-of-" in path for path in paths):
        check_whole(paths, f"{_named(pinned)}, split {split}")
    paths = paths[:1] if first_only else paths
    folder = fetch(pinned, paths)
    return [(folder / path, path) for path in paths]


def table_rows(
    files: Sequence[tuple[Path, str]],
    columns: Sequence[str],
    place: str,
    prefix: str = "",
) -> Iterator[Row]:
    """Yield the rows of parquet files, with class labels as names.

    Args:
        files: The files of one split.
        columns: The columns to read.
        place: Name of the table, for messages.
        prefix: Prefix of the wanted rows' ids; empty for all rows.

    Raises:
        DataError: A column is missing, or a file cannot be read as parquet.
        StorageError: No space.
    """
    paths = [path for path, _ in files]
    language = Language("id", "{code}", whole=False) if prefix else None
    try:
        _check_columns(paths, columns, place)
        condition = condition_of(language, prefix)
        if not count_rows(paths, condition):
            raise DataError(
                f"{place}: there is no row{f' whose id begins with {prefix}' if prefix else ''}.",
                "Name another revision by hub@REVISION.",
            )
        dataset = open_parquet(paths, list(columns), condition)
        names = {name: _names(dataset.features[name]) for name in columns}
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise unreadable(place, error) from error
    number = 0
    for batch in dataset.data.table.to_batches(max_chunksize=_ROWS):
        for values in batch.to_pylist():
            named = {key: _by_name(value, names[key]) for key, value in values.items()}
            yield Row(f"{place}, row {number}", number, named)
            number += 1


def place_of(pinned: Pinned, table: HubTable, split: str, language: str) -> str:
    """Return the name of a table for messages."""
    return f"{_named(pinned)}, configuration {_config(table, language)}, split {split}"


def _check_columns(paths: Sequence[Path], columns: Sequence[str], place: str) -> None:
    from pyarrow import parquet

    for path in paths:
        found = parquet.read_schema(path).names
        absent = [name for name in columns if name not in found]
        if absent:
            raise DataError(
                f"{place}: no column {absent[0]!r}; its columns are {', '.join(found)}.",
                "The data set has changed: name an earlier revision by hub@REVISION.",
            )


def _names(feature: Any) -> Sequence[str] | None:
    """Return the label names of a column of class labels or of lists of class labels."""
    found: Sequence[str] | None = getattr(feature, "names", None)
    return found or getattr(getattr(feature, "feature", None), "names", None)


def _by_name(value: Any, names: Sequence[str] | None) -> Any:
    """Replace a class index by its name; -1 and out-of-range indices are left to the layout."""
    if names is None:
        return value
    if isinstance(value, list):
        return [_by_name(item, names) for item in value]
    return names[value] if isinstance(value, int) and 0 <= value < len(names) else value


def _named(pinned: Pinned) -> str:
    return f"{pinned.id} at {pinned.commit[:7]}"


def _config(table: HubTable, language: str) -> str:
    return table.config.format(code=table.code(language))


def _has_all(pinned: Pinned, table: HubTable, language: str) -> bool:
    config = _config(table, language)
    return all(_paths(pinned, config, name) for names in table.splits.values() for name in names)


def _paths(pinned: Pinned, config: str, split: str) -> list[str]:
    """Return the files of a split, using the first matching file layout of the Hub."""
    inside = (f"{config}/{split}-", f"data/{split}-", f"{split}-")
    for stem in (*inside, f"{config}/{split}/", f"default/{split}/"):
        found = [f.path for f in pinned.files if _is_part(f.path, stem)]
        if found:
            return sorted(found)
    return []


def _is_part(path: str, stem: str) -> bool:
    rest = path.removeprefix(stem)
    return path.startswith(stem) and path.endswith(".parquet") and "/" not in rest
