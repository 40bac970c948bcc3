"""A folder that appears whole or not at all."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from xstilts_kit.diagnostics.errors import UsageError
from xstilts_kit.storage import storage_errors


def check_new(out: Path) -> None:
    """Refuse a folder that holds anything.

    Raises:
        UsageError: It is a file or a link, or is not empty.
    """
    with storage_errors(out):
        if out.is_symlink() or (out.exists() and not out.is_dir()):
            what = "is a link" if out.is_symlink() else "is a file"
            raise UsageError(f"{out} {what}.", "Give --out a folder that is not there yet.")
        if out.is_dir() and any(out.iterdir()):
            raise UsageError(f"{out} is not empty.", "Give --out a folder that is not there yet.")


@contextmanager
def whole_folder(out: Path) -> Iterator[Path]:
    """A folder to write into, which gets its name when all is written and vanishes otherwise.

    Raises:
        UsageError: `out` holds something.
        StorageError: No space, no permission, a read-only disk.
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
