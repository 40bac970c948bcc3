"""Reading a data set of the Hub at one commit: pinned once, files checked, opened by `datasets`.

A repository that still has a script instead of files is read from ``refs/convert/parquet``, where
the Hub itself keeps the same rows; scripts are never run.
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
"""Rows that are turned into Python's own objects at a time."""


def pin_table(table: HubTable, revision: str | None, language: str = "en") -> Pinned:
    """The data set at one commit, the same for everything that this process opens of it.

    Raises:
        DataError: There is no such data set or revision, or it has no files of this table.
        NetworkError: The Hub cannot be asked.
        ModelError: The libraries that read its files are not installed.
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
    """The files of one of the data set's splits, fetched and checked, with their names in it.

    Raises:
        DataError: A file is not what the Hub lists, or the parts of the split are not all there.
        NetworkError: They cannot be fetched.
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
    """The rows of parquet files; labels that have names by their names.

    Args:
        files: The files of one split.
        columns: Which columns; no other is read.
        place: What the table is, for messages.
        prefix: What the ids of the wanted rows begin with; empty: all rows are wanted.

    Raises:
        DataError: A column is absent, or a file cannot be read as parquet.
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
    """What a table is called in messages."""
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
    """What a column's labels are called, be they one a row or a list a row."""
    found: Sequence[str] | None = getattr(feature, "names", None)
    return found or getattr(getattr(feature, "feature", None), "names", None)


def _by_name(value: Any, names: Sequence[str] | None) -> Any:
    """A label by its name; -1 and numbers beyond the names stay, for the layout to judge."""
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
    """The files of a split, by the first of the layouts that the Hub knows."""
    inside = (f"{config}/{split}-", f"data/{split}-", f"{split}-")
    for stem in (*inside, f"{config}/{split}/", f"default/{split}/"):
        found = [f.path for f in pinned.files if _is_part(f.path, stem)]
        if found:
            return sorted(found)
    return []


def _is_part(path: str, stem: str) -> bool:
    rest = path.removeprefix(stem)
    return path.startswith(stem) and path.endswith(".parquet") and "/" not in rest
