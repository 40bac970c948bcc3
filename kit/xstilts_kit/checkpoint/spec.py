"""What ``--model`` may say: a folder, a Hub id, ``mini``; each may have ``task=`` before it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from os.path import expanduser  # Path's own raises where the user is unknown
from pathlib import Path
from types import MappingProxyType

from xstilts_kit import miniature
from xstilts_kit.diagnostics.errors import ModelError, UsageError
from xstilts_kit.tasks import get_task

_HUB_ID = re.compile(
    r"(?P<id>[A-Za-z0-9][\w.-]{0,95}(/[A-Za-z0-9][\w.-]{0,95})?)(@(?P<revision>[\w./-]+))?"
)


@dataclass(frozen=True, slots=True)
class Repository:
    """A folder of checkpoint files and what the manifest calls it."""

    kind: str
    """``folder``, ``hub`` or ``bundled``."""
    id: str
    """Hub id, or the folder's name without its path."""
    folder: Path
    names: frozenset[str]
    """Paths of its files, relative to the folder."""
    revision: str | None = None
    """Commit on the Hub."""


@dataclass(frozen=True, slots=True)
class Repositories:
    """Which repository answers which task."""

    default: Repository | None
    by_task: Mapping[str, Repository]

    def of(self, task: str) -> Repository | None:
        """The repository for a task: its own if one was given, else the default."""
        return self.by_task.get(task, self.default)


def open_repositories(specs: Iterable[str]) -> Repositories:
    """Read the values of ``--model``.

    Raises:
        UsageError: Two values for the same task, or none at all.
        ModelError: A checkpoint is not there.
    """
    default: Repository | None = None
    by_task: dict[str, Repository] = {}
    for spec in specs:
        before, separator, after = spec.partition("=")
        named = bool(separator) and "/" not in before and not Path(spec).exists()
        if not named:
            if default is not None:
                raise UsageError(
                    "--model is given twice for all tasks.",
                    "Give one checkpoint for all tasks, or task=CHECKPOINT for each.",
                )
            default = _open(spec)
            continue
        task = get_task(before)
        if task.name in by_task:
            raise UsageError(f"--model is given twice for {task.name}.", "Give it once.")
        by_task[task.name] = _open(after)
    if default is None and not by_task:
        raise UsageError("No checkpoint is given.", "Give --model a folder, or task=FOLDER.")
    return Repositories(default, MappingProxyType(by_task))


def _open(spec: str) -> Repository:
    if spec == "mini":
        return _local("bundled", "xstilts-mini", miniature.CHECKPOINT)
    folder = Path(expanduser(spec))  # noqa: PTH111
    if folder.is_dir():
        return _local("folder", folder.resolve().name or "checkpoint", folder)
    if folder.exists():
        raise ModelError(
            f"{spec} is a file, not a checkpoint folder.",
            "Name the folder that holds config.json and model.safetensors.",
        )
    hub = _HUB_ID.fullmatch(spec)
    if hub is None:
        raise ModelError(
            f"There is no folder {spec}, and it is no Hub id either.",
            "Give a folder, or an id such as my-org/my-model or my-org/my-model@main.",
        )
    revision = f" --revision {hub['revision']}" if hub["revision"] else ""
    raise ModelError(
        f"There is no folder {spec} here, and this version does not fetch from the Hub yet.",
        f"Fetch it first: hf download {hub['id']}{revision} --local-dir DIR; then --model DIR.",
    )


def _local(kind: str, identifier: str, folder: Path) -> Repository:
    """A folder on this machine, with the files on top and one level below."""
    names = (
        path.relative_to(folder).as_posix()
        for path in (*folder.glob("*"), *folder.glob("*/*"))
        if path.is_file()
    )
    return Repository(kind, identifier, folder, frozenset(names))
