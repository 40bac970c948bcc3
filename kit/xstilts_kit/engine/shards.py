"""Shards: what the model said to a fixed run of batches, kept until the run is whole.

A shard's name is a digest of all that its content depends on, so a changed setting never finds it.
Each begins with a digest of its name and content: a torn file is no shard, nor is one under the
name of another.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from xstilts_kit.storage import storage_errors, write_atomically

BATCHES = 16
"""Batches of a shard."""

_DIGEST = 32


@dataclass(frozen=True, slots=True)
class Shelf:
    """The shards of one (task, language), in the folder of an unfinished run."""

    folder: Path
    key: str
    """Digest of everything that the outputs depend on."""

    def load(self, index: int) -> tuple[int, bytes] | None:
        """A shard's number of batch reductions and its content; None where there is none."""
        content = self._sound(self._path(index))
        if content is None:
            return None
        head, _, body = content.partition(b"\n")
        return int(head), body

    def save(self, index: int, reductions: int, body: bytes) -> None:
        """Keep a shard.

        Raises:
            StorageError: No space, or no permission.
        """
        self._write(self._path(index), b"%d\n" % reductions + body)

    def outcome(self) -> dict[str, Any] | None:
        """What `finish` kept, once all of this (task, language) is written."""
        content = self._sound(self.folder / f"{self.key}.done")
        return None if content is None else dict(json.loads(content))

    def finish(self, outcome: Mapping[str, Any]) -> None:
        """Keep the outcome, and remove the shards, which are not needed any more."""
        self._write(self.folder / f"{self.key}.done", json.dumps(outcome).encode())
        with storage_errors(self.folder):
            for path in self.folder.glob(f"{self.key}-*.shard"):
                path.unlink(missing_ok=True)

    def part(self, name: str) -> "Shelf":
        """A shelf of its own for another run over the same (task, language)."""
        return Shelf(self.folder, f"{self.key}-{name}")

    def _path(self, index: int) -> Path:
        return self.folder / f"{self.key}-{index}.shard"

    @staticmethod
    def _write(path: Path, content: bytes) -> None:
        write_atomically(path, _digest(path.name, content) + content)

    @staticmethod
    def _sound(path: Path) -> bytes | None:
        """The content of a file that is whole, or None."""
        with storage_errors(path):
            if not path.is_file():
                return None
            stored = path.read_bytes()
        digest, content = stored[:_DIGEST], stored[_DIGEST:]
        return content if _digest(path.name, content) == digest else None


def _digest(name: str, content: bytes) -> bytes:
    return sha256(name.encode() + b"\0" + content).digest()


def key_of(facts: Mapping[str, Any]) -> str:
    """A name for outputs that depend on these facts and on nothing else."""
    text = json.dumps(facts, ensure_ascii=False, sort_keys=True)
    return sha256(text.encode()).hexdigest()[:40]
