"""Digests and safe traversal of a submission's files."""

import os
import stat
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

from xstilts_kit.submission.manifest import FileDigest


def digest_file(path: Path, relative: str) -> FileDigest:
    """Size and SHA-256 of a file."""
    digest, size = sha256(), 0
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
            size += len(block)
    return FileDigest(relative, digest.hexdigest(), size)


class TooManyEntries(Exception):
    """A folder holds more entries than the limit."""


def walk(
    root: Path, limit: int, refused: Callable[[str, OSError], None]
) -> Iterator[tuple[str, bool]]:
    """Yield everything below a folder except folders: (relative path, whether it is a plain file).

    Links are never followed.

    Args:
        root: The folder.
        limit: Maximum number of entries, including folders.
        refused: Called with each folder that cannot be listed, and the error.

    Raises:
        TooManyEntries: The limit is exceeded.
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
