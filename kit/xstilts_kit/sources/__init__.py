"""Sources: where examples come from. Every source yields the same examples for the same data."""

from collections.abc import Iterable, Mapping
from os.path import expanduser  # Path's own raises where the user is unknown
from pathlib import Path
from typing import Protocol

from xstilts_kit import miniature
from xstilts_kit.diagnostics.errors import DataError, UsageError
from xstilts_kit.families import Gold, Inputs
from xstilts_kit.sources.auto import open_auto
from xstilts_kit.sources.folder import FolderSource
from xstilts_kit.sources.hub import open_hub
from xstilts_kit.tasks import Role, Task, get_task

__all__ = ["NONE", "Source", "Sources", "open_sources"]

NONE = "none"
"""The ``--source`` of who has no inputs."""


class Source(Protocol):
    """Where examples come from."""

    @property
    def kind(self) -> str:
        """What the manifest says of it; never a path."""
        ...

    @property
    def revision(self) -> str | None:
        """The commit, where the source has commits."""
        ...

    def has(self, task: Task, language: str, role: Role) -> bool:
        """Whether this split is here."""
        ...

    def lacks(self, task: Task, language: str, role: Role) -> str:
        """Why a split is not here, in words."""
        ...

    def inputs(self, task: Task, language: str, role: Role) -> Inputs:
        """The inputs of one split, in order, without answers."""
        ...

    def gold(self, task: Task, language: str, role: Role) -> tuple[Gold, ...] | None:
        """The answers to one split; None where there are none."""
        ...


Sources = Mapping[str, Source]
"""The source of each task, by task name; a task without one is not in it."""


def open_sources(
    specs: Iterable[str], tasks: Iterable[Task], commits: Mapping[str, str] | None = None
) -> Sources:
    """The source of every task from ``--source`` values: ``SPEC`` for all or ``task=SPEC`` for one.

    Args:
        specs: ``auto``, ``mini``, ``hub``, ``hub@REVISION``, ``folder:PATH`` or ``none``, each may
            have ``task=`` before it. The Hub is asked once for a revision, whatever the number of
            tasks.
        tasks: The tasks that are asked for.
        commits: Task → the commit that ``hub`` stands for; without one it is the branch ``main``.

    Raises:
        UsageError: A value that is no source, or two for the same task.
        DataError: The folder is not there, or the Hub has no such revision.
        ModelError: The libraries that read the Hub's files are not installed.
        NetworkError: The Hub cannot be asked.
    """
    wanted = [task.name for task in tasks]
    chosen: dict[str, str] = {}
    for spec in specs:
        before, separator, after = spec.partition("=")
        named = bool(separator) and ":" not in before and "@" not in before
        name = get_task(before).name if named else ""
        if name in chosen:
            raise UsageError(
                f"--source is given twice for {name or 'all tasks'}.", "Give it once each."
            )
        chosen[name] = after if named else spec
    for name in wanted:
        if name not in chosen and "" in chosen:
            chosen[name] = chosen[""]
        if chosen.get(name) == "hub" and commits and name in commits:
            chosen[name] = f"hub@{commits[name]}"
    if chosen.get("") == "hub" and commits and set(wanted) <= set(commits):
        del chosen[""]  # every task has its commit: nobody asks for the branch
    opened = {spec: _open(spec) for spec in chosen.values() if spec != NONE}
    return {name: opened[chosen[name]] for name in wanted if chosen.get(name) in opened}


def _open(spec: str) -> Source:
    if spec == "mini":
        return FolderSource(miniature.DATA, kind="mini")
    if spec == "auto":
        return open_auto()
    if spec == "hub" or (spec.startswith("hub@") and spec != "hub@"):
        return open_hub(spec.removeprefix("hub").removeprefix("@") or None)
    kind, separator, path = spec.partition(":")
    if kind != "folder" or not separator or not path:
        raise UsageError(
            f"{spec!r} is no source.",
            "Give auto (the official edition in the cache), folder:PATH (XTREME's download folder),"
            " hub or hub@REVISION (google/xtreme on the Hub), mini (the bundled miniature), or"
            " none.",
        )
    root = Path(expanduser(path))  # noqa: PTH111
    if not root.is_dir():
        raise DataError(
            f"The source folder {root} is not there.",
            "Name the folder that XTREME's download script filled; it holds xnli/ and so on.",
        )
    return FolderSource(root)
