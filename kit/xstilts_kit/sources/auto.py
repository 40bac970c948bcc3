"""The source ``auto``: the official edition in the cache, prepared on first use.

This module only reads what is there. `predict` prepares what is not, before it reads.
"""

from dataclasses import dataclass, replace
from pathlib import Path

from xstilts_kit.editions.builders import all_builders
from xstilts_kit.families import Gold, Inputs
from xstilts_kit.sources.folder import FolderSource
from xstilts_kit.sources.layouts import NoAnswers
from xstilts_kit.sources.prepared import GOLD, damaged, edition_folder, read_record
from xstilts_kit.tasks import Role, Task


@dataclass(frozen=True, slots=True)
class AutoSource:
    """The prepared part of the official edition."""

    root: Path
    promises: bool = False
    """Whether what can be fetched counts as here, because it is going to be."""
    kind: str = "auto"
    revision: str | None = None

    def promising(self) -> "AutoSource":
        """The same source, for one who is going to prepare what is not here yet."""
        return replace(self, promises=True)

    def is_here(self, task: Task, language: str, role: Role) -> bool:
        """Whether this split is prepared, judged by its record and the sizes of its files."""
        record = read_record(self.root, task, language, role)
        return record is not None and damaged(self.root, record.files, contents=False) is None

    def has(self, task: Task, language: str, role: Role) -> bool:
        """Whether this split is here, or is promised."""
        if self.is_here(task, language, role):
            return True
        return self.promises and can_be_fetched(task, language, role)

    def lacks(self, task: Task, language: str, role: Role) -> str:
        """Why a split is not here, in words."""
        builder = all_builders().get(task.name)
        files = () if builder is None else builder.primary(language, role)
        if not files:
            return f"no {role} split can be prepared"
        command = f"xstilts-submit data prepare --out {self.root} --task {task.name}"
        if any(file.url is None for file in files):
            return (
                f"it is made from archives that you fetch yourself, under their terms, from"
                f" {task.source}: then run `{command} --from {task.name}=FOLDER`"
            )
        return f"not prepared in {self.root}: run `{command}`"

    def inputs(self, task: Task, language: str, role: Role) -> Inputs:
        """The inputs of one split, in file order, without answers.

        Raises:
            DataError: They are not here, or damaged.
        """
        return FolderSource(self.root).inputs(task, language, role)

    def gold(self, task: Task, language: str, role: Role) -> tuple[Gold, ...] | None:
        """The answers to one split; None where there are none.

        Raises:
            NoAnswers: Files are there, but hold inputs only.
        """
        if not self.is_here(task, language, role):
            return None
        try:
            found = FolderSource(self.root / GOLD).gold(task, language, role)
        except NoAnswers:
            found = None
        return found or FolderSource(self.root).gold(task, language, role)


def can_be_fetched(task: Task, language: str, role: Role) -> bool:
    """Whether a split can be built from files that anybody can fetch."""
    builder = all_builders().get(task.name)
    files = () if builder is None else builder.primary(language, role)
    return bool(files) and all(file.url is not None for file in files)


def open_auto() -> AutoSource:
    """The source over the cache folder, which need not be there."""
    return AutoSource(edition_folder())
