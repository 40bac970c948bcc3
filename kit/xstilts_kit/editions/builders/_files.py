"""Reads primary files, also inside archives; writes built files atomically."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

from xstilts_kit.diagnostics.errors import DataError, StorageError
from xstilts_kit.editions.builders._archives import (
    LARGEST,
    absent,
    is_archive,
    is_called,
    open_archive,
    too_large,
)
from xstilts_kit.storage import write_atomically


def local(files: Mapping[str, Path], name: str) -> Path:
    """Local copy of a primary file.

    Raises:
        DataError: There is no local copy.
    """
    path = files.get(name)
    if path is None or not path.exists():
        where = "was not given" if path is None else f"is not at {path}"
        raise DataError(f"The primary file {name} {where}.", "Fetch it, or give your own copy.")
    return path


def plain(path: Path, name: str) -> bytes:
    """Read a file that is published uncompressed.

    Args:
        path: The file itself, or a folder or archive that contains it.
        name: Path inside the folder or archive; leading folders are ignored.

    Raises:
        DataError: The file is missing, damaged, or larger than 1 GiB.
        StorageError: The file cannot be read.
    """
    with _readable(path):
        if path.is_dir() or is_archive(path):
            return member(path, name)
        if path.stat().st_size > LARGEST:
            raise too_large(path, name)
        return path.read_bytes()


def member(path: Path, *inner: str) -> bytes:
    """Read one file of a zip or tar archive, or of the folder it was unpacked to.

    Args:
        path: The archive or the folder.
        inner: Path inside; leading folders are ignored. Of several paths, each but the last is an
            archive that contains the next.

    Raises:
        DataError: The file is missing, damaged, or larger than 1 GiB.
        StorageError: The file cannot be read.
    """
    with _readable(path):
        if path.is_dir():
            return _in_folder(path, inner)
        status = path.stat()
        return _in_archive(path, inner, status.st_mtime_ns, status.st_size)


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StorageError(
            f"{path}: cannot be read ({error.strerror or error}).", "Make the file readable."
        ) from error


def _in_folder(folder: Path, inner: tuple[str, ...]) -> bytes:
    first, *rest = inner
    found = _find(folder, first)
    if rest:
        return member(found, *rest)
    if found.stat().st_size > LARGEST:
        raise too_large(found, first)
    return found.read_bytes()


def _find(folder: Path, inner: str) -> Path:
    name = inner.rpartition("/")[2]
    for place in (folder / inner, folder / name):
        if place.is_file():
            return place
    found = sorted(p for p in folder.rglob(name) if p.is_file() and is_called(p.as_posix(), inner))
    if not found:
        raise absent(folder, inner)
    return found[0]


@lru_cache(maxsize=2)
def _in_archive(path: Path, inner: tuple[str, ...], changed: int, size: int) -> bytes:
    """Read from an archive; `changed` and `size` are part of the cache key."""
    return open_archive(path, *inner[:-1]).read(inner[-1])


def text(content: bytes, path: Path, inner: str) -> str:
    """Decode UTF-8 and convert line endings to LF, as Python does for text files.

    Raises:
        DataError: Not UTF-8.
    """
    try:
        found = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise DataError(
            f"{path}: line {line} of {inner} is not UTF-8.", "Fetch the file again."
        ) from error
    return found.replace("\r\n", "\n").replace("\r", "\n")


def lines(content: bytes, path: Path, inner: str) -> list[str]:
    """Split a text into lines, at LF, CRLF and CR only."""
    found = text(content, path, inner).split("\n")
    if not found[-1]:
        found.pop()
    return found


def write(out: Path, relative: str, content: bytes) -> Path:
    """Write a file below a folder atomically.

    Raises:
        StorageError: Not enough space, no permission, or a read-only disk.
    """
    path = out / relative
    write_atomically(path, content)
    return path
