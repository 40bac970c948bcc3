"""A builder: the primary files of a split, and the function that builds it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from xstilts_kit.cell import Split


@dataclass(frozen=True, slots=True)
class PrimaryFile:
    """A file as published."""

    name: str
    """Key of the file, unique in its task, e.g. ``UD_Thai-PUD/th_pud-ud-test.conllu``."""
    url: str | None
    """Address to fetch from; None if the user must supply the file."""
    sha256: str | None
    """SHA-256, hexadecimal; None if unknown."""
    bytes: int | None
    """Size; None if unknown."""
    licence: str
    """The licence as stated by the publisher."""
    noncommercial: bool
    """Whether the licence forbids commercial use."""
    cite: str
    """Short citation."""


@dataclass(frozen=True, slots=True)
class Builder:
    """Builds a task's official edition from its primary files."""

    task: str
    primary: Callable[[str, Split], tuple[PrimaryFile, ...]]
    """(language, split) → primary files of the split; empty if there is no such split."""
    build: Callable[[str, Split, Mapping[str, Path], Path], tuple[Path, ...]]
    """(language, split, primary file name → local copy, folder) → written files.

    Inputs go below ``folder/<task>`` as XTREME's download script leaves them, answers below
    ``folder/gold/<task>`` as its label files. Files are written atomically. Raises DataError if a
    primary file is missing or unexpected, StorageError if the folder cannot be written.
    """
    checked: str
    """``built and compared`` with the official files, or ``round trip only``."""
