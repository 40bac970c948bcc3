"""Arguments of the Python API: one value or several, paths as text or `os.PathLike`."""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TypeVar

from xstilts_kit.diagnostics.errors import UsageError

_T = TypeVar("_T")

StrPath = str | os.PathLike[str]
"""A path, as a string or `os.PathLike`."""

ByTask = StrPath | Iterable[StrPath] | Mapping[str, StrPath]
"""Values for all tasks, or by task."""

Texts = str | Iterable[str]
"""One name or several."""

Paths = StrPath | Iterable[StrPath]
"""One path or several."""


def as_path(value: StrPath, name: str) -> Path:
    """Convert a path argument to `Path`.

    Raises:
        TypeError: The value is not a path; the message refers to it as `name`.
    """
    if not isinstance(value, str | os.PathLike) or isinstance(os.fspath(value), bytes):
        raise TypeError(f"{name} must be a path (str or os.PathLike), not {_kind(value)}.")
    return Path(value)


def as_paths(value: Paths | None, name: str) -> tuple[Path, ...]:
    """Convert one or several paths to a tuple; None gives an empty tuple.

    Raises:
        TypeError: A value is not a path.
    """
    if value is None:
        return ()
    if isinstance(value, str | os.PathLike):
        return (as_path(value, name),)
    return tuple(as_path(one, name) for one in _several(value, name, "a path or several"))


def as_texts(value: Texts | None, name: str) -> tuple[str, ...]:
    """Convert one or several names to a tuple; None gives an empty tuple.

    Raises:
        TypeError: A value is not a string.
    """
    if value is None:
        return ()
    if isinstance(value, str):
        return (value,)
    found = tuple(_several(value, name, "a string or several"))
    for one in found:
        if not isinstance(one, str):
            raise TypeError(f"{name} must be a string or several, not {_kind(one)} among them.")
    return found


def by_task(value: ByTask | None, name: str, prefix: str = "") -> tuple[str, ...]:
    """Convert an option that can be set per task to ``VALUE`` or ``task=VALUE`` strings.

    Args:
        value: One value, several, or a mapping from task to value.
        name: Name of the option in messages.
        prefix: Prefix for paths that are not strings.

    Raises:
        TypeError: A value is neither a string nor a path.
    """

    def text(one: StrPath) -> str:
        # Strings are kept unchanged: `Path` would turn folder://a into folder:/a.
        return one if isinstance(one, str) else f"{prefix}{as_path(one, name)}"

    if isinstance(value, Mapping):
        tasks = as_texts(list(value), f"The keys of {name}")
        return tuple(f"{task}={text(value[task])}" for task in tasks)
    if value is None:
        return ()
    if isinstance(value, str | os.PathLike):
        return (text(value),)
    return tuple(text(one) for one in _several(value, name, "a string or several"))


def as_sources(value: ByTask | None) -> tuple[str, ...]:
    """Convert sources to values of ``--source``; an `os.PathLike` is a folder.

    Raises:
        TypeError: A value is neither a string nor a path.
    """
    return by_task(value, "sources", "folder:")


def as_text(value: str, name: str) -> str:
    """Check that an argument is a string.

    Raises:
        TypeError: It is not a string.
    """
    if not isinstance(value, str):
        raise TypeError(f"{name} must be a string, not {_kind(value)}.")
    return value


def at_least(least: int, value: int, name: str) -> int:
    """Check that a number is whole and large enough.

    Raises:
        TypeError: The value is not a whole number.
        UsageError: It is smaller than `least`.
    """
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(f"{name} must be a whole number, not {_kind(value)}.")
    if value < least:
        raise UsageError(f"{name} is {value}.", f"Give {least} or more.")
    return value


def _several(value: Iterable[_T], name: str, expected: str) -> Iterable[_T]:
    if isinstance(value, bytes | Mapping) or not isinstance(value, Iterable):
        raise TypeError(f"{name} must be {expected}, not {_kind(value)}.")
    return value


def _kind(value: object) -> str:
    return f"{value!r} ({type(value).__name__})"
