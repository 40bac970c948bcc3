"""Reads text files as written by XTREME: UTF-8, LF line endings, no normalisation."""

from collections.abc import Iterator
from pathlib import Path

from xstilts_kit.diagnostics.errors import DataError, StorageError

LONGEST_LINE = 1 << 20
_LARGEST_FILE = 1 << 30


def read_lines(path: Path) -> Iterator[tuple[int, str]]:
    """Lines with their one-based numbers, without line endings; errors as in `all_lines`."""
    return enumerate(all_lines(path), start=1)


def all_lines(path: Path) -> list[str]:
    """Read the lines of a file, without line endings.

    A byte-order mark at the start and a carriage return at the end of each line are removed. Never
    uses `str.splitlines`, which splits at U+001D, U+2028 and others that occur in real sentences.

    Raises:
        DataError: Not UTF-8, a line over 1 Mi characters, or a file over 1 GiB.
        StorageError: The file cannot be read.
    """
    text = read_text(path)
    lines = text.split("\n")
    if not lines[-1]:
        lines.pop()
    if "\r" in text:
        lines = [line.removesuffix("\r") for line in lines]
    if lines and max(map(len, lines)) > LONGEST_LINE:
        number = next(n for n, line in enumerate(lines, start=1) if len(line) > LONGEST_LINE)
        raise DataError(
            f"{path}:{number}: the line is longer than 1 MiB.",
            "This is not a file of the benchmark; fetch it again.",
        )
    return lines


def read_text(path: Path) -> str:
    """Read a whole file as text, without a byte-order mark.

    Raises:
        DataError: Not UTF-8, or a file over 1 GiB.
        StorageError: The file cannot be read.
    """
    return _decode(path, _content(path).removeprefix(b"\xef\xbb\xbf"))


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > _LARGEST_FILE:
            raise DataError(
                f"{path}: the file is larger than 1 GiB.",
                "This is not a file of the benchmark; fetch it again.",
            )
        return path.read_bytes()
    except OSError as error:
        raise StorageError(
            f"{path}: cannot be read ({error.strerror}).", "Make the file readable."
        ) from error


def _decode(path: Path, content: bytes) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        number = content.count(b"\n", 0, error.start) + 1
        column = error.start - content.rfind(b"\n", 0, error.start)
        raise DataError(
            f"{path}:{number}: byte {column} of the line is not UTF-8.",
            "Fetch the file again, or convert it to UTF-8.",
        ) from error
