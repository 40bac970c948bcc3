"""What folders of output have in common: one run writes them, and none is replaced by accident."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from xstilts_kit.diagnostics.errors import StorageError, UsageError
from xstilts_kit.storage import storage_errors

_LOCK = "lock"
_WINDOWS = os.name == "nt"


def check_contents(out: Path, what: str, *, own: bool, finished: bool, overwrite: bool) -> None:
    """Check that a folder with files in it may be written.

    Args:
        out: The folder.
        what: What is written, with its article: "a submission".
        own: Whether its files are those of such a thing.
        finished: Whether it is complete.
        overwrite: Whether a complete one may be replaced.

    Raises:
        UsageError: The folder holds other files, or a complete one that may not be replaced.
    """
    if not own:
        name = what.partition(" ")[2]
        raise UsageError(f"{out} is not empty and holds no {name}.", "Choose another --out.")
    if finished and not overwrite:
        raise UsageError(
            f"{out} already holds {what}.",
            "Choose another --out, or pass --overwrite to replace it.",
        )


@contextmanager
def one_writer(out: Path, folder: Path) -> Iterator[None]:
    """Keep other runs from writing a folder.

    Args:
        out: The folder.
        folder: The folder in it for unfinished work, which is created and holds the lock.

    Raises:
        StorageError: Another run is writing it, not enough space, or no permission.
    """
    with storage_errors(out):
        folder.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder / _LOCK, timeout=0)
    try:
        lock.acquire()
    except Timeout:
        raise StorageError(
            f"Another run is writing {out}.", "Wait for it, or choose another --out."
        ) from None
    try:
        yield
    finally:
        lock.release()
        if _WINDOWS and folder.is_dir():  # which keeps a file that is open, so the lock was left
            remove_unused(folder)


def remove_unused(folder: Path) -> None:
    """Remove a folder for unfinished work that contains only the lock."""
    with storage_errors(folder):
        if {path.name for path in folder.iterdir()} <= {_LOCK}:
            shutil.rmtree(folder, ignore_errors=True)
