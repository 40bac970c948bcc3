"""Reading text files as XTREME writes them: UTF-8, lines end with LF, nothing normalised."""

from collections.abc import Iterator
from pathlib import Path

from xstilts_kit.diagnostics.errors import DataError, StorageError

_LONGEST_LINE = 1 << 20


def read_lines(path: Path) -> Iterator[tuple[int, str]]:
    """Lines with their one-based numbers, without line ends.

    One byte-order mark at the start and one carriage return at each line's end are removed.
    Never uses `str.splitlines`, which cuts at U+001D, U+2028 and others that real sentences hold.

    Raises:
        DataError: Not UTF-8, or a line of more than 1 MiB.
        StorageError: The file cannot be read.
    """
    try:
        with path.open("rb") as file:
            number = 0
            while line := file.readline(_LONGEST_LINE + 2):
                number += 1
                if len(line) > _LONGEST_LINE and not line.endswith(b"\n"):
                    raise DataError(
                        f"{path}:{number}: the line is longer than 1 MiB.",
                        "This is no file of the benchmark; fetch it again.",
                    )
                yield number, _decode(path, number, line)
    except OSError as error:
        raise StorageError(
            f"{path}: cannot be read ({error.strerror}).", "Make the file readable."
        ) from error


def _decode(path: Path, number: int, line: bytes) -> str:
    if number == 1 and line.startswith(b"\xef\xbb\xbf"):
        line = line[3:]
    line = line.removesuffix(b"\n").removesuffix(b"\r")
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError as error:
        raise DataError(
            f"{path}:{number}: byte {error.start + 1} of the line is not UTF-8.",
            "Fetch the file again, or convert it to UTF-8.",
        ) from error
