"""Sources of examples. Every source yields the same examples for the same data."""

from collections.abc import Iterable, Mapping
from os.path import expanduser  # unlike Path.expanduser, does not raise for an unknown user
from pathlib import Path
from typing import Protocol, TypeVar

from xstilts_kit import miniature
from xstilts_kit.cell import Cell
from xstilts_kit.diagnostics.errors import DataError, UsageError
from xstilts_kit.families import Gold, Inputs
from xstilts_kit.sources.auto import open_auto
from xstilts_kit.sources.folder import FolderSource
from xstilts_kit.sources.hub import open_hub
from xstilts_kit.suites import Suite
from xstilts_kit.tasks import Task, get_task

__all__ = ["NONE", "Cells", "Source", "Sources", "default_source", "open_cells", "open_sources"]

Key = TypeVar("Key")

NONE = "none"
"""``--source none``: no inputs are available."""


class Source(Protocol):
    """A source of examples."""

    @property
    def kind(self) -> str:
        """The source's name in the manifest; never a path."""
        ...

    @property
    def revision(self) -> str | None:
        """The commit, for a source with commits."""
        ...

    def has(self, cell: Cell) -> bool:
        """Whether the split is available."""
        ...

    def lacks(self, cell: Cell) -> str:
        """The reason why a split is not available."""
        ...

    def inputs(self, cell: Cell) -> Inputs:
        """Read the clean inputs of one split, in order, without answers."""
        ...

    def gold(self, cell: Cell) -> tuple[Gold, ...] | None:
        """Read the answers to one split; None if there are none."""
        ...


Sources = Mapping[str, Source]
"""Source of each task, by task name; tasks without a source are left out."""

Cells = Mapping[Cell, Source]
"""Cells, each with the source of its inputs."""


def default_source(suite: Suite) -> str:
    """The default ``--source`` of a suite."""
    return "mini" if suite.is_bundled else "auto"


def open_sources(specs: Iterable[str], tasks: Iterable[Task]) -> Sources:
    """Open the source of every task from ``--source`` values: ``SPEC`` or ``task=SPEC``.

    Args:
        specs: ``auto``, ``mini``, ``hub``, ``hub@REVISION``, ``folder:PATH`` or ``none``,
            optionally prefixed with ``task=``. Each is opened once, however many tasks use it.
        tasks: The requested tasks.

    Raises:
        UsageError: A value is not a source, or a task has two.
        DataError: The folder or the Hub revision does not exist.
        ModelError: The libraries for reading the Hub's files are not installed.
        NetworkError: The Hub cannot be reached.
    """
    wanted = _wanted(specs)
    names = [task.name for task in tasks]
    found = _opened({name: wanted.get(name, wanted.get("", NONE)) for name in names}, wanted)
    return {name: source for name, source in found.items() if name}


def open_cells(specs: Iterable[str], commits: Mapping[Cell, str | None]) -> Cells:
    """Open the source of every cell; errors as in `open_sources`.

    Args:
        specs: As in `open_sources`.
        commits: Cell → the commit to use for ``hub``; None for the branch ``main``.
    """
    wanted = _wanted(specs)
    chosen: dict[Cell, str] = {}
    for cell, commit in commits.items():
        spec = wanted.get(cell.task, wanted.get("", NONE))
        chosen[cell] = f"hub@{commit}" if spec == "hub" and commit else spec
    every_commit_is_known = all(commits.values())
    kept = {k: s for k, s in wanted.items() if s != "hub" or not every_commit_is_known}
    return _opened(chosen, kept)


def _wanted(specs: Iterable[str]) -> dict[str, str]:
    """Task → its spec; the empty name stands for all other tasks."""
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
    return chosen


def _opened(chosen: Mapping[Key, str], given: Mapping[str, str]) -> dict[Key, Source]:
    """Open the source of each key; unused values are checked too."""
    opened: dict[str, Source] = {}
    for spec in (*chosen.values(), *given.values()):
        if spec != NONE and _branch(spec) not in opened:
            opened[_branch(spec)] = _open(spec)
    return {key: opened[_branch(spec)] for key, spec in chosen.items() if spec != NONE}


def _branch(spec: str) -> str:
    """Spell out the Hub's default branch in a spec, so that each branch is opened only once."""
    return "hub@main" if spec == "hub" else spec


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
            f"{spec!r} is not a source.",
            "Give auto (the official edition in the cache), folder:PATH (XTREME's download folder),"
            " hub or hub@REVISION (google/xtreme on the Hub), mini (the bundled miniature), or"
            " none.",
        )
    root = Path(expanduser(path))  # noqa: PTH111
    if not root.is_dir():
        raise DataError(
            f"The source folder {root} does not exist.",
            "Give the folder filled by XTREME's download script, with subfolders such as xnli/.",
        )
    return FolderSource(root)
