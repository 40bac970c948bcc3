"""Reading primary files, also inside archives; writing built files, each whole or not at all."""

import io
import tarfile
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

from xstilts_kit.diagnostics.errors import DataError, StorageError
from xstilts_kit.storage import write_atomically

_LARGEST = 1 << 30


def local(files: Mapping[str, Path], name: str) -> Path:
    """The local copy of a primary file.

    Raises:
        DataError: There is none.
    """
    path = files.get(name)
    if path is None or not path.exists():
        where = "was not given" if path is None else f"is not at {path}"
        raise DataError(f"The primary file {name} {where}.", "Fetch it, or name your own copy.")
    return path


def plain(path: Path, name: str) -> bytes:
    """The content of a file that its publisher offers as it is.

    Args:
        path: The file itself, or a folder or an archive that holds it.
        name: Its path in there; folders before it do not matter.

    Raises:
        DataError: It is not there, is damaged, or is larger than 1 GiB.
        StorageError: The file cannot be read.
    """
    with _readable(path):
        if path.is_dir() or zipfile.is_zipfile(path) or _is_tar(path):
            return member(path, name)
        if path.stat().st_size > _LARGEST:
            raise _too_large(path, name)
        return path.read_bytes()


def member(path: Path, inner: str) -> bytes:
    """The content of one file of a zip or tar archive, or of the folder it was unpacked to.

    Args:
        path: The archive or the folder.
        inner: Path inside of it; folders before it do not matter.

    Raises:
        DataError: It is not there, is damaged, or is larger than 1 GiB.
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


def _in_folder(folder: Path, inner: str) -> bytes:
    name = inner.rpartition("/")[2]
    for place in (folder / inner, folder / name):
        if place.is_file():
            return _bounded(place.read_bytes(), place, inner)
    found = sorted(p for p in folder.rglob(name) if p.is_file() and _is(p.as_posix(), inner))
    if not found:
        raise _absent(folder, inner)
    return _bounded(found[0].read_bytes(), found[0], inner)


@lru_cache(maxsize=2)
def _in_archive(path: Path, inner: str, changed: int, size: int) -> bytes:
    """`changed` and `size` are only there so that another file is not mistaken for this one."""
    return inside(path, path, inner)


def _is_tar(path: Path) -> bool:
    try:
        return tarfile.is_tarfile(path)
    except (OSError, EOFError):
        return False


def inside(archive: Path | bytes, path: Path, inner: str) -> bytes:
    """One file of an archive, which may be in memory; `path` is for messages."""
    source = io.BytesIO(archive) if isinstance(archive, bytes) else archive
    try:
        if zipfile.is_zipfile(source):
            return _in_zip(source, path, inner)
        return _in_tar(source, path, inner)
    except (zipfile.BadZipFile, tarfile.TarError, zlib.error, EOFError, OSError) as error:
        raise DataError(
            f"{path}: cannot be unpacked ({error}).", "Fetch the archive again."
        ) from error


def _in_zip(source: Path | io.BytesIO, path: Path, inner: str) -> bytes:
    with zipfile.ZipFile(source) as opened:
        for info in opened.infolist():
            if _is(info.filename, inner):
                if info.file_size > _LARGEST:
                    raise _too_large(path, inner)
                return opened.read(info)
    raise _absent(path, inner)


def _in_tar(source: Path | io.BytesIO, path: Path, inner: str) -> bytes:
    on_disk = source if isinstance(source, Path) else None
    in_memory = None if isinstance(source, Path) else source
    if in_memory is not None:
        in_memory.seek(0)  # looking whether it is a zip moved it
    with tarfile.open(on_disk, fileobj=in_memory) as opened:
        for info in opened:
            if info.isfile() and _is(info.name, inner):
                if info.size > _LARGEST:
                    raise _too_large(path, inner)
                file = opened.extractfile(info)
                return file.read() if file is not None else b""
    raise _absent(path, inner)


def _is(name: str, inner: str) -> bool:
    return name.removeprefix("./") == inner or name.endswith(f"/{inner}")


def _bounded(content: bytes, path: Path, inner: str) -> bytes:
    if len(content) > _LARGEST:
        raise _too_large(path, inner)
    return content


def _absent(path: Path, inner: str) -> DataError:
    return DataError(
        f"{path}: there is no {inner} in it.", "Name the archive as its publisher offers it."
    )


def _too_large(path: Path, inner: str) -> DataError:
    return DataError(
        f"{path}: {inner} is larger than 1 GiB.", "This is not what the publisher offers."
    )


def text(content: bytes, path: Path, inner: str) -> str:
    """UTF-8 text with LF at its line ends, as Python's text files are read.

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
    """The lines of a text, without line ends; cut at LF, CRLF and CR only."""
    found = text(content, path, inner).split("\n")
    if not found[-1]:
        found.pop()
    return found


def write(out: Path, relative: str, content: bytes) -> Path:
    """Write a file below a folder so that it appears whole or not at all.

    Raises:
        StorageError: No space, no permission, a read-only disk.
    """
    path = out / relative
    write_atomically(path, content)
    return path
