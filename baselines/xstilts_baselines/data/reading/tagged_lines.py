"""CCG supertagging as jiant reads it: tokens with blanks between, one tab, their categories."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from xstilts_baselines.data.reading.rows import Row
from xstilts_kit.diagnostics.errors import DataError
from xstilts_kit.storage.text import read_lines, read_text
from xstilts_kit.submission.strict_json import StrictJSONError, parse

LABELS = "tags_to_id.json"
"""The file beside the data that numbers the categories, where there is one."""


def ccg_rows(path: Path, name: str) -> Iterator[Row]:
    r"""The sentences of a file. Categories hold slashes, backslashes and brackets: all are kept.

    Raises:
        DataError: A line has not one tab, or not as many categories as tokens.
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
                "expected as many, with single blanks between",
            )
        yield Row(row.place, number, {"tokens": tokens, "tags": tags})
        number += 1


def ccg_labels(paths: Iterable[Path]) -> tuple[str, ...]:
    """The categories in class order: the numbers beside the first file, else all that occur.

    Raises:
        DataError: The numbers are not 0 to n - 1, or a file is not what `ccg_rows` reads.
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
        raise DataError(f"{numbers}: no JSON ({error}).", "Fetch the file again.") from error
    if not isinstance(found, dict) or sorted(found.values(), key=str) != sorted(
        range(len(found)), key=str
    ):
        raise DataError(
            f"{numbers}: not a number from 0 on for every category.", "Fetch the file again."
        )
    return tuple(sorted(found, key=lambda tag: int(found[tag])))
