"""`data prepare`: the official edition from its primary sources, in XTREME's download layout.

For each (task, language, split): skip if complete → fetch its primary files → build in a temporary
folder → compare with the edition → move into place → record. The record is written last, so an
interrupted split is built again; one split that fails does not stop the others.
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
from xstilts_kit.tasks import get_task

State = Literal["kept", "adopted", "built"]
Givens = Mapping[str, Given]
"""Task → primary files that the user has on disk."""

_DAMAGE = (ValueError, LookupError, EOFError, zipfile.BadZipFile, tarfile.TarError, zlib.error)
"""Exceptions that a builder may raise on a damaged or unexpected primary file."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A cell that could not be prepared, and the reason."""

    cell: Cell
    error: XstiltsError


@dataclass(frozen=True, slots=True)
class Outcome:
    """Result of `prepare_data`."""

    done: Mapping[Cell, State]
    failures: tuple[Failure, ...]

    @property
    def exit_code(self) -> int:
        """0 on success, 4 if only the network failed, otherwise 3."""
        if not self.failures:
            return 0
        network = all(isinstance(failure.error, NetworkError) for failure in self.failures)
        return NetworkError.exit_code if network else DataError.exit_code


OnCell = Callable[[Cell, State | XstiltsError], None]
"""Called with each cell and its new state, or the error if it failed."""


def prepare_data(wanted: "Preparation", consent: Consent, on_cell: OnCell) -> Outcome:
    """Prepare every requested cell that is not on disk yet.

    Sizes and licences are shown first and must be accepted.

    Args:
        wanted: The cells, the target folder and the given files.
        consent: How the user accepts licences.
        on_cell: Called with each cell and its new state, or the error if it failed.

    Raises:
        UsageError: The licences were declined, or there is no terminal to ask on.
        StorageError: Not enough space, or no permission.
    """
    to_fetch = wanted.to_fetch(wanted.missing())
    files = [file for _, file in to_fetch]
    if not wanted.downloads.offline:
        agree(terms_of(to_fetch), files, consent)
        wanted.check_space(files)
    return wanted.run(on_cell)


@dataclass(frozen=True, slots=True)
class Preparation:
    """Cells to be prepared into a folder."""

    out: Path
    cells: tuple[Cell, ...]
    downloads: Downloads
    given: Givens
    contents: bool = True
    """Whether existing files are verified by content, not by size alone."""
    gold: bool = True
    """Whether existing answers are opened for that check."""

    def is_whole(self, cell: Cell) -> bool:
        """Whether a cell matches its record and need not be rebuilt by this version."""
        return self._fault(cell) is None

    def is_here(self, cell: Cell) -> bool:
        """Whether a cell needs no building: complete, or supplied by the user and official."""
        return self.is_whole(cell) or self._can_adopt(cell)

    def missing(self) -> tuple[Cell, ...]:
        """The cells to be built."""
        return tuple(cell for cell in self.cells if not self.is_here(cell))

    def is_supplied(self, cell: Cell) -> bool:
        """Whether all primary files of a cell are fetchable or given by the user."""
        return cell.task in self.given or all(file.url is not None for file in primary_of(cell))

    def to_fetch(self, cells: Sequence[Cell]) -> tuple[tuple[str, PrimaryFile], ...]:
        """(task, file) pairs that are not in the cache, each once."""
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
            StorageError: Not enough space, or no permission; the other cells would fail too.
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
        """Check that the disks have enough free space.

        Raises:
            StorageError: Not enough free space.
        """
        needed = sum(file.bytes or 0 for file in files)
        self.downloads.check_space(needed)
        # A built file is at most about as large as its unpacked primary files.
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
            shutil.rmtree(work, ignore_errors=True)  # left by a run that was killed
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
            task = get_task(cell.task)
            raise DataError(
                f"{names} cannot be fetched: the publisher distributes the archives under terms of"
                f" use ({task.licence}).",
                f"Download them from {task.source}, then add --task {task.name}"
                f" --from {task.name}=FOLDER.",
            )
        return {file.name: self.downloads.fetch(file) for file in primary_of(cell)}

    def _make(
        self, cell: Cell, files: Mapping[str, Path], work: Path
    ) -> tuple[tuple[str, ...], str | None, int]:
        """Build a cell; return the file names, the edition and the number of examples."""
        try:
            built = self._build(cell, files, work)
            return built, *judge(cell, work)
        except DataError:
            if cell.task not in self.given:
                for file in primary_of(cell):  # otherwise the bad file would stay in the cache
                    self.downloads.forget(file)
            raise

    def _build(self, cell: Cell, files: Mapping[str, Path], work: Path) -> tuple[str, ...]:
        try:
            paths = builder_of(cell).build(cell.language, cell.split, files, work)
        except _DAMAGE as error:
            raise DataError(
                f"a primary file does not have the expected format ({error}).",
                "If it was fetched, it was removed from the cache: run the same command again.",
            ) from error
        return tuple(check_relative(path, work) for path in paths)

    def _place(
        self, cell: Cell, work: Path, built: Sequence[str], edition: str | None, examples: int
    ) -> None:
        """Move the built files into place, then record them."""
        before = read_record(self.out, cell)
        own = {file.path for file in before.files} if before is not None else set()
        moves = []
        for name in built:
            target = self.out / name
            if not target.exists() or name in own:
                moves.append(name)
            elif digest(target) != digest(work / name) and not self._is_official(cell, name):
                raise DataError(
                    f"{target} already exists, with different content from what was just built.",
                    "It was left unchanged: move it away, or choose another folder with --out.",
                )
        record_path(self.out, cell).unlink(missing_ok=True)
        for name in moves:
            target = self.out / name
            target.parent.mkdir(parents=True, exist_ok=True)
            (work / name).replace(target)
        self._record(cell, built, edition, examples)

    def _is_official(self, cell: Cell, name: str) -> bool:
        """Whether a file supplied by the user has the official content, ignoring line endings."""
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
        """The reason why a cell is not complete, or None."""
        record = read_record(self.out, cell)
        if record is None:
            return "it is not recorded"
        if record.edition is None and record.kit != version("xstilts"):
            return "it was built by another version, and matches no edition"
        return damaged(self.out, record.files, contents=self.contents, gold=self.gold)

    # Files supplied by the user.

    def _can_adopt(self, cell: Cell) -> bool:
        if not self.gold or record_path(self.out, cell).exists():
            return False
        return is_official(self.out, cell)

    def _own_files(self, cell: Cell) -> tuple[str, ...]:
        """The cell's files that exist in the folder."""
        inputs = get_task(cell.task).paths(cell.split, cell.language)
        answers = get_task(cell.task).answer_paths(cell.split, cell.language)
        names = (*inputs, *(f"{GOLD}/{name}" for name in (*answers, *inputs)))
        return tuple(name for name in names if (self.out / name).is_file())

    @contextmanager
    def _locked(self, cell: Cell) -> Iterator[None]:
        """Lock a cell, so that only one process builds it; the others wait and reuse it."""
        from filelock import FileLock

        folder = self.out / BOOKS / "locks"
        folder.mkdir(parents=True, exist_ok=True)
        with FileLock(folder / f"{_stem(cell)}.lock"):
            yield


def _stem(cell: Cell) -> str:
    """File name stem for a cell's lock and record."""
    return f"{cell.task}-{cell.language}-{cell.split}"
