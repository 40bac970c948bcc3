"""The folder of definitions that this process uses."""

import os
from dataclasses import dataclass
from pathlib import Path

from xstilts_kit.diagnostics.errors import DataError

VARIABLE = "XSTILTS_TASKS"
"""The environment variable that names the folder."""

KINDS = ("tasks", "suites", "boards", "editions")
"""The folder's sub-folders; each is optional."""


@dataclass(frozen=True, slots=True)
class InUse:
    """What discovery adds to the package, and what it leaves out."""

    folder: Path | None = None
    """The folder of definitions, absolute."""
    boards: tuple[str, ...] | None = None
    """The only boards that exist, in this order; None for all."""


_state: list[InUse] = []
"""At most one value: what was chosen in this process."""


def use(
    folder: Path | str | os.PathLike[str] | None, boards: tuple[str, ...] | None = None
) -> None:
    """Use the definitions of a folder from now on, in place of those used before.

    Args:
        folder: The folder; None for the package's own definitions only.
        boards: The only boards that exist, in this order; None for all.

    Raises:
        DataError: The folder does not exist, or has none of the sub-folders.
    """
    chosen = InUse(None if folder is None else _checked(Path(folder)), boards)
    _state[:] = [chosen]


def use_tasks(folder: Path | str | os.PathLike[str] | None) -> None:
    """Use the tasks, suites, boards and editions of a folder, as ``--tasks`` does.

    Its Python files are executed.

    >>> Path("benchmark/tasks").mkdir(parents=True)
    >>> use_tasks("benchmark")
    >>> in_use().folder.name
    'benchmark'
    >>> use_tasks(None)

    Args:
        folder: The folder, with ``tasks/NAME.py`` and so on; None for the package's own only.

    Raises:
        DataError: The folder does not exist, or has none of the sub-folders.
    """
    use(folder)


def in_use() -> InUse:
    """What `use` chose, or the folder in the environment variable if nothing was chosen yet.

    Raises:
        DataError: The variable names no folder of definitions.
    """
    if not _state:
        given = os.environ.get(VARIABLE)
        use(given or None)
    return _state[0]


def forget() -> None:
    """Undo `use`: the environment variable counts again."""
    _state.clear()


def _checked(folder: Path) -> Path:
    if not folder.is_dir():
        what = "is a file" if folder.exists() else "does not exist"
        raise DataError(
            f"The folder of tasks {folder} {what}.",
            f"Name a folder with tasks/NAME.py in --tasks or {VARIABLE}.",
        )
    if not any((folder / kind).is_dir() for kind in KINDS):
        remedy = f"Put one file per task into {folder / 'tasks'}."
        if folder.resolve().name in KINDS:
            remedy = f"Name the folder above it, {folder.resolve().parent}."
        elif any(folder.glob("*.py")):
            remedy += f" It has Python files of its own: move them into {folder / 'tasks'}."
        raise DataError(
            f"{folder} has no sub-folder {', '.join(KINDS[:-1])} or {KINDS[-1]}.", remedy
        )
    return folder.resolve()
