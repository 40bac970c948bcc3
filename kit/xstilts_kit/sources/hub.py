"""The source ``hub``: the data set ``google/xtreme``, at one commit of the Hub.

Only the files of the requested tasks and languages are fetched, and every file is verified
(`xstilts_kit.hub`). Even test splits have an answer column, so `HubSource.inputs` reads the input
columns only.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from xstilts_kit.cell import Cell
from xstilts_kit.diagnostics.errors import DataError
from xstilts_kit.diagnostics.libraries import need_libraries
from xstilts_kit.diagnostics.saying import Say
from xstilts_kit.families import Gold, Inputs
from xstilts_kit.hub import Pinned, RemoteFile, fetch, is_offline, not_here, pin
from xstilts_kit.sources.hub_layouts import HUB_LAYOUTS
from xstilts_kit.sources.hub_tables import ColumnKind, Rows, read_table
from xstilts_kit.suites import get_suite
from xstilts_kit.tasks import HubData, Task, get_task

DATASET = "google/xtreme"

_SHARD = re.compile(r"-([0-9]+)-of-([0-9]+)(?:-[0-9a-f]+)?\.parquet")


@dataclass(frozen=True, slots=True)
class HubSource:
    """``google/xtreme`` at one commit."""

    pinned: Pinned
    kind: str = "hub"

    @property
    def revision(self) -> str:
        return self.pinned.commit

    def has(self, cell: Cell) -> bool:
        """Whether the commit has a file for this split; nothing is fetched."""
        return bool(self.paths(cell))

    def lacks(self, cell: Cell) -> str:
        """The reason why a split is not available."""
        task, language, split = get_task(cell.task), cell.language, cell.split
        hub = task.hub
        if hub is None:
            only = "the gold pairs only, not the corpora" if task.family == "mining" else "no data"
            spared = task.name not in get_suite("xtreme-8").task_names
            return (
                f"{DATASET} on the Hub holds {only} of {task.name}; get these from {task.source}"
                + (", or use the suite xtreme-8, which leaves the task out" if spared else "")
            )
        if split not in hub.splits:
            return f"no {split} split of {task.name} in {self._named}"
        config = _config(hub, language)
        if not _is_known(task, hub, language):
            return f"no {language} in {config} of {self._named}"
        return f"no {config}/{hub.splits[split]}-*.parquet in {self._named}"

    def inputs(self, cell: Cell) -> Inputs:
        """Read the inputs of one split, in file order; no other column is read.

        Raises:
            DataError: The split does not exist, or its file does not have the expected content.
            NetworkError: The file cannot be fetched.
        """
        hub = get_task(cell.task).hub
        if hub is None or not self.has(cell):
            raise DataError(
                f"{cell.name}: {self.lacks(cell)}.",
                "Use the task's own files with --source folder:PATH.",
            )
        layout = HUB_LAYOUTS[hub.layout]
        return layout.inputs(self._read(cell, hub, layout.asked))

    def gold(self, cell: Cell) -> tuple[Gold, ...] | None:
        """Read the answers to one split, in the order of its inputs; None without the split.

        Raises:
            NoAnswers: The labels are placeholders.
            DataError: The file does not have the expected content.
            NetworkError: The file cannot be fetched.
        """
        task = get_task(cell.task)
        if task.hub is None or not self.has(cell):
            return None
        layout = HUB_LAYOUTS[task.hub.layout]
        return tuple(layout.gold(self._read(cell, task.hub, layout.answered), task))

    def to_fetch(self, cells: Iterable[Cell]) -> tuple[RemoteFile, ...]:
        """Files of the given splits missing from the cache; empty offline, where reading fails."""
        if is_offline():
            return ()
        return not_here(self.pinned, [path for cell in cells for path in self.paths(cell)])

    def describe(self, files: Sequence[RemoteFile]) -> str:
        """Format the number and size of files: ``2 files, 0.4 MB, of …``."""
        size = sum(file.size for file in files) / 1e6
        count = "1 file" if len(files) == 1 else f"{len(files)} files"
        return f"{count}, {size:,.1f} MB, of {self._named}"

    @property
    def _named(self) -> str:
        return f"{DATASET} at {self.revision[:7]}"

    def paths(self, cell: Cell) -> list[str]:
        """The files of one split, in order; empty if it does not exist."""
        task, language, split = get_task(cell.task), cell.language, cell.split
        hub = task.hub
        if hub is None or split not in hub.splits or not _is_known(task, hub, language):
            return []
        stem = f"{_config(hub, language)}/{hub.splits[split]}"
        paths = (file.path for file in self.pinned.files if file.path.startswith(f"{stem}-"))
        return sorted(path for path in paths if _SHARD.fullmatch(path.removeprefix(stem)))

    def _read(self, cell: Cell, hub: HubData, wanted: Mapping[str, ColumnKind]) -> Rows:
        """Read columns of an existing split, restricted to the rows of one language."""
        paths, language = self.paths(cell), cell.language
        config = _config(hub, language)
        place = f"{self._named}, configuration {config}, split {hub.splits[cell.split]}"
        check_whole(paths, place)
        folder = fetch(self.pinned, paths)
        language_in = HUB_LAYOUTS[hub.layout].language
        return read_table(
            [folder / path for path in paths], place, wanted, language_in, _code(hub, language)
        )


def cells_by_source(
    read: Iterable[tuple[object, Cell]],
) -> Mapping[HubSource, Sequence[Cell]]:
    """Group (source, cell) pairs by Hub source; other sources are left out."""
    found: dict[HubSource, dict[Cell, None]] = {}
    for source, cell in read:
        if isinstance(source, HubSource):
            found.setdefault(source, {})[cell.clean] = None
    return {source: tuple(cells) for source, cells in found.items()}


def gather(read: Iterable[tuple[object, Cell]], say: Say) -> None:
    """Fetch the files of many splits in parallel, after printing their size.

    Args:
        read: (source, cell) pairs of everything that will be read; sources other than the
            Hub are skipped.
        say: Prints a line.

    Raises:
        DataError: A file does not have the expected content.
        NetworkError: A file cannot be fetched.
        StorageError: Not enough space, or no permission.
    """
    for source, cells in cells_by_source(read).items():
        missing = source.to_fetch(cells)
        if missing:
            say(f"Fetching {source.describe(missing)}.")
            fetch(source.pinned, [file.path for file in missing])


def open_hub(revision: str | None) -> HubSource:
    """Open the data set at a branch, tag or commit (None: ``main``), pinned to a commit.

    Raises:
        ModelError: The libraries for reading its files are not installed.
        DataError: The revision does not exist.
        NetworkError: The Hub cannot be reached.
    """
    need_libraries(f"Reading {DATASET} from the Hub", "predict", "datasets", "pyarrow")
    return HubSource(pin("dataset", DATASET, revision))


def _is_known(task: Task, hub: HubData, language: str) -> bool:
    """Whether the data set can have the language; a configuration may hold several."""
    return language in task.languages and (not hub.codes or language in hub.codes)


def _code(hub: HubData, language: str) -> str:
    return hub.codes.get(language, language)


def _config(hub: HubData, language: str) -> str:
    return hub.config.format(code=_code(hub, language))


def check_whole(paths: Sequence[str], place: str) -> None:
    """Check that no file of a split is missing."""
    numbers = [found.groups() for path in paths if (found := _SHARD.search(path))]
    total = int(numbers[0][1])
    if [(int(number), int(of)) for number, of in numbers] != [(i, total) for i in range(total)]:
        raise DataError(
            f"{place}: expected files 0 to {total - 1} of {total}, found {', '.join(paths)}.",
            "Choose another revision with hub@REVISION.",
        )
