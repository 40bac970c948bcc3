"""The output folder of `predict`: checks, locking and resuming."""

import errno
import json
import os
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from xstilts_kit.cell import PREDICTIONS, Cell
from xstilts_kit.cell import SCORES as SAVED
from xstilts_kit.diagnostics.errors import StorageError, UsageError
from xstilts_kit.storage import storage_errors, write_json
from xstilts_kit.storage.output import check_contents, one_writer, remove_unused
from xstilts_kit.submission.files import TooManyEntries, digest_file, walk
from xstilts_kit.submission.layout import MANIFEST, SCORES, UNFINISHED
from xstilts_kit.submission.manifest import Manifest, PredictionFile

_TEMPORARY = re.compile(r"(?P<folder>(.*/)?)\.(?P<name>[^/]+)\.[0-9]+\.tmp")
_MOST_ENTRIES = 100_000


def check_free(out: Path, overwrite: bool) -> None:
    """Check that the folder may be written to, without touching it.

    Allowed if it is empty, or contains a manifest or the marker of an interrupted run.

    Args:
        out: The folder.
        overwrite: Whether it may contain a submission, which is then replaced or extended.

    Raises:
        UsageError: It is a file, or contains a submission (unless `overwrite`), other files, or
            another file in place of the marker.
        StorageError: It cannot be listed or written.
    """
    with storage_errors(out):
        if out.exists() and not out.is_dir():
            raise UsageError(f"{out} is a file.", "Give --out a new folder.")
        present = {entry.name for entry in out.iterdir()} if out.is_dir() else set()
        inside = (out / PREDICTIONS).iterdir() if (out / PREDICTIONS).is_dir() else ()
        scores = (out / SAVED).iterdir() if (out / SAVED).is_dir() else ()
        for path in (out / UNFINISHED, out / PREDICTIONS, out / SAVED, *inside, *scores):
            if path.is_symlink():
                raise UsageError(f"{path} is a link.", "Remove it, or choose another --out.")
        if UNFINISHED in present and not (out / UNFINISHED).is_dir():
            raise UsageError(
                f"{out / UNFINISHED} is a file; an interrupted run has a folder of this name.",
                "Remove it, or choose another --out.",
            )
    _check_writable(out)
    if not present or UNFINISHED in present:
        return
    check_contents(out, "a submission", own=MANIFEST in present, finished=True, overwrite=overwrite)


def _check_writable(out: Path) -> None:
    """Reject a folder that cannot be written, before anything is computed.

    Raises:
        StorageError: The folder, or its parent if it does not exist yet, is not writable.
    """
    place = next(path for path in (out.absolute(), *out.absolute().parents) if path.exists())
    with storage_errors(out):
        if not place.is_dir():
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(place))
        if not os.access(place, os.W_OK | os.X_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(place))


def is_whole(out: Path, file: PredictionFile) -> bool:
    """Whether a file exists unchanged since it was written."""
    path = out / file.path
    if not path.is_file() or path.stat().st_size != file.bytes:
        return False
    return digest_file(path, file.path).sha256 == file.sha256


def state_of(out: Path) -> str | None:
    """Identify a folder's submission by its manifest's digest; None if there is none."""
    path = out / MANIFEST
    with storage_errors(out):
        return digest_file(path, MANIFEST).sha256 if path.is_file() else None


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

    def close(self, manifest: Manifest) -> None:
        """Write the manifest and remove files of an earlier run, which completes the submission.

        Raises:
            StorageError: A file listed in the manifest is missing or has changed.
        """
        self._check(manifest)
        write_json(self.out / MANIFEST, manifest.as_json())
        _remove_own(self.out, keep=(MANIFEST, *(file.path for file in manifest.listed)))
        finish(self.out)

    def _check(self, manifest: Manifest) -> None:
        gone = [file.path for file in manifest.listed if not is_whole(self.out, file)]
        if gone:
            raise StorageError(
                f"{self.out}: {gone[0]}"
                + (f" and {len(gone) - 1} more files were" if len(gone) > 1 else " was")
                + " removed or changed during the run, so no manifest was written.",
                "Leave the folder alone during a run, then run the same command again.",
            )


@contextmanager
def work_on(
    out: Path, settings: Mapping[str, Any], state: str | None, *, extend: bool = False
) -> Iterator[Work]:
    """Create and lock the folder, and find out whether an interrupted run can be resumed.

    Args:
        out: The folder to write.
        settings: The settings that predictions depend on; JSON values.
        state: Result of `state_of` when the folder was checked; compared again under the lock.
        extend: Keep the existing submission until it is replaced by a larger one.

    Raises:
        UsageError: Another run has finished a submission in the folder since the check.
        StorageError: Another run is writing to the folder, not enough space, or no permission.
    """
    folder = out / UNFINISHED
    with one_writer(out, folder):
        if state_of(out) != state:
            remove_unused(folder)
            raise UsageError(
                f"Another run has written a submission to {out} meanwhile.",
                "Give another --out, or run the same command again to add to what is there.",
            )
        changed = _changed(folder / _SETTINGS, settings)
        if changed:
            with storage_errors(out):
                for path in folder.iterdir():
                    if path.suffix in (".shard", ".done"):
                        path.unlink()
        write_json(folder / _SETTINGS, settings)
        if not extend:
            with storage_errors(out):  # a partly written folder must not look complete
                (out / MANIFEST).unlink(missing_ok=True)
                (out / SCORES).unlink(missing_ok=True)
        yield Work(out, folder, changed)


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
    return whole in (MANIFEST, SCORES) or Cell.is_path(whole) or Cell.is_scores_path(whole)


def _plain_files(out: Path) -> list[str]:
    def refuse(_: str, error: OSError) -> None:
        raise error

    try:
        return [name for name, plain in walk(out, _MOST_ENTRIES, refuse) if plain]
    except TooManyEntries:
        raise UsageError(
            f"{out} holds more than {_MOST_ENTRIES:,} files.", "Choose another --out."
        ) from None
