"""A repository at a commit: its files with sizes and digests."""

import re
from dataclasses import dataclass
from typing import Literal

Kind = Literal["model", "dataset"]

COMMIT = re.compile(r"[0-9a-f]{40}")


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """One file of a commit, as listed by the Hub."""

    path: str
    """Relative to the repository, separated by slashes."""
    size: int
    """Size in bytes."""
    sha256: str | None
    """SHA-256 of the content, listed for large files."""
    git_sha1: str | None
    """Git's blob id of the content, listed for small files."""


@dataclass(frozen=True, slots=True)
class Pinned:
    """A repository at one commit, with all its files."""

    kind: Kind
    id: str
    """As spelled by the Hub, e.g. ``google/xtreme``."""
    commit: str
    """40 hexadecimal digits."""
    files: tuple[RemoteFile, ...]
    gated: bool
    """Whether access to the files must be granted by the publisher."""
    licence: str | None
    """Licence stated in the repository's card."""
