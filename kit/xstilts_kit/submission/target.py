"""The folder that `predict` writes: whose it is, and making room in it."""

import re
from pathlib import Path

from xstilts_kit.diagnostics.errors import UsageError
from xstilts_kit.submission.files import TooManyEntries, storage_errors, walk
from xstilts_kit.submission.layout import MANIFEST, PREDICTIONS, SCORES, UNFINISHED

_OWN = re.compile(rf"({MANIFEST}|{SCORES}|{PREDICTIONS}/[a-z0-9]+/[a-z]+\.jsonl)")
_TEMPORARY = re.compile(rf"(.*/)?\.({MANIFEST}|{SCORES}|[a-z]+\.jsonl)\.[0-9]+\.tmp")
_MOST_ENTRIES = 100_000


def check_free(out: Path, overwrite: bool) -> None:
    """Refuse a folder that holds something else, without touching it.

    A folder is ours if it holds a manifest, or the mark of an interrupted run.

    Raises:
        UsageError: It is a file, holds a submission (unless `overwrite`) or other things.
        StorageError: It cannot be looked into.
    """
    with storage_errors(out):
        if out.exists() and not out.is_dir():
            raise UsageError(f"{out} is a file.", "Give --out a folder that is not there yet.")
        present = {entry.name for entry in out.iterdir()} if out.is_dir() else set()
        inside = (out / PREDICTIONS).iterdir() if (out / PREDICTIONS).is_dir() else ()
        for path in (out / PREDICTIONS, *inside):
            if path.is_symlink():
                raise UsageError(f"{path} is a link.", "Remove it, or give another --out.")
    if not present or UNFINISHED in present:
        return
    if MANIFEST not in present:
        raise UsageError(f"{out} is not empty and holds no submission.", "Give another --out.")
    if not overwrite:
        raise UsageError(
            f"{out} holds a submission already.",
            "Give another --out, or --overwrite to replace it.",
        )


def begin(out: Path) -> None:
    """Make the folder, mark it, and remove an earlier run's files; anything else stays.

    Raises:
        StorageError: No space, no permission, a read-only disk.
    """
    with storage_errors(out):
        out.mkdir(parents=True, exist_ok=True)
        (out / UNFINISHED).touch()
        for name in _plain_files(out):
            if _OWN.fullmatch(name) or _TEMPORARY.fullmatch(name):
                (out / name).unlink(missing_ok=True)


def _plain_files(out: Path) -> list[str]:
    def refuse(_: str, error: OSError) -> None:
        raise error

    try:
        return [name for name, plain in walk(out, _MOST_ENTRIES, refuse) if plain]
    except TooManyEntries:
        raise UsageError(
            f"{out} holds more than {_MOST_ENTRIES:,} files.", "Give another --out."
        ) from None


def finish(out: Path) -> None:
    """Take the mark away: the submission is whole."""
    with storage_errors(out):
        (out / UNFINISHED).unlink(missing_ok=True)
