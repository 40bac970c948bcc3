"""The source ``folder:PATH``: files as left by XTREME's own download script."""

from dataclasses import dataclass
from pathlib import Path

from xstilts_kit.cell import Cell
from xstilts_kit.diagnostics.errors import DataError
from xstilts_kit.families import Gold, Inputs, pool_files
from xstilts_kit.sources.layouts import LAYOUTS, NoAnswers
from xstilts_kit.tasks import get_task


@dataclass(frozen=True, slots=True)
class FolderSource:
    """A folder in XTREME's download layout."""

    root: Path
    kind: str = "folder"
    revision: str | None = None

    def has(self, cell: Cell) -> bool:
        """Whether all input files of the split exist, with the whole pool if there is one."""
        paths = self._paths(cell)
        return bool(paths) and all(path.is_file() for path in paths)

    def lacks(self, cell: Cell) -> str:
        """Which file is missing."""
        absent = [path for path in self._paths(cell) if not path.is_file()]
        return f"no {absent[0]}" if absent else f"no {cell.split} split in XTREME's layout"

    def inputs(self, cell: Cell) -> Inputs:
        """Read the inputs of one split, in file order, without answers.

        Raises:
            DataError: A file is missing, empty, or does not follow the layout.
        """
        task, paths = get_task(cell.task), self._paths(cell)
        if not self.has(cell):
            raise DataError(
                f"{cell.name}: {self.lacks(cell)}.",
                f"Run XTREME's download script to create it; the data come from {task.source}.",
            )
        found = LAYOUTS[task.layout].inputs(paths)
        if not found.examples or (len(paths) > 1 and not found.candidates):
            empty = paths[0] if not found.examples else paths[-1]
            raise DataError(f"{empty}: the file is empty.", "Fetch the file again.")
        return found

    def gold(self, cell: Cell) -> tuple[Gold, ...] | None:
        """Read the answers to one split, in file order, from the first file that has any.

        Returns:
            None if no file exists.

        Raises:
            NoAnswers: The files hold inputs only.
            DataError: A file mixes labels with other content, or is damaged.
        """
        task = get_task(cell.task)
        refused: NoAnswers | None = None
        for name in task.answer_paths(cell.split, cell.language):
            if not (self.root / name).is_file():
                continue
            try:
                return tuple(LAYOUTS[task.layout].gold(self.root / name, task))
            except NoAnswers as error:
                refused = refused or error
        if refused is not None:
            raise refused
        return None

    def _paths(self, cell: Cell) -> list[Path]:
        task = get_task(cell.task)
        names = task.paths(cell.split, cell.language)
        return [*(self.root / name for name in names), *pool_files(self.root, task, cell.split)]
