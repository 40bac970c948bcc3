"""Arguments of the Python API: one value or several, paths as text or `os.PathLike`."""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TypeVar

from xstilts_kit.diagnostics.errors import UsageError

_T = TypeVar("_T")

StrPath = str | os.PathLike[str]
"""A path as Python programs write it."""

ByTask = StrPath | Iterable[StrPath] | Mapping[str, StrPath]
"""Values for all tasks, or by task."""

Texts = str | Iterable[str]
"""One name or several."""

Paths = StrPath | Iterable[StrPath]
"""One path or several."""


def as_path(value: StrPath, name: str) -> Path:
    """A path.

    Raises:
        TypeError: The value is no path; the message calls it `name`.
    """
    if not isinstance(value, str | os.PathLike) or isinstance(os.fspath(value), bytes):
        raise TypeError(f"{name} must be a path (str or os.PathLike), not {_kind(value)}.")
    return Path(value)


def as_paths(value: Paths | None, name: str) -> tuple[Path, ...]:
    """Paths, from one or several; None stands for none.

    Raises:
        TypeError: Anything in it is no path.
    """
    if value is None:
        return ()
    if isinstance(value, str | os.PathLike):
        return (as_path(value, name),)
    return tuple(as_path(one, name) for one in _several(value, name, "a path or several"))


def as_texts(value: Texts | None, name: str) -> tuple[str, ...]:
    """Names, from one or several; None stands for none.

    Raises:
        TypeError: Anything in it is no string.
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
    """The values of an option that may be given for one task: ``VALUE`` or ``task=VALUE``.

    Args:
        value: One value, several, or a mapping from task to value.
        name: What a message calls it.
        prefix: Put before a path that is no string.

    Raises:
        TypeError: Anything in it is neither a string nor a path.
    """

    def text(one: StrPath) -> str:
        # A string stays as it is: `Path` would make folder:/a of folder://a.
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
    """The values of ``--source``; a path that is no string is a folder.

    Raises:
        TypeError: Anything in it is neither a string nor a path.
    """
    return by_task(value, "sources", "folder:")


def as_text(value: str, name: str) -> str:
    """A string.

    Raises:
        TypeError: The value is none.
    """
    if not isinstance(value, str):
        raise TypeError(f"{name} must be a string, not {_kind(value)}.")
    return value


def at_least(least: int, value: int, name: str) -> int:
    """A whole number that is large enough.

    Raises:
        TypeError: The value is no whole number.
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
