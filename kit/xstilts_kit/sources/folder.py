"""The source ``folder:PATH``: what XTREME's own download script leaves on disk."""

from dataclasses import dataclass
from pathlib import Path

from xstilts_kit.diagnostics.errors import DataError
from xstilts_kit.families import Gold, Inputs
from xstilts_kit.sources.layouts import LAYOUTS, NoAnswers
from xstilts_kit.tasks import Role, Task


@dataclass(frozen=True, slots=True)
class FolderSource:
    """Files in XTREME's download layout."""

    root: Path
    kind: str = "folder"
    revision: str | None = None

    def has(self, task: Task, language: str, role: Role) -> bool:
        """Whether all input files of this split are there."""
        names = task.paths(role, language)
        return bool(names) and all((self.root / name).is_file() for name in names)

    def lacks(self, task: Task, language: str, role: Role) -> str:
        """What is not there, in words."""
        names = task.paths(role, language)
        absent = [str(self.root / name) for name in names if not (self.root / name).is_file()]
        return f"no {absent[0]}" if absent else f"no {role} split in XTREME's layout"

    def inputs(self, task: Task, language: str, role: Role) -> Inputs:
        """The inputs of one split, in file order, without answers.

        Raises:
            DataError: A file is missing, empty, or not written as the layout says.
        """
        paths = [self.root / name for name in task.paths(role, language)]
        if not self.has(task, language, role):
            raise DataError(
                f"{task.name}/{language}: {self.lacks(task, language, role)}.",
                f"XTREME's download script makes it; the data come from {task.source}.",
            )
        found = LAYOUTS[task.layout].inputs(paths)
        if not found.examples or (len(paths) > 1 and not found.candidates):
            empty = paths[0] if not found.examples else paths[-1]
            raise DataError(f"{empty}: the file is empty.", "Fetch the file again.")
        return found

    def gold(self, task: Task, language: str, role: Role) -> tuple[Gold, ...] | None:
        """The answers to one split, in file order, from the first file that has some.

        Returns:
            None where no file is there.

        Raises:
            NoAnswers: Files are there, but hold inputs only.
            DataError: A file holds labels and other things, or is damaged.
        """
        refused: NoAnswers | None = None
        for name in task.answer_paths(role, language):
            if not (self.root / name).is_file():
                continue
            try:
                return tuple(LAYOUTS[task.layout].gold(self.root / name, task))
            except NoAnswers as error:
                refused = refused or error
        if refused is not None:
            raise refused
        return None
