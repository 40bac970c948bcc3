"""The output folder of `predict`: checks, locking and resuming."""

import json
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from xstilts_kit.cell import PREDICTIONS, Cell
from xstilts_kit.diagnostics.errors import StorageError, UsageError
from xstilts_kit.storage import storage_errors, write_json
from xstilts_kit.submission.files import TooManyEntries, walk
from xstilts_kit.submission.layout import MANIFEST, SCORES, UNFINISHED

_TEMPORARY = re.compile(r"(?P<folder>(.*/)?)\.(?P<name>[^/]+)\.[0-9]+\.tmp")
_MOST_ENTRIES = 100_000


def check_free(out: Path, overwrite: bool) -> None:
    """Check that the folder may be written to, without touching it.

    It may be if it is empty, or holds a manifest or the marker of an interrupted run.

    Raises:
        UsageError: It is a file, holds a submission (unless `overwrite`) or other content, or has
            a file in place of the marker folder.
        StorageError: It cannot be read.
    """
    with storage_errors(out):
        if out.exists() and not out.is_dir():
            raise UsageError(f"{out} is a file.", "Give --out a new folder.")
        present = {entry.name for entry in out.iterdir()} if out.is_dir() else set()
        inside = (out / PREDICTIONS).iterdir() if (out / PREDICTIONS).is_dir() else ()
        for path in (out / UNFINISHED, out / PREDICTIONS, *inside):
            if path.is_symlink():
                raise UsageError(f"{path} is a link.", "Remove it, or choose another --out.")
        if UNFINISHED in present and not (out / UNFINISHED).is_dir():
            raise UsageError(
                f"{out / UNFINISHED} is a file; an interrupted run has a folder of this name.",
                "Remove it, or choose another --out.",
            )
    if not present or UNFINISHED in present:
        return
    if MANIFEST not in present:
        raise UsageError(f"{out} is not empty and holds no submission.", "Choose another --out.")
    if not overwrite:
        raise UsageError(
            f"{out} already holds a submission.",
            "Choose another --out, or pass --overwrite to replace it.",
        )


def finish(out: Path) -> None:
    """Remove the marker: the submission is complete."""
    with storage_errors(out):
        shutil.rmtree(out / UNFINISHED, ignore_errors=True)


@dataclass(slots=True)
class Work:
    """An output folder that is being written, by one run at a time."""

    out: Path
    folder: Path
    """Folder for the data needed to resume after an interruption."""
    changed: tuple[str, ...] | None
    """None for a new run, empty for a resumed one; otherwise the settings that differ from the
    earlier run, whose work was discarded."""

    def close(self, files: Iterable[str]) -> None:
        """Remove all files of an earlier run except these; the submission is then complete."""
        _remove_own(self.out, keep=(MANIFEST, *files))
        finish(self.out)


@contextmanager
def work_on(out: Path, settings: Mapping[str, Any]) -> Iterator[Work]:
    """Create and lock the folder, and check whether an interrupted run can be resumed.

    Args:
        out: The folder to write.
        settings: Everything the predictions depend on, as JSON values.

    Raises:
        StorageError: Another run is writing the folder, not enough space, or no permission.
    """
    folder = out / UNFINISHED
    with storage_errors(out):
        folder.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder / "lock", timeout=0)
    try:
        lock.acquire()
    except Timeout:
        raise StorageError(
            f"Another run is writing {out}.", "Wait for it, or choose another --out."
        ) from None
    try:
        changed = _changed(folder / _SETTINGS, settings)
        if changed:
            with storage_errors(out):
                for path in folder.iterdir():
                    if path.suffix in (".shard", ".done"):
                        path.unlink()
        write_json(folder / _SETTINGS, settings)
        with storage_errors(out):  # an incomplete folder must not look complete
            (out / MANIFEST).unlink(missing_ok=True)
            (out / SCORES).unlink(missing_ok=True)
        yield Work(out, folder, changed)
    finally:
        lock.release()


_SETTINGS = "settings.json"


def _changed(path: Path, settings: Mapping[str, Any]) -> tuple[str, ...] | None:
    """Names of settings that differ from a file; None if the file is missing or damaged."""
    try:
        before = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    if not isinstance(before, dict):
        return None
    now = json.loads(json.dumps(settings))
    names = sorted(now.keys() | before.keys())
    return tuple(name for name in names if now.get(name) != before.get(name))


def _remove_own(out: Path, keep: Iterable[str]) -> None:
    """Remove an earlier run's files except those to keep; all other files stay."""
    kept = set(keep)
    with storage_errors(out):
        for name in _plain_files(out):
            if name not in kept and _is_own(name):
                (out / name).unlink(missing_ok=True)


def _is_own(name: str) -> bool:
    """Whether a file of this name belongs to a submission, complete or being written."""
    temporary = _TEMPORARY.fullmatch(name)
    whole = temporary["folder"] + temporary["name"] if temporary else name
    return whole in (MANIFEST, SCORES) or Cell.is_path(whole)


def _plain_files(out: Path) -> list[str]:
    def refuse(_: str, error: OSError) -> None:
        raise error

    try:
        return [name for name, plain in walk(out, _MOST_ENTRIES, refuse) if plain]
    except TooManyEntries:
        raise UsageError(
            f"{out} holds more than {_MOST_ENTRIES:,} files.", "Choose another --out."
        ) from None
