"""What a builder is: the primary files that a split is made from, and how it is made."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from xstilts_kit.cell import Split


@dataclass(frozen=True, slots=True)
class PrimaryFile:
    """A file as its publisher offers it."""

    name: str
    """Key of the file, unique in its task, e.g. ``UD_Thai-PUD/th_pud-ud-test.conllu``."""
    url: str | None
    """Where it is fetched from; None where the user must supply it."""
    sha256: str | None
    """SHA-256, hexadecimal; None where it was never seen."""
    bytes: int | None
    """Size; None where it was never seen."""
    licence: str
    """The licence as its publisher states it."""
    noncommercial: bool
    """Whether the licence forbids commercial use."""
    cite: str
    """Short citation."""


@dataclass(frozen=True, slots=True)
class Builder:
    """Makes one task's official edition from its primary files."""

    task: str
    """Name of the task."""
    primary: Callable[[str, Split], tuple[PrimaryFile, ...]]
    """(language, split) → the files that this split is made from; empty where there is none."""
    build: Callable[[str, Split, Mapping[str, Path], Path], tuple[Path, ...]]
    """(language, split, name of a primary file → its local copy, folder) → what was written.

    Inputs go below ``folder/<task>`` as XTREME's download script leaves them, answers below
    ``folder/gold/<task>`` as its label files. Each file appears whole. Raises DataError where a
    primary file is missing or is not what its publisher offers, StorageError where nothing can
    be written.
    """
    checked: str
    """``built and compared`` with the official files, or ``round trip only``."""
