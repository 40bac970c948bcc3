"""Effects on the submission folder: atomic writing, digests, a safe walk."""

import errno
import json
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

from xstilts_kit.diagnostics.errors import StorageError
from xstilts_kit.submission.manifest import FileDigest


def write_atomically(path: Path, content: bytes) -> None:
    """Write a file so that it appears whole or not at all: temporary name, fsync, rename.

    Raises:
        StorageError: No space, no permission, a read-only disk.
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
        except BaseException:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)
            raise


def write_json(path: Path, value: Any) -> None:
    """Write `value` as readable JSON, atomically."""
    text = json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False)
    write_atomically(path, f"{text}\n".encode())


@contextmanager
def storage_errors(path: Path) -> Iterator[None]:
    """Turn an `OSError` of the disk into a `StorageError` that says what to do."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            what, remedy = "the disk is full", "Free some space, then run the same command again."
        elif error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            what, remedy = "writing is not permitted", "Choose another folder with --out."
        else:
            what, remedy = str(error.strerror or error), "Choose another folder, or mend the disk."
        raise StorageError(
            f"{path}: {what}.", f"{remedy} What was written before stays."
        ) from error


def digest_file(path: Path, relative: str) -> FileDigest:
    """Size and SHA-256 of a file."""
    digest, size = sha256(), 0
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
            size += len(block)
    return FileDigest(relative, digest.hexdigest(), size)


class TooManyEntries(Exception):
    """A folder holds more entries than anybody wants to look through."""


def walk(
    root: Path, limit: int, refused: Callable[[str, OSError], None]
) -> Iterator[tuple[str, bool]]:
    """Everything below a folder but folders: (relative path, whether it is a plain file).

    Links are never followed.

    Args:
        root: The folder.
        limit: So many entries at most, folders counted.
        refused: Called with each folder that cannot be listed, and why.

    Raises:
        TooManyEntries: There are more.
    """
    seen, pending = 0, [root]
    while pending:
        folder = pending.pop()
        found: list[tuple[str, int]] = []
        try:
            with os.scandir(folder) as entries:
                for entry in entries:
                    seen += 1
                    if seen > limit:
                        raise TooManyEntries
                    found.append((entry.path, entry.stat(follow_symlinks=False).st_mode))
        except OSError as error:
            refused(folder.relative_to(root).as_posix(), error)
        for path, mode in sorted(found):
            if stat.S_ISDIR(mode):
                pending.append(Path(path))
            else:
                yield Path(path).relative_to(root).as_posix(), stat.S_ISREG(mode)
