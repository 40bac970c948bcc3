"""The source ``folder:PATH``: what XTREME's own download script leaves on disk."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from xstilts_kit.diagnostics.errors import DataError
from xstilts_kit.families import Example
from xstilts_kit.sources.layouts import LAYOUTS
from xstilts_kit.tasks import Role, Task


@dataclass(frozen=True, slots=True)
class FolderSource:
    """Files in XTREME's download layout."""

    root: Path
    kind: str = "folder"
    revision: str | None = None

    def path(self, task: Task, language: str, role: Role) -> Path:
        """Where the file lies, whether it is there or not."""
        return self.root / task.files[role].format(language=language)

    def has(self, task: Task, language: str, role: Role) -> bool:
        """Whether the file is there."""
        return role in task.files and self.path(task, language, role).is_file()

    def examples(self, task: Task, language: str, role: Role) -> Iterator[Example]:
        """The inputs of one split, in file order, without answers.

        Raises:
            DataError: The file is missing, empty, or not written as the layout says.
        """
        path = self.path(task, language, role)
        if not path.is_file():
            raise DataError(
                f"{task.name}/{language}: no file {path}.",
                f"XTREME's download script makes it; the data come from {task.source}.",
            )
        empty = True
        for example in LAYOUTS[task.layout].inputs(path):
            empty = False
            yield example
        if empty:
            raise DataError(f"{path}: the file is empty.", "Fetch the file again.")
