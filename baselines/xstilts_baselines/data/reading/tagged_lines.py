"""CCG supertagging in jiant's format: space-separated tokens, a tab, their categories."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from xstilts_baselines.data.reading.rows import Row
from xstilts_kit.diagnostics.errors import DataError
from xstilts_kit.storage.text import read_lines, read_text
from xstilts_kit.submission.strict_json import StrictJSONError, parse

LABELS = "tags_to_id.json"
"""Optional file beside the data that numbers the categories."""


def ccg_rows(path: Path, name: str) -> Iterator[Row]:
    r"""Yield the sentences of a file, with the slashes, backslashes and brackets of categories.

    Raises:
        DataError: A line does not have exactly one tab, or as many categories as tokens.
    """
    number = 0
    for line, text in read_lines(path):
        if not text:
            continue
        cells = text.split("\t")
        row = Row(f"{name}:{line}", number, {})
        if len(cells) != 2:
            raise row.wrong(f"{len(cells) - 1} tabs", "expected one, between tokens and categories")
        tokens, tags = (cell.split(" ") for cell in cells)
        if len(tokens) != len(tags) or not all(tokens) or not all(tags):
            raise row.wrong(
                f"{len(tokens)} tokens and {len(tags)} categories",
                "expected equal numbers, separated by single spaces",
            )
        yield Row(row.place, number, {"tokens": tokens, "tags": tags})
        number += 1


def ccg_labels(paths: Iterable[Path]) -> tuple[str, ...]:
    """Return the categories in class order: as numbered beside the first file, else all that occur.

    Raises:
        DataError: The numbers are not 0 to n - 1, or `ccg_rows` cannot read a file.
    """
    files = list(paths)
    numbers = files[0].parent / LABELS
    if not numbers.is_file():
        return tuple(
            sorted({t for p in files for r in ccg_rows(p, str(p)) for t in r.values["tags"]})
        )
    try:
        found = parse(read_text(numbers))
    except StrictJSONError as error:
        raise DataError(f"{numbers}: not JSON ({error}).", "Fetch the file again.") from error
    if not isinstance(found, dict) or sorted(found.values(), key=str) != sorted(
        range(len(found)), key=str
    ):
        raise DataError(f"{numbers}: categories are not numbered from 0.", "Fetch the file again.")
    return tuple(sorted(found, key=lambda tag: int(found[tag])))
