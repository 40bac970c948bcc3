"""The source ``auto``: the official edition in the cache, prepared on first use.

This module only reads prepared data. `predict` prepares missing data before reading.
"""

from dataclasses import dataclass, replace
from pathlib import Path

from xstilts_kit.cell import Cell
from xstilts_kit.editions.builders import PrimaryFile, all_builders
from xstilts_kit.families import Gold, Inputs
from xstilts_kit.sources.folder import FolderSource
from xstilts_kit.sources.layouts import NoAnswers
from xstilts_kit.sources.prepared import GOLD, damaged, edition_folder, read_record
from xstilts_kit.tasks import get_task


@dataclass(frozen=True, slots=True)
class AutoSource:
    """The official edition prepared in the cache."""

    root: Path
    promises: bool = False
    """Whether fetchable data count as available, because they are about to be fetched."""
    kind: str = "auto"
    revision: str | None = None

    def promising(self) -> "AutoSource":
        """The same source for callers that prepare missing data before reading."""
        return replace(self, promises=True)

    def is_here(self, cell: Cell) -> bool:
        """Whether the split is prepared, judged by its record and file sizes."""
        record = read_record(self.root, cell)
        return record is not None and damaged(self.root, record.files, contents=False) is None

    def has(self, cell: Cell) -> bool:
        """Whether the split is prepared or promised."""
        return self.is_here(cell) or (self.promises and can_be_fetched(cell))

    def lacks(self, cell: Cell) -> str:
        """The reason why a split is not available."""
        files = _primary(cell)
        if cell.task not in all_builders():
            source = get_task(cell.task).source
            return f"this version does not prepare it: get it from {source} and give its folder"
        if not files:
            return f"no {cell.split} split can be prepared"
        command = f"xstilts-submit data prepare --out {self.root} --task {cell.task}"
        if any(file.url is None for file in files):
            return (
                f"it is built from archives that you download yourself, under their terms, from"
                f" {get_task(cell.task).source}: then run"
                f" `{command} --from {cell.task}=FOLDER`"
            )
        return f"not prepared in {self.root}: run `{command}`"

    def inputs(self, cell: Cell) -> Inputs:
        """Read the inputs of one split, in file order, without answers.

        Raises:
            DataError: The data are missing or damaged.
        """
        return FolderSource(self.root).inputs(cell)

    def gold(self, cell: Cell) -> tuple[Gold, ...] | None:
        """Read the answers to one split; None if there are none.

        Raises:
            NoAnswers: The files hold inputs only.
        """
        if not self.is_here(cell):
            return None
        try:
            found = FolderSource(self.root / GOLD).gold(cell)
        except NoAnswers:
            found = None
        return found or FolderSource(self.root).gold(cell)


def can_be_fetched(cell: Cell) -> bool:
    """Whether a split can be built from freely downloadable files."""
    files = _primary(cell)
    return bool(files) and all(file.url is not None for file in files)


def _primary(cell: Cell) -> tuple[PrimaryFile, ...]:
    builder = all_builders().get(cell.task)
    return () if builder is None else builder.primary(cell.language, cell.split)


def open_auto() -> AutoSource:
    """Open the cache folder, which need not exist."""
    return AutoSource(edition_folder())
