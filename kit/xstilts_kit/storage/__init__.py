"""Atomic file writing, and reading of text files."""

import errno
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from xstilts_kit.diagnostics.errors import StorageError


def write_atomically(path: Path, content: bytes) -> None:
    """Write a file atomically: temporary name, fsync, rename, fsync.

    Raises:
        StorageError: Not enough space, no permission, or a read-only disk.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    with storage_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with temporary.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(path)
            sync_folder(path.parent)
        except BaseException:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)
            raise


def sync_folder(folder: Path) -> None:
    """Make a rename in `folder` survive a power failure, if the system supports it."""
    with suppress(OSError):
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)


def write_json(path: Path, value: Any) -> None:
    """Write `value` as readable JSON, atomically."""
    text = json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False)
    write_atomically(path, f"{text}\n".encode())


@contextmanager
def storage_errors(path: Path) -> Iterator[None]:
    """Convert an `OSError` of the disk into a `StorageError` with a remedy."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            what, remedy = "the disk is full", "Free some space, then run the same command again."
        elif error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            what, remedy = "writing is not permitted", "Choose another folder with --out."
        else:
            what, remedy = str(error.strerror or error), "Choose another folder, or check the disk."
        raise StorageError(
            f"{path}: {what}.", f"{remedy} Files written before are kept."
        ) from error
