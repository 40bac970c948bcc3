"""A folder that `data prepare` filled: what it holds, and whether that is still whole.

For every (task, language, split) there is one small record, written last, with the size and SHA-256
of each of its files. Without its record nothing counts as prepared, so that what is half written is
never taken for whole.
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
"""The folder, inside the prepared one, that holds records, locks and unfinished files."""
GOLD = "gold"
"""The folder, inside the prepared one, that holds answers."""
_SCHEMA = "xstilts-prepared-v1"


@dataclass(frozen=True, slots=True)
class Built:
    """What is recorded of one (task, language, split)."""

    task: str
    language: str
    split: str
    edition: str | None
    """The edition whose fingerprint the inputs have; null where none was established."""
    examples: int
    kit: str
    """The version of this distribution that built it."""
    files: tuple[FileDigest, ...]

    @property
    def bytes(self) -> int:
        """Size of all files."""
        return sum(file.bytes for file in self.files)


def edition_folder() -> Path:
    """Where the source ``auto`` keeps the official edition."""
    return cache_folder() / "xtreme"


def record_path(root: Path, cell: Cell) -> Path:
    """Where the record of a split lies."""
    return root / BOOKS / "built" / cell.task / f"{cell.language}-{cell.split}.json"


def read_record(root: Path, cell: Cell) -> Built | None:
    """The record of a split; None where there is none, or it is damaged."""
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
        StorageError: No space, no permission.
    """
    write_json(record_path(root, cell), {"schema": _SCHEMA, **asdict(built)})


def damaged(
    root: Path, files: Sequence[FileDigest], *, contents: bool, gold: bool = True
) -> str | None:
    """The first file that is not as recorded, and how, in words; None where all are.

    Args:
        root: The prepared folder.
        files: What is recorded.
        contents: Whether to compare the SHA-256, too; else the sizes only.
        gold: Whether to open answers for that.
    """
    for file in files:
        path = root / file.path
        try:
            size = path.stat().st_size
        except OSError:
            return f"{file.path} is gone"
        if size != file.bytes:
            return f"{file.path} has {size:,} bytes, not {file.bytes:,}"
        is_gold = file.path.startswith(f"{GOLD}/")
        if contents and (gold or not is_gold) and digest(path) != file.sha256:
            return f"{file.path} has the right size and other bytes"
    return None


def check_relative(path: Path, root: Path) -> str:
    """The path of a built file relative to its folder.

    Raises:
        DataError: It lies elsewhere: a builder is wrong.
    """
    try:
        return path.resolve().relative_to(root.resolve()).as_posix()
    except ValueError as error:
        raise DataError(
            f"{path} was built outside {root}.", "This is a fault of xstilts."
        ) from error
