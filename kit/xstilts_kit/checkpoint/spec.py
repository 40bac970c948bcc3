"""Values of ``--model``: a folder, a Hub id or ``mini``, each optionally prefixed by ``task=``.

Files are fetched from the Hub when needed, large ones after small ones have been checked.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from os.path import expanduser  # Path.expanduser raises for unknown users
from pathlib import Path
from types import MappingProxyType

from xstilts_kit import miniature
from xstilts_kit.diagnostics.errors import ModelError, UsageError, XstiltsError, nearest
from xstilts_kit.hub import Pinned, fetch, pin
from xstilts_kit.tasks import get_task

_HUB_ID = re.compile(
    r"(?P<id>[A-Za-z0-9][\w.-]{0,95}(/[A-Za-z0-9][\w.-]{0,95})?)(@(?P<revision>[\w./-]+))?"
)


@dataclass(frozen=True, slots=True)
class Repository:
    """A folder of checkpoint files or a repository on the Hub, with its name in the manifest."""

    kind: str
    """``folder``, ``hub`` or ``bundled``."""
    id: str
    """Hub id, or the folder's name without its path."""
    folder: Path
    """Local folder of its files; for the Hub, after `ensure`."""
    names: frozenset[str]
    """Paths of all its files, relative to the folder."""
    pinned: Pinned | None = None
    """The Hub's commit."""
    apply_adapters: bool = False
    """Whether PEFT adapters are merged into their bases."""

    @property
    def revision(self) -> str | None:
        """Commit on the Hub."""
        return self.pinned.commit if self.pinned is not None else None

    def names_in(self, sub: str) -> frozenset[str]:
        """Return the names of the files directly in a sub-folder or at the top level."""
        before = f"{sub}/" if sub else ""
        below = (name.removeprefix(before) for name in self.names if name.startswith(before))
        return frozenset(name for name in below if "/" not in name)

    def called(self, sub: str) -> str:
        """Return the name of a sub-folder, or the top level, for messages."""
        if self.pinned is None:
            return str(self.folder / sub)
        return f"{self.id}@{self.pinned.commit[:12]}" + (f"/{sub}" if sub else "")

    def size(self, sub: str, name: str) -> int | None:
        """Return the bytes of a file on the Hub or on disk; None if it does not exist."""
        path = f"{sub}/{name}" if sub else name
        if self.pinned is not None:
            return next((file.size for file in self.pinned.files if file.path == path), None)
        try:
            return (self.folder / path).stat().st_size
        except OSError:
            return None

    def ensure(self, sub: str, names: Iterable[str]) -> None:
        """Fetch and verify these files of a sub-folder.

        Raises:
            ModelError: A file does not exist, or differs from the Hub's digest.
            NetworkError: The Hub cannot be reached.
        """
        if self.pinned is not None:
            fetch(self.pinned, [f"{sub}/{name}" if sub else name for name in names])


@dataclass(frozen=True, slots=True)
class Repositories:
    """The repositories by task."""

    default: Repository | None
    by_task: Mapping[str, Repository]

    def of(self, task: str) -> Repository | None:
        """Return the repository for a task: its own if given, else the default."""
        return self.by_task.get(task, self.default)


def open_repositories(specs: Iterable[str], *, apply_adapters: bool = False) -> Repositories:
    """Read the values of ``--model``.

    Args:
        specs: The values.
        apply_adapters: Whether PEFT adapters are merged into their bases.

    Raises:
        UsageError: Two values for the same task, or none at all.
        ModelError: A checkpoint does not exist.
        NetworkError: The Hub cannot be reached.
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
            default = replace(_open(spec), apply_adapters=apply_adapters)
            continue
        task = get_task(before)
        if task.name in by_task:
            raise UsageError(f"--model is given twice for {task.name}.", "Give it once.")
        by_task[task.name] = replace(_open(after), apply_adapters=apply_adapters)
    if default is None and not by_task:
        raise UsageError(
            "No checkpoint is given.", "Give --model a folder or a Hub id, or task=CHECKPOINT."
        )
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
    _refuse_mistyped(spec)
    try:
        pinned = pin("model", hub["id"], hub["revision"])
    except XstiltsError as error:
        raise type(error)(f"There is no folder {spec} here. {error.what}", error.remedy) from error
    names = frozenset(file.path for file in pinned.files)
    return Repository("hub", pinned.id, fetch(pinned, ()), names, pinned)


def open_base(name: str, revision: str | None, adapter: Repository) -> Repository:
    """Open the base of an adapter.

    Args:
        name: A folder or a Hub id. An adapter on the Hub can only name a Hub id, so that its result
            does not depend on the folders here.
        revision: Branch, tag or commit on the Hub.
        adapter: The adapter's repository.

    Raises:
        ModelError: There is no such base.
        NetworkError: The Hub cannot be reached.
    """
    folder = Path(expanduser(name))  # noqa: PTH111
    if adapter.pinned is None and folder.is_dir():
        return _local("folder", folder.resolve().name or "base", folder)
    hub = _HUB_ID.fullmatch(name)
    if hub is None or hub["revision"]:
        raise ModelError(
            f"{adapter.called('')} is an adapter of {name[:200]!r}, which is no folder here and no"
            " id on the Hub.",
            "Write the base's Hub id or folder as base_model_name_or_path into its"
            " adapter_config.json.",
        )
    pinned = pin("model", hub["id"], revision)
    names = frozenset(file.path for file in pinned.files)
    return Repository("hub", pinned.id, fetch(pinned, ()), names, pinned)


def _refuse_mistyped(spec: str) -> None:
    """Reject a mistyped folder, i.e. one whose parent folder exists."""
    parent = Path(spec).parent
    if "@" in spec or str(parent) == "." or not parent.is_dir():
        return
    present = sorted(path.name for path in parent.iterdir() if path.is_dir())
    raise ModelError(
        f"There is no folder {spec}, and the folder {parent} is here.",
        nearest(Path(spec).name, present, otherwise="Check the spelling.")
        + f" If the repository on the Hub is meant, give {spec}@main.",
    )


def _local(kind: str, identifier: str, folder: Path) -> Repository:
    """Open a local folder, with its files at the top and one level below."""
    names = (
        path.relative_to(folder).as_posix()
        for path in (*folder.glob("*"), *folder.glob("*/*"))
        if path.is_file()
    )
    return Repository(kind, identifier, folder, frozenset(names))
