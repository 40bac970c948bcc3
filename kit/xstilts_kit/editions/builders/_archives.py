"""Archives, opened once for all that is asked of them: zip and tar, also one inside another.

A compressed tar can only be read from its beginning, so it is unpacked once, into memory or a
temporary file. The last two archives stay open: one, and one inside it.
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
"""Bytes of the largest file that is read."""
_WHOLE = 8 << 30
"""Bytes of the largest tar, unpacked."""
_IN_MEMORY = 64 << 20
"""Bytes up to which a tar is unpacked into memory."""
_KEPT = 2
_BLOCK = 1 << 20
_COMPRESSED: Mapping[bytes, Callable[[IO[bytes]], Any]] = {
    b"\x1f\x8b": lambda file: gzip.GzipFile(fileobj=file),
    b"BZh": bz2.BZ2File,
    b"\xfd7zXZ\x00": lzma.LZMAFile,
}
"""How a file begins → what unpacks it."""


class Archive:
    """A zip or tar archive that stays open, and what is in it."""

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
        """The content of one file.

        Args:
            inner: Its path in the archive; folders before it do not matter.

        Raises:
            DataError: It is not there, is damaged, or is larger than 1 GiB.
        """
        name = next((name for name in self._sizes if is_called(name, inner)), None)
        if name is None:
            raise absent(self._path, inner)
        if self._sizes[name] > LARGEST:
            raise too_large(self._path, inner)
        with _explained(self._path):
            return self._read(name)

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()


_OPENED: dict[tuple[object, ...], Archive] = {}
"""The archives that are open, the longest unused first."""


def open_archive(path: Path, *inner: str) -> Archive:
    """An archive on disk, or one inside it, which stays open.

    Raises:
        DataError: It is no archive, or damaged.
        StorageError: It cannot be read, or there is no space to unpack it.
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
    """Whether a path is the one that is asked for, whatever folders stand before it."""
    return name.removeprefix("./") == inner or name.endswith(f"/{inner}")


def _unpacked(file: IO[bytes], path: Path) -> IO[bytes]:
    """The same tar, not compressed; the file itself is closed where it was."""
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
                "Free some space for temporary files, or name another folder for them with TMPDIR.",
            ) from error
        raise _damaged(path, error) from error  # what is cut or no archive has no number
    except (
        zipfile.BadZipFile,
        tarfile.TarError,
        zlib.error,
        lzma.LZMAError,
        EOFError,
        NotImplementedError,  # a way of compression that Python does not know
        RuntimeError,  # a password is asked for
    ) as error:
        raise _damaged(path, error) from error


def _damaged(path: Path, error: Exception) -> DataError:
    return DataError(f"{path}: cannot be unpacked ({error}).", "Fetch the archive again.")


def absent(path: Path, inner: str) -> DataError:
    """The error where a file is not there."""
    return DataError(
        f"{path}: there is no {inner} in it.", "Name the archive as its publisher offers it."
    )


def too_large(path: Path, inner: str) -> DataError:
    """The error where a file is larger than anything that a publisher offers."""
    return DataError(
        f"{path}: {inner} is larger than 1 GiB.", "This is not what the publisher offers."
    )
