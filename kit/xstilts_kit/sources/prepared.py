"""Folders filled by `data prepare`: their records, and whether their files are intact.

Each (task, language, split) has a small record with the size and SHA-256 of its files, written
last. Without a record nothing counts as prepared, so partly written files are never mistaken for
complete ones.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from xstilts_kit.cell import Cell
from xstilts_kit.diagnostics.errors import DataError
from xstilts_kit.downloads import cache_folder, digest
from xstilts_kit.storage import write_json
from xstilts_kit.submission.manifest import FileDigest

BOOKS = ".xstilts"
"""Subfolder of the prepared folder for records, locks and unfinished files."""
GOLD = "gold"
"""Subfolder of the prepared folder for answers."""
_SCHEMA = "xstilts-prepared-v1"


@dataclass(frozen=True, slots=True)
class Built:
    """The record of one (task, language, split)."""

    task: str
    language: str
    split: str
    edition: str | None
    """The edition whose fingerprint matches the inputs; null if there is none."""
    examples: int
    kit: str
    """The version of this distribution that built the split."""
    files: tuple[FileDigest, ...]

    @property
    def bytes(self) -> int:
        """Size of all files."""
        return sum(file.bytes for file in self.files)


def edition_folder() -> Path:
    """The cache folder of the official edition, read by the source ``auto``."""
    return cache_folder() / "xtreme"


def record_path(root: Path, cell: Cell) -> Path:
    """Path of the record of a split."""
    return root / BOOKS / "built" / cell.task / f"{cell.language}-{cell.split}.json"


def read_record(root: Path, cell: Cell) -> Built | None:
    """Read the record of a split; None if it is missing or damaged."""
    try:
        text = record_path(root, cell).read_text(encoding="utf-8")
        document = json.loads(text)
        if document.pop("schema") != _SCHEMA:
            return None
        files = tuple(FileDigest(**file) for file in document.pop("files"))
        return Built(files=files, **document)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def write_record(root: Path, cell: Cell, built: Built) -> None:
    """Write the record of a split, after all its files.

    Raises:
        StorageError: Not enough space, or no permission.
    """
    write_json(record_path(root, cell), {"schema": _SCHEMA, **asdict(built)})


def damaged(
    root: Path, files: Sequence[FileDigest], *, contents: bool, gold: bool = True
) -> str | None:
    """Describe the first file that differs from its record; None if all match.

    Args:
        root: The prepared folder.
        files: The recorded files.
        contents: Whether to compare SHA-256 as well as sizes.
        gold: Whether to open answers for that.
    """
    for file in files:
        path = root / file.path
        try:
            size = path.stat().st_size
        except OSError:
            return f"{file.path} is missing"
        if size != file.bytes:
            return f"{file.path} has {size:,} bytes, not {file.bytes:,}"
        is_gold = file.path.startswith(f"{GOLD}/")
        if contents and (gold or not is_gold) and digest(path) != file.sha256:
            return f"{file.path} has the right size but different content"
    return None


def check_relative(path: Path, root: Path) -> str:
    """Return the path of a built file relative to its folder.

    Raises:
        DataError: The file is outside the folder, which is a bug in a builder.
    """
    try:
        return path.resolve().relative_to(root.resolve()).as_posix()
    except ValueError as error:
        raise DataError(f"{path} was built outside {root}.", "This is a bug in xstilts.") from error
