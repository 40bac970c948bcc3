"""Reading text files as XTREME writes them: UTF-8, lines end with LF, nothing normalised."""

from collections.abc import Iterator
from pathlib import Path

from xstilts_kit.diagnostics.errors import DataError, StorageError

LONGEST_LINE = 1 << 20
_LARGEST_FILE = 1 << 30


def read_lines(path: Path) -> Iterator[tuple[int, str]]:
    """Lines with their one-based numbers, without line ends; errors as of `all_lines`."""
    return enumerate(all_lines(path), start=1)


def all_lines(path: Path) -> list[str]:
    """The lines of a file, without line ends.

    One byte-order mark at the start and one carriage return at each line's end are removed.
    Never uses `str.splitlines`, which cuts at U+001D, U+2028 and others that real sentences hold.

    Raises:
        DataError: Not UTF-8, a line of more than 1 Mi characters, or a file of more than 1 GiB.
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
            "This is no file of the benchmark; fetch it again.",
        )
    return lines


def read_text(path: Path) -> str:
    """A whole file as text, without a byte-order mark.

    Raises:
        DataError: Not UTF-8, or a file of more than 1 GiB.
        StorageError: The file cannot be read.
    """
    return _decode(path, _content(path).removeprefix(b"\xef\xbb\xbf"))


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > _LARGEST_FILE:
            raise DataError(
                f"{path}: the file is larger than 1 GiB.",
                "This is no file of the benchmark; fetch it again.",
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
