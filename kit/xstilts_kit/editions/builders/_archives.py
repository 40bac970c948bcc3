"""Zip and tar archives, opened once and kept open; also archives inside archives.

A compressed tar can only be read from the start, so it is unpacked once, into memory or a
temporary file. The last two archives stay open: an outer and an inner one.
"""

import bz2
import gzip
import io
import lzma
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from xstilts_kit.diagnostics.errors import DataError, StorageError

LARGEST = 1 << 30
"""Largest file to read, in bytes."""
_WHOLE = 8 << 30
"""Largest unpacked tar, in bytes."""
_IN_MEMORY = 64 << 20
"""Size in bytes up to which a tar is unpacked into memory."""
_KEPT = 2
_BLOCK = 1 << 20
_COMPRESSED: Mapping[bytes, Callable[[IO[bytes]], Any]] = {
    b"\x1f\x8b": lambda file: gzip.GzipFile(fileobj=file),
    b"BZh": bz2.BZ2File,
    b"\xfd7zXZ\x00": lzma.LZMAFile,
}
"""Magic number → decompressor."""


class Archive:
    """A zip or tar archive that stays open, with its members."""

    def __init__(self, file: IO[bytes], path: Path) -> None:
        self._path = path
        self._file: IO[bytes] = file
        self._sizes: dict[str, int] = {}
        self._read: Callable[[str], bytes]
        try:
            with _explained(path):
                self._open()
        except BaseException:
            self.close()
            raise

    def _open(self) -> None:
        if zipfile.is_zipfile(self._file):
            opened = zipfile.ZipFile(self._file)
            self._sizes = {i.filename: i.file_size for i in opened.infolist() if not i.is_dir()}
            self._read = opened.read
            return
        self._file = _unpacked(self._file, self._path)
        tar = tarfile.open(fileobj=self._file)  # noqa: SIM115 - it stays open
        infos = {info.name: info for info in tar if info.isfile()}
        self._sizes = {name: info.size for name, info in infos.items()}

        def read(name: str) -> bytes:
            file = tar.extractfile(infos[name])
            return file.read() if file is not None else b""

        self._read = read

    def read(self, inner: str) -> bytes:
        """Read one file of the archive.

        Args:
            inner: Path in the archive; leading folders are ignored.

        Raises:
            DataError: The file is missing, damaged, or larger than 1 GiB.
        """
        name = next((name for name in self._sizes if is_called(name, inner)), None)
        if name is None:
            raise absent(self._path, inner)
        if self._sizes[name] > LARGEST:
            raise too_large(self._path, inner)
        with _explained(self._path):
            return self._read(name)

    def close(self) -> None:
        self._file.close()


_OPENED: dict[tuple[object, ...], Archive] = {}
"""Open archives, least recently used first."""


def open_archive(path: Path, *inner: str) -> Archive:
    """Open an archive on disk, or one inside it; it stays open.

    Raises:
        DataError: It is not an archive, or damaged.
        StorageError: It cannot be read, or there is not enough space to unpack it.
    """
    status = path.stat()
    key = (path, status.st_mtime_ns, status.st_size, *inner)
    archive = _OPENED.pop(key, None)
    if archive is None:
        if inner:
            content = open_archive(path, *inner[:-1]).read(inner[-1])
            archive = Archive(io.BytesIO(content), path)
        else:
            archive = Archive(path.open("rb"), path)
    _OPENED[key] = archive
    while len(_OPENED) > _KEPT:
        _OPENED.pop(next(iter(_OPENED))).close()
    return archive


def is_archive(path: Path) -> bool:
    """Whether a file is a zip or a tar."""
    try:
        return zipfile.is_zipfile(path) or tarfile.is_tarfile(path)
    except (OSError, EOFError):
        return False


def is_called(name: str, inner: str) -> bool:
    """Whether a path equals the requested one, ignoring leading folders."""
    return name.removeprefix("./") == inner or name.endswith(f"/{inner}")


def _unpacked(file: IO[bytes], path: Path) -> IO[bytes]:
    """Decompress a tar; a compressed input file is closed."""
    file.seek(0)
    start = file.read(6)
    file.seek(0)
    opens = next((o for magic, o in _COMPRESSED.items() if start.startswith(magic)), None)
    if opens is None:
        return file
    whole: IO[bytes] = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115
    try:
        with opens(file) as stream:
            while block := stream.read(_BLOCK):
                whole.write(block)
                if whole.tell() > _WHOLE:
                    raise too_large(path, path.name)
        file.close()
        whole.seek(0)
    except BaseException:
        whole.close()
        raise
    return whole


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno is not None:
            raise StorageError(
                f"{path}: cannot be unpacked ({error.strerror}).",
                "Free some space for temporary files, or choose another folder with TMPDIR.",
            ) from error
        raise _damaged(path, error) from error  # truncated files and non-archives have no errno
    except (
        zipfile.BadZipFile,
        tarfile.TarError,
        zlib.error,
        lzma.LZMAError,
        EOFError,
        NotImplementedError,  # a compression method unknown to Python
        RuntimeError,  # the archive is encrypted
    ) as error:
        raise _damaged(path, error) from error


def _damaged(path: Path, error: Exception) -> DataError:
    return DataError(f"{path}: cannot be unpacked ({error}).", "Fetch the archive again.")


def absent(path: Path, inner: str) -> DataError:
    """Error for a file that is missing in an archive."""
    return DataError(f"{path}: it contains no {inner}.", "Give the archive exactly as published.")


def too_large(path: Path, inner: str) -> DataError:
    """Error for a file larger than any that a publisher offers."""
    return DataError(f"{path}: {inner} is larger than 1 GiB.", "This is not the publisher's file.")
