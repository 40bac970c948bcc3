"""Finds the prediction files of a folder, and files that look like misnamed ones."""

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import islice
from os import scandir
from pathlib import Path

from xstilts_kit.cell import PREDICTIONS, Cell, Split
from xstilts_kit.diagnostics.errors import DataError, StorageError, UsageError
from xstilts_kit.diagnostics.problem import Problems
from xstilts_kit.exchange.formats import Format
from xstilts_kit.exchange.selection import Selected
from xstilts_kit.tasks import all_tasks, get_task

_MOST_ENTRIES = 10_000


@dataclass(frozen=True, slots=True)
class Found:
    """A prediction file."""

    cell: Cell
    path: Path
    name: str
    """Path relative to the folder, for problems."""


def find_files(
    folder: Path, form: Format, selected: Selected, problems: Problems
) -> tuple[Found, ...]:
    """Find the files to import, in the suite's order.

    Misnamed files and folders are errors, and all others are reported, so that nothing is ignored
    silently.

    Raises:
        UsageError: The folder is missing, or holds predictions in two places.
    """
    if not folder.is_dir():
        what = "is a file, not a folder" if folder.exists() else "does not exist"
        raise UsageError(f"{folder} {what}.", "Give the folder that holds <task>/ folders.")
    root = _root(folder)
    prefix = "" if root == folder else f"{PREDICTIONS}/"
    suite_tasks = {task.name for task in selected.suite.tasks()}
    cells: dict[str, list[Cell]] = {}
    for cell in selected.cells:
        cells.setdefault(cell.task, []).append(cell)
    found: dict[Cell, Found] = {}
    for name, is_folder in _entries(root):
        if is_folder and name in cells:
            languages = set(selected.suite.languages_of(get_task(name)))
            others = languages - {cell.language for cell in cells[name]}
            folder_of_task = _TaskFolder(root / name, f"{prefix}{name}", cells[name], others)
            found |= folder_of_task.look(form, problems)
        elif not is_folder or name not in suite_tasks:
            _outside(name, prefix, is_folder, problems)
    if not found and problems.count("error") == 0:
        example = next(iter(selected.cells), None)
        expected = f"{example.task}/{form.file_name(example)}" if example else "<task>/"
        raise DataError(
            f"{folder} holds no predictions of the suite {selected.suite.name} in the format"
            f" {form.name}.",
            f"Expected files such as {expected}; see --format, --suite, --task and --split.",
        )
    return tuple(found[cell] for cell in selected.cells if cell in found)


def _root(folder: Path) -> Path:
    """The folder itself or its ``predictions`` subfolder, whichever holds tasks."""
    inner = folder / PREDICTIONS
    holding = [place for place in (folder, inner) if place.is_dir() and _holds_tasks(place)]
    if len(holding) > 1:
        raise UsageError(
            f"{folder} holds predictions in two places: in {PREDICTIONS}/ and next to it.",
            "Give one of the two.",
        )
    return holding[0] if holding else folder


def _holds_tasks(folder: Path) -> bool:
    return any(is_folder and name in all_tasks() for name, is_folder in _entries(folder))


def _entries(folder: Path) -> list[tuple[str, bool]]:
    """(name, whether it is a folder) of all visible entries, sorted."""
    try:
        with scandir(folder) as entries:
            listed = [(entry.name, entry.is_dir()) for entry in islice(entries, _MOST_ENTRIES)]
    except OSError as error:
        raise StorageError(
            f"{folder}: cannot be read ({error.strerror}).", "Make the folder readable."
        ) from error
    return sorted(one for one in listed if not one[0].startswith("."))


def _outside(name: str, prefix: str, is_folder: bool, problems: Problems) -> None:
    """Report an entry outside the task folders."""
    near = _task_like(name) if is_folder else None
    if near is not None:
        problems.add("XS601", f"{prefix}{name}", f"expected the folder {prefix}{near}")
        return
    what = "not a task of the suite" if is_folder else "not in a task folder"
    problems.add("XS602", f"{prefix}{name}", what)


_ALIASES: Mapping[str, str] = {"bucc": "bucc2018", "wikiann": "panx", "pos": "udpos", "ner": "panx"}


def _task_like(name: str) -> str | None:
    """The task whose name is a near match of a folder's name."""
    if name in all_tasks():
        return None
    plain = re.sub(r"[^a-z0-9]", "", name.lower())
    return plain if plain in all_tasks() else _ALIASES.get(plain)


@dataclass(frozen=True, slots=True)
class _TaskFolder:
    """The folder of one task."""

    folder: Path
    name: str
    cells: Sequence[Cell]
    others: Set[str]
    """Languages of the suite that were not requested."""

    def look(self, form: Format, problems: Problems) -> dict[Cell, Found]:
        """Find the files to import, by cell; other entries are reported as problems."""
        expected = {form.file_name(cell): cell for cell in self.cells}
        entries = _entries(self.folder)
        files = {name for name, is_folder in entries if not is_folder}
        for name, is_folder in entries:
            path = f"{self.name}/{name}"
            if name in expected and not is_folder:
                continue
            near = None if is_folder else self._meant(name)
            if is_folder:
                problems.add("XS602", path, "a folder")
            elif near is None:
                if not self.others & set(_tokens(name)):
                    problems.add("XS602", path, "no language of the task in its name")
            elif _split_in(name) not in (None, near.split):
                problems.add("XS602", path, f"a split other than {near.split}; see --split")
            elif form.file_name(near) in files:
                problems.add("XS602", path, f"{form.file_name(near)} exists, too")
            else:
                problems.add("XS601", path, f"expected {self.name}/{form.file_name(near)}")
        return {
            cell: Found(cell, self.folder / name, f"{self.name}/{name}")
            for name, cell in expected.items()
            if name in files
        }

    def _meant(self, name: str) -> Cell | None:
        """The cell whose language occurs in a file's name."""
        tokens = _tokens(name)
        return next((cell for cell in self.cells if cell.language in tokens), None)


def _tokens(name: str) -> list[str]:
    return re.split(r"[-_.]", name.lower())


def _split_in(name: str) -> Split | None:
    """The split that occurs in a file's name."""
    tokens = set(_tokens(name))
    if tokens & {"dev", "valid", "validation", "val"}:
        return "validation"
    return "test" if "test" in tokens else "train" if "train" in tokens else None
