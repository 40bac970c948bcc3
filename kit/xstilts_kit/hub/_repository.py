"""A repository at a commit: what is in it, how big, with which digest."""

import re
from dataclasses import dataclass
from typing import Literal

Kind = Literal["model", "dataset"]

COMMIT = re.compile(r"[0-9a-f]{40}")


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """One file of a commit, as the Hub lists it."""

    path: str
    """Relative to the repository, parts separated by slashes."""
    size: int
    """Bytes."""
    sha256: str | None
    """Of the content; large files have it."""
    git_sha1: str | None
    """Git's id of the content; small files have it."""


@dataclass(frozen=True, slots=True)
class Pinned:
    """A repository at one commit, with all its files."""

    kind: Kind
    id: str
    """As the Hub spells it, e.g. ``google/xtreme``."""
    commit: str
    """40 hexadecimal digits."""
    files: tuple[RemoteFile, ...]
    gated: bool
    """Whether its publisher decides who may read the files."""
    licence: str | None
    """What the repository's card says."""
