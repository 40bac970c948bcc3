"""The source ``hub``: the data set ``google/xtreme``, at one commit of the Hub.

Only the files of the tasks and languages that are asked for are fetched, and every one is checked
(`xstilts_kit.hub`). Of these only the columns that are needed are read: the answers stand beside
the inputs, also in test splits, so `HubSource.inputs` names the input columns and no others.
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
from xstilts_kit.tasks import HubData, Task, get_data

DATASET = "google/xtreme"

_SHARD = re.compile(r"-([0-9]+)-of-([0-9]+)(?:-[0-9a-f]+)?\.parquet")


@dataclass(frozen=True, slots=True)
class HubSource:
    """``google/xtreme`` at one commit."""

    pinned: Pinned
    kind: str = "hub"

    @property
    def revision(self) -> str:
        """The commit."""
        return self.pinned.commit

    def has(self, cell: Cell) -> bool:
        """Whether the commit lists a file for this split; nothing is fetched."""
        return bool(self.paths(cell))

    def lacks(self, cell: Cell) -> str:
        """What is not there, in words."""
        task, language, split = get_data(cell.task), cell.language, cell.split
        hub = task.hub
        if hub is None:
            only = "the gold pairs only, not the corpora" if task.family == "mining" else "no data"
            spared = task.name not in get_suite("xtreme-8").task_names
            return (
                f"{DATASET} on the Hub holds {only} of {task.name}; these come from {task.source}"
                + (", and the suite xtreme-8 does without them" if spared else "")
            )
        if split not in hub.splits:
            return f"no {split} split of {task.name} in {self._named}"
        config = _config(hub, language)
        if not _is_known(task, hub, language):
            return f"no {language} in {config} of {self._named}"
        return f"no {config}/{hub.splits[split]}-*.parquet in {self._named}"

    def inputs(self, cell: Cell) -> Inputs:
        """The inputs of one split, in the order of the files; no other column is read.

        Raises:
            DataError: There is no such split, or its file is not what it should be.
            NetworkError: It cannot be fetched.
        """
        hub = get_data(cell.task).hub
        if hub is None or not self.has(cell):
            raise DataError(
                f"{cell.name}: {self.lacks(cell)}.",
                "Take the task's own files with --source folder:PATH.",
            )
        layout = HUB_LAYOUTS[hub.layout]
        return layout.inputs(self._read(cell, hub, layout.asked))

    def gold(self, cell: Cell) -> tuple[Gold, ...] | None:
        """The answers to one split, in the order of its inputs; None where it is not there.

        Raises:
            NoAnswers: The labels are placeholders.
            DataError: The file is not what it should be.
            NetworkError: It cannot be fetched.
        """
        task = get_data(cell.task)
        if task.hub is None or not self.has(cell):
            return None
        layout = HUB_LAYOUTS[task.hub.layout]
        return tuple(layout.gold(self._read(cell, task.hub, layout.answered), task))

    def to_fetch(self, cells: Iterable[Cell]) -> tuple[RemoteFile, ...]:
        """The files of some splits that are not here; none offline, where reading them says so."""
        if is_offline():
            return ()
        return not_here(self.pinned, [path for cell in cells for path in self.paths(cell)])

    def describe(self, files: Sequence[RemoteFile]) -> str:
        """How many and how large some of its files are: ``2 files, 0.4 MB, of …``."""
        size = sum(file.size for file in files) / 1e6
        count = "1 file" if len(files) == 1 else f"{len(files)} files"
        return f"{count}, {size:,.1f} MB, of {self._named}"

    @property
    def _named(self) -> str:
        return f"{DATASET} at {self.revision[:7]}"

    def paths(self, cell: Cell) -> list[str]:
        """The files of one split, in order; none where it is not there."""
        task, language, split = get_data(cell.task), cell.language, cell.split
        hub = task.hub
        if hub is None or split not in hub.splits or not _is_known(task, hub, language):
            return []
        stem = f"{_config(hub, language)}/{hub.splits[split]}"
        paths = (file.path for file in self.pinned.files if file.path.startswith(f"{stem}-"))
        return sorted(path for path in paths if _SHARD.fullmatch(path.removeprefix(stem)))

    def _read(self, cell: Cell, hub: HubData, wanted: Mapping[str, ColumnKind]) -> Rows:
        """These columns of a split that is there, the rows of one language."""
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
    """What is read from the Hub, by source, out of (source, cell) pairs."""
    found: dict[HubSource, dict[Cell, None]] = {}
    for source, cell in read:
        if isinstance(source, HubSource):
            found.setdefault(source, {})[cell.clean] = None
    return {source: tuple(cells) for source, cells in found.items()}


def gather(read: Iterable[tuple[object, Cell]], say: Say) -> None:
    """Fetch the files of many splits, several at a time, and say before how much that is.

    Args:
        read: The source and the split of everything that is going to be read; what is not read from
            the Hub is passed over.
        say: Says a line.

    Raises:
        DataError: A file is not what it should be.
        NetworkError: They cannot be fetched.
        StorageError: No space, or no permission.
    """
    for source, cells in cells_by_source(read).items():
        missing = source.to_fetch(cells)
        if missing:
            say(f"Fetching {source.describe(missing)}.")
            fetch(source.pinned, [file.path for file in missing])


def open_hub(revision: str | None) -> HubSource:
    """The data set at a branch, tag or commit (None: ``main``), pinned to a commit.

    Raises:
        ModelError: The libraries that read its files are not installed.
        DataError: There is no such revision.
        NetworkError: The Hub cannot be asked.
    """
    need_libraries(f"Reading {DATASET} from the Hub", "predict", "datasets", "pyarrow")
    return HubSource(pin("dataset", DATASET, revision))


def _is_known(task: Task, hub: HubData, language: str) -> bool:
    """Whether the data set can have the language: a configuration may hold several."""
    return language in task.languages and (not hub.codes or language in hub.codes)


def _code(hub: HubData, language: str) -> str:
    return hub.codes.get(language, language)


def _config(hub: HubData, language: str) -> str:
    return hub.config.format(code=_code(hub, language))


def check_whole(paths: Sequence[str], place: str) -> None:
    """A split in several files has all of them."""
    numbers = [found.groups() for path in paths if (found := _SHARD.search(path))]
    total = int(numbers[0][1])
    if [(int(number), int(of)) for number, of in numbers] != [(i, total) for i in range(total)]:
        raise DataError(
            f"{place}: its files are not 0 to {total - 1} of {total}, but {', '.join(paths)}.",
            "Name another revision by hub@REVISION.",
        )
