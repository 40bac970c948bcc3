"""The folder of a run, with its record and its finished phases.

``run.json`` contains recipe, environment, phases, scores and cost; ``model/`` the bare encoder and
one sub-folder per head, for prediction with the kit; ``submissions/`` the predictions, ``earlier/``
the predictions of other evaluations; ``logs/`` TensorBoard files, if the recipe enables them;
``unfinished/`` checkpoints to resume from, deleted when the run is done.
"""

import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from xstilts_kit.diagnostics.errors import StorageError, UsageError
from xstilts_kit.storage import storage_errors, write_json

RECORD = "run.json"
MODEL = "model"
SUBMISSIONS = "submissions"
EARLIER = "earlier"
LOGS = "logs"
_UNFINISHED = "unfinished"


_DESCRIPTIVE = ("recipe.origin", "recipe.description", "recipe_digest")
"""Places that say where a recipe's values come from, and the digest, which covers all of it."""


@dataclass(slots=True)
class RunFolder:
    """A folder written by one process at a time."""

    path: Path
    record: dict[str, Any] = field(default_factory=dict)
    """Content of ``run.json``."""
    writes: bool = True
    """Whether this process writes; with torchrun only the first does."""

    @property
    def model(self) -> Path:
        """Folder with the bare encoder and one sub-folder per head."""
        return self.path / MODEL

    def work(self, phase: str) -> Path:
        """Return the folder of a phase's checkpoints."""
        return self.path / _UNFINISHED / phase

    def phase(self, name: str) -> Mapping[str, Any] | None:
        """Return the record of a finished phase, else None."""
        phases: list[dict[str, Any]] = self.record["phases"]
        return next((phase for phase in phases if phase["phase"] == name), None)

    def finish_phase(self, name: str, facts: Mapping[str, Any]) -> None:
        """Record that a phase is done, and delete its checkpoints."""
        self.record["phases"].append({"phase": name, **facts})
        self.write()
        if self.writes:
            shutil.rmtree(self.work(name), ignore_errors=True)

    def write(self) -> None:
        """Write ``run.json``."""
        if self.writes:
            write_json(self.path / RECORD, self.record)

    def close(self) -> None:
        """Delete the checkpoints of a finished run."""
        self.record["status"] = "finished"
        self.write()


def recipe_digest(recipe: Mapping[str, Any]) -> str:
    """Compute the SHA-256 of a recipe's JSON, its version."""
    text = json.dumps(recipe, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()


@contextmanager
def open_run(path: Path, facts: Mapping[str, Any], *, writes: bool = True) -> Iterator[RunFolder]:
    """Open the folder of a new run, or of the same run, interrupted or done.

    Args:
        path: The folder.
        facts: JSON values that identify the run, including ``recipe``.
        writes: Whether this process writes.

    Raises:
        UsageError: The folder contains another run, or other files.
        StorageError: Another process is writing to it, or it cannot be written.
    """
    with storage_errors(path):
        if path.exists() and not path.is_dir():
            raise UsageError(f"{path} is a file.", "Give --out a new folder.")
        there = {entry.name for entry in path.iterdir()} if path.is_dir() else set()
    record = _read(path)
    if writes and record is None and there - {_UNFINISHED}:
        raise UsageError(f"{path} is not empty and contains no run.", "Give another --out.")
    now = json.loads(json.dumps(dict(facts)))
    if record is not None:
        _refuse_another(path, record, now)
    if not writes:
        yield RunFolder(path, record or {**now, "status": "running", "phases": []}, writes=False)
        return
    with storage_errors(path):
        (path / _UNFINISHED).mkdir(parents=True, exist_ok=True)
    lock = FileLock(path / _UNFINISHED / "lock", timeout=0)
    try:
        lock.acquire()
    except Timeout:
        raise StorageError(
            f"Another run is writing to {path}.", "Wait for it, or give another --out."
        ) from None
    try:
        folder = RunFolder(path, record or {**now, "status": "running", "phases": []})
        if record is None:
            folder.write()
        yield folder
    finally:
        lock.release()
        if (_read(path) or {}).get("status") == "finished":
            shutil.rmtree(path / _UNFINISHED, ignore_errors=True)


def read_run(path: Path) -> dict[str, Any]:
    """Read the record of a finished run.

    Raises:
        UsageError: The folder contains no run, or an unfinished one.
    """
    record = _read(path)
    if record is None or "recipe_digest" not in record:
        raise UsageError(
            f"{path} contains no run.", "Name the --out folder of `xstilts-baselines run`."
        )
    if record.get("status") != "finished":
        raise UsageError(f"The run in {path} is not finished.", "Repeat its `run` command.")
    return record


def _read(path: Path) -> dict[str, Any] | None:
    file = path / RECORD
    if not file.is_file():
        return None
    try:
        record = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UsageError(f"{file} cannot be read ({error}).", "Give another --out.") from error
    return record if isinstance(record, dict) else None


def _refuse_another(path: Path, record: Mapping[str, Any], now: Mapping[str, Any]) -> None:
    """Reject a folder that contains a different run."""
    places = sorted(
        place
        for key in now
        for place in differences(record.get(key), now[key], key)
        if not place.startswith(_DESCRIPTIVE)
    )
    if places:
        more = f" and {len(places) - 3} more" if len(places) > 3 else ""
        name = (record.get("recipe") or {}).get("name", "something else")
        raise UsageError(
            f"{path} contains a run of {name} that differs in {', '.join(places[:3])}{more}.",
            "Give another --out, or the recipe and options of that run.",
        )


def differences(one: Any, two: Any, place: str) -> Iterator[str]:
    """Yield the paths at which two JSON values differ, as dotted keys."""
    if isinstance(one, dict) and isinstance(two, dict):
        for key in one.keys() | two.keys():
            yield from differences(one.get(key), two.get(key), f"{place}.{key}")
    elif one != two:
        yield place
