"""`data status`: which official splits are in a folder, and what would be fetched."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from xstilts_kit import editions
from xstilts_kit.cell import Cell
from xstilts_kit.data.parts import cells_to_build, official_of, primary_of
from xstilts_kit.diagnostics.errors import DataError
from xstilts_kit.downloads import Downloads, cache_folder
from xstilts_kit.editions.builders import PrimaryFile
from xstilts_kit.sources.folder import FolderSource
from xstilts_kit.sources.prepared import damaged, edition_folder, read_record
from xstilts_kit.tasks import get_task


@dataclass(frozen=True, slots=True)
class CellStatus:
    """Status of one (task, language, split) in a folder."""

    cell: Cell
    here: bool
    """Whether the split is in the folder and, if recorded, matches its record."""
    fault: str | None
    """What is wrong with the files on disk."""
    edition: str | None
    """The edition whose fingerprint matches the inputs."""
    examples: int | None
    """Examples on disk; if none, the count of the official edition, where known."""
    bytes: int
    fetch: tuple[PrimaryFile, ...]
    """Files to be fetched to prepare the split."""
    supplied: bool
    """Whether the user must download the archives by hand."""

    @property
    def licences(self) -> tuple[str, ...]:
        """The licences of the primary files."""
        return tuple(dict.fromkeys(file.licence for file in primary_of(self.cell)))

    def as_json(self) -> dict[str, Any]:
        return {
            "task": self.cell.task,
            "language": self.cell.language,
            "split": self.cell.split,
            "here": self.here,
            "fault": self.fault,
            "edition": self.edition,
            "examples": self.examples,
            "bytes": self.bytes,
            "licences": list(self.licences),
            "fetch": [
                {"name": file.name, "url": file.url, "bytes": file.bytes, "sha256": file.sha256}
                for file in self.fetch
            ],
            "user_supplies": self.supplied,
        }


def examine_edition(
    folder: Path | None = None, tasks: Sequence[str] = (), suite: str | None = None
) -> tuple[CellStatus, ...]:
    """Report the status of every split of the official edition, for `data status` and `doctor`.

    Args:
        folder: Folder to look in; it need not exist. Default: the cache.
        tasks: Only these tasks.
        suite: The suite whose tasks and languages are meant; default: ``xtreme``.

    Raises:
        UsageError: A task or the suite is unknown.
    """
    root = folder if folder is not None else edition_folder()
    downloads = Downloads(cache_folder())
    return tuple(_examine(root, cell, downloads) for cell in cells_to_build(tasks, suite=suite))


def _examine(root: Path, cell: Cell, downloads: Downloads) -> CellStatus:
    official = official_of(cell)
    fetch = tuple(f for f in primary_of(cell) if f.url is not None and not downloads.has(f))
    supplied = any(file.url is None for file in primary_of(cell))
    absent = CellStatus(
        cell, False, None, None, official.examples if official else None, 0, fetch, supplied
    )
    record = read_record(root, cell)
    if record is not None:
        fault = damaged(root, record.files, contents=True)
        if fault is not None:
            return _with_fault(absent, fault)
        return CellStatus(
            cell, True, None, record.edition, record.examples, record.bytes, (), supplied
        )
    source = FolderSource(root)
    if not source.has(cell):
        return absent
    try:
        inputs = source.inputs(cell)
    except DataError as error:
        return _with_fault(absent, error.what)
    found = editions.fingerprint(inputs.rows())
    name = editions.identify(cell, found)
    size = sum(
        (root / p).stat().st_size for p in get_task(cell.task).paths(cell.split, cell.language)
    )
    return CellStatus(cell, True, None, name, len(inputs.examples), size, (), supplied)


def _with_fault(status: CellStatus, fault: str) -> CellStatus:
    return CellStatus(
        status.cell, False, fault, None, status.examples, 0, status.fetch, status.supplied
    )


def one_line(statuses: Sequence[CellStatus], root: Path) -> str:
    """Summarise all statuses in one line."""
    here = sum(status.here for status in statuses)
    tasks = sorted({s.cell.task for s in statuses if s.here})
    of = f" ({', '.join(tasks)})" if tasks else ""
    return f"{here} of {len(statuses)} splits of the official edition in {root}{of}"
