"""Shards: model outputs for a fixed number of batches, kept until the run is complete.

A shard's name is a digest of everything its content depends on, so changed settings never reuse it.
Each shard begins with a digest of its name and content, so truncated or renamed files are ignored.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from xstilts_kit.storage import storage_errors, write_atomically

BATCHES = 16
"""Batches per shard."""

_DIGEST = 32


@dataclass(frozen=True, slots=True)
class Shelf:
    """The shards of one (task, language), in the folder of an unfinished run."""

    folder: Path
    key: str
    """Digest of everything the outputs depend on."""
    common: str = ""
    """Digest of everything that outputs shared by all cells of the task depend on, apart from their
    inputs; empty if nothing is shared."""

    def load(self, index: int) -> tuple[int, bytes] | None:
        """Load a shard's number of batch reductions and content; None if there is no shard."""
        content = self._sound(self._path(index))
        if content is None:
            return None
        head, _, body = content.partition(b"\n")
        return int(head), body

    def save(self, index: int, reductions: int, body: bytes) -> None:
        """Store a shard.

        Raises:
            StorageError: There is no space or no permission.
        """
        self._write(self._path(index), b"%d\n" % reductions + body)

    def outcome(self) -> dict[str, Any] | None:
        """Load the outcome stored by `finish`; None if the (task, language) is unfinished."""
        content = self._sound(self.folder / f"{self.key}.done")
        return None if content is None else dict(json.loads(content))

    def finish(self, outcome: Mapping[str, Any]) -> None:
        """Store the outcome, and delete the shards."""
        self._write(self.folder / f"{self.key}.done", json.dumps(outcome).encode())
        with storage_errors(self.folder):
            for path in self.folder.glob(f"{self.key}-*.shard"):
                path.unlink(missing_ok=True)

    def part(self, name: str) -> "Shelf":
        """Return a separate shelf for another pass over the same (task, language)."""
        return Shelf(self.folder, f"{self.key}-{name}")

    def shared(self, inputs: str) -> "Shelf":
        """Return the shelf of the inputs with this digest that all cells of the task share."""
        return Shelf(self.folder, f"{self.common}-{inputs}")

    def _path(self, index: int) -> Path:
        return self.folder / f"{self.key}-{index}.shard"

    @staticmethod
    def _write(path: Path, content: bytes) -> None:
        write_atomically(path, _digest(path.name, content) + content)

    @staticmethod
    def _sound(path: Path) -> bytes | None:
        """Read the content of an intact file, else None."""
        with storage_errors(path):
            if not path.is_file():
                return None
            stored = path.read_bytes()
        digest, content = stored[:_DIGEST], stored[_DIGEST:]
        return content if _digest(path.name, content) == digest else None


def _digest(name: str, content: bytes) -> bytes:
    return sha256(name.encode() + b"\0" + content).digest()


def key_of(facts: Mapping[str, Any]) -> str:
    """Return a key for outputs that depend only on these facts."""
    text = json.dumps(facts, ensure_ascii=False, sort_keys=True)
    return sha256(text.encode()).hexdigest()[:40]
