"""`data prepare`: the official edition from its primary sources, in XTREME's download layout.

The story, for each (task, language, split): whole already? → fetch its primary files → build in a
place apart → compare with the edition → move into place → record. The record comes last, so what
was interrupted is built again; one split that fails does not stop the others.
"""

import shutil
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Literal

from xstilts_kit.cell import Cell
from xstilts_kit.data.judgement import inputs_are_official, is_official, judge
from xstilts_kit.data.parts import builder_of, edition_of, official_of, primary_of
from xstilts_kit.data.terms import Consent, agree, terms_of
from xstilts_kit.diagnostics.errors import (
    DataError,
    NetworkError,
    StorageError,
    XstiltsError,
)
from xstilts_kit.downloads import Downloads, Given, check_space, digest
from xstilts_kit.editions.builders import PrimaryFile
from xstilts_kit.sources.prepared import (
    BOOKS,
    GOLD,
    Built,
    check_relative,
    damaged,
    read_record,
    record_path,
    write_record,
)
from xstilts_kit.storage import storage_errors
from xstilts_kit.submission.files import digest_file
from xstilts_kit.tasks import get_data

State = Literal["kept", "adopted", "built"]
Givens = Mapping[str, Given]
"""Task → what the user has on disk."""

_DAMAGE = (ValueError, LookupError, EOFError, zipfile.BadZipFile, tarfile.TarError, zlib.error)
"""What a builder may meet in a file that is not what its publisher offers."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A cell that could not be prepared, and why."""

    cell: Cell
    error: XstiltsError


@dataclass(frozen=True, slots=True)
class Outcome:
    """What `prepare_data` did."""

    done: Mapping[Cell, State]
    failures: tuple[Failure, ...]

    @property
    def exit_code(self) -> int:
        """0 where all went well, 4 where nothing but the network failed, else 3."""
        if not self.failures:
            return 0
        network = all(isinstance(failure.error, NetworkError) for failure in self.failures)
        return NetworkError.exit_code if network else DataError.exit_code


OnCell = Callable[[Cell, State | XstiltsError], None]
"""Called with each cell when it is done, and with the error where it failed."""


def prepare_data(wanted: "Preparation", consent: Consent, on_cell: OnCell) -> Outcome:
    """Prepare everything that is wanted and not there yet.

    Sizes and licences are shown first, and must be agreed to.

    Args:
        wanted: What, where, from what.
        consent: How the user can agree.
        on_cell: Called with each cell when it is done, and with the error where it failed.

    Raises:
        UsageError: The user does not agree, or cannot be asked.
        StorageError: No space or no permission.
    """
    to_fetch = wanted.to_fetch(wanted.missing())
    files = [file for _, file in to_fetch]
    if not wanted.downloads.offline:
        agree(terms_of(to_fetch), files, consent)
        wanted.check_space(files)
    return wanted.run(on_cell)


@dataclass(frozen=True, slots=True)
class Preparation:
    """Parts on their way into a folder."""

    out: Path
    cells: tuple[Cell, ...]
    downloads: Downloads
    given: Givens
    contents: bool = True
    """Whether what is there is judged by its content, not by its size alone."""
    gold: bool = True
    """Whether answers that are there are opened for that."""

    def is_whole(self, cell: Cell) -> bool:
        """Whether a cell is there as it was recorded, by a version that need not build it anew."""
        return self._fault(cell) is None

    def is_here(self, cell: Cell) -> bool:
        """Whether a cell needs no building: it is whole, or somebody else's and official."""
        return self.is_whole(cell) or self._can_adopt(cell)

    def missing(self) -> tuple[Cell, ...]:
        """The cells that have to be built."""
        return tuple(cell for cell in self.cells if not self.is_here(cell))

    def is_supplied(self, cell: Cell) -> bool:
        """Whether all files of a cell can be had: fetched, or handed over by the user."""
        return cell.task in self.given or all(file.url is not None for file in primary_of(cell))

    def to_fetch(self, cells: Sequence[Cell]) -> tuple[tuple[str, PrimaryFile], ...]:
        """(task, file) of every file that is not in the cache, each once."""
        found: dict[str, tuple[str, PrimaryFile]] = {}
        for cell in cells:
            if cell.task not in self.given:
                for file in primary_of(cell):
                    if file.url is not None and not self.downloads.has(file):
                        found.setdefault(file.url, (cell.task, file))
        return tuple(found.values())

    def run(self, on_cell: OnCell) -> Outcome:
        """Prepare every cell; one that fails does not stop the others.

        Raises:
            StorageError: No space or no permission: nothing else would go better.
        """
        done: dict[Cell, State] = {}
        failures = []
        for cell in self.cells:
            try:
                done[cell] = self._prepare(cell)
                on_cell(cell, done[cell])
            except StorageError:
                raise
            except XstiltsError as error:
                named = type(error)(f"{cell}: {error.what}", error.remedy)
                failures.append(Failure(cell, named))
                on_cell(cell, named)
        return Outcome(done, tuple(failures))

    def check_space(self, files: Sequence[PrimaryFile]) -> None:
        """Refuse to begin what the disks cannot take.

        Raises:
            StorageError: Not enough is free.
        """
        needed = sum(file.bytes or 0 for file in files)
        self.downloads.check_space(needed)
        # A built file is at most about as large as what it is made from, unpacked.
        check_space(self.out, 2 * needed, "choose another folder with --out")

    # One cell.

    def _prepare(self, cell: Cell) -> State:
        with storage_errors(self.out), self._locked(cell):
            if self.is_whole(cell):
                return "kept"
            if self._can_adopt(cell):
                self._record(cell, self._own_files(cell), edition_of(cell))
                return "adopted"
            files = self._obtain(cell)
            work = self.out / BOOKS / "unfinished" / _stem(cell)
            shutil.rmtree(work, ignore_errors=True)  # of a run that was killed
            try:
                work.mkdir(parents=True)
                built, edition, examples = self._make(cell, files, work)
                self._place(cell, work, built, edition, examples)
            finally:
                shutil.rmtree(work, ignore_errors=True)
            return "built"

    def _obtain(self, cell: Cell) -> dict[str, Path]:
        given = self.given.get(cell.task)
        if given is not None:
            return {file.name: given.find(file) for file in primary_of(cell)}
        if not self.is_supplied(cell):
            names = ", ".join(file.name for file in primary_of(cell) if file.url is None)
            task = get_data(cell.task)
            raise DataError(
                f"{names} cannot be fetched: the publisher hands the archives out under terms of"
                f" use ({task.licence}).",
                f"Get them from {task.source}, then add --task {task.name}"
                f" --from {task.name}=FOLDER.",
            )
        return {file.name: self.downloads.fetch(file) for file in primary_of(cell)}

    def _make(
        self, cell: Cell, files: Mapping[str, Path], work: Path
    ) -> tuple[tuple[str, ...], str | None, int]:
        """What was built, its edition, how many examples it has."""
        try:
            built = self._build(cell, files, work)
            return built, *judge(cell, work)
        except DataError:
            if cell.task not in self.given:
                for file in primary_of(cell):  # or an unfit file would be taken for good for ever
                    self.downloads.forget(file)
            raise

    def _build(self, cell: Cell, files: Mapping[str, Path], work: Path) -> tuple[str, ...]:
        try:
            paths = builder_of(cell).build(cell.language, cell.split, files, work)
        except _DAMAGE as error:
            raise DataError(
                f"a primary file is not what its publisher offers ({error}).",
                "It was let go, if it was fetched: run the same command again.",
            ) from error
        return tuple(check_relative(path, work) for path in paths)

    def _place(
        self, cell: Cell, work: Path, built: Sequence[str], edition: str | None, examples: int
    ) -> None:
        """Move what was built into its place, then record it."""
        before = read_record(self.out, cell)
        own = {file.path for file in before.files} if before is not None else set()
        moves = []
        for name in built:
            target = self.out / name
            if not target.exists() or name in own:
                moves.append(name)
            elif digest(target) != digest(work / name) and not self._is_official(cell, name):
                raise DataError(
                    f"{target} is there already, and is not what was built now.",
                    "It was left as it is: move it away, or choose another folder with --out.",
                )
        record_path(self.out, cell).unlink(missing_ok=True)
        for name in moves:
            target = self.out / name
            target.parent.mkdir(parents=True, exist_ok=True)
            (work / name).replace(target)
        self._record(cell, built, edition, examples)

    def _is_official(self, cell: Cell, name: str) -> bool:
        """Whether a file of the user's has the official content, however its lines end."""
        return not name.startswith(f"{GOLD}/") and inputs_are_official(self.out, cell)

    def _record(
        self, cell: Cell, names: Sequence[str], edition: str | None, examples: int | None = None
    ) -> None:
        files = tuple(digest_file(self.out / name, name) for name in sorted(set(names)))
        official = official_of(cell)
        count = examples if examples is not None else (official.examples or 0 if official else 0)
        built = Built(
            cell.task, cell.language, cell.split, edition, count, version("xstilts"), files
        )
        write_record(self.out, cell, built)

    def _fault(self, cell: Cell) -> str | None:
        """Why a cell does not count as whole, in words."""
        record = read_record(self.out, cell)
        if record is None:
            return "it is not recorded"
        if record.edition is None and record.kit != version("xstilts"):
            return "another version built it, and no edition vouches for it"
        return damaged(self.out, record.files, contents=self.contents, gold=self.gold)

    # What somebody else put there.

    def _can_adopt(self, cell: Cell) -> bool:
        if not self.gold or record_path(self.out, cell).exists():
            return False
        return is_official(self.out, cell)

    def _own_files(self, cell: Cell) -> tuple[str, ...]:
        """The files of a cell that lie in the folder."""
        inputs = get_data(cell.task).paths(cell.split, cell.language)
        answers = get_data(cell.task).answer_paths(cell.split, cell.language)
        names = (*inputs, *(f"{GOLD}/{name}" for name in (*answers, *inputs)))
        return tuple(name for name in names if (self.out / name).is_file())

    @contextmanager
    def _locked(self, cell: Cell) -> Iterator[None]:
        """One process at a time for each cell; the others wait, then find it whole."""
        from filelock import FileLock

        folder = self.out / BOOKS / "locks"
        folder.mkdir(parents=True, exist_ok=True)
        with FileLock(folder / f"{_stem(cell)}.lock"):
            yield


def _stem(cell: Cell) -> str:
    """A file name for a cell."""
    return f"{cell.task}-{cell.language}-{cell.split}"
