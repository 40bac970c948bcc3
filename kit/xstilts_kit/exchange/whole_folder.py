"""Writes a folder atomically."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from xstilts_kit.diagnostics.errors import UsageError
from xstilts_kit.storage import storage_errors


def check_new(out: Path) -> None:
    """Check that the output folder is new or empty.

    Raises:
        UsageError: It is a file, a link, or a folder with content.
    """
    with storage_errors(out):
        if out.is_symlink() or (out.exists() and not out.is_dir()):
            what = "is a link" if out.is_symlink() else "is a file"
            raise UsageError(f"{out} {what}.", "Give --out a new folder.")
        if out.is_dir() and any(out.iterdir()):
            raise UsageError(f"{out} is not empty.", "Give --out a new folder.")


@contextmanager
def whole_folder(out: Path) -> Iterator[Path]:
    """Yield a temporary folder that is renamed to `out` on success and removed on failure.

    Raises:
        UsageError: `out` is not empty.
        StorageError: Not enough space, no permission, or a read-only disk.
    """
    check_new(out)
    whole = out.resolve()
    draft = whole.with_name(f".{whole.name}.{os.getpid()}.tmp")
    try:
        with storage_errors(out):
            draft.mkdir(parents=True)
        yield draft
        with storage_errors(out):
            draft.replace(whole)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
