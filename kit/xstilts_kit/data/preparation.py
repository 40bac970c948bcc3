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

from xstilts_kit.data.judgement import inputs_are_official, is_official, judge
from xstilts_kit.data.parts import Part
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

State = Literal["kept", "adopted", "built"]
Givens = Mapping[str, Given]
"""Task → what the user has on disk."""

_DAMAGE = (ValueError, LookupError, EOFError, zipfile.BadZipFile, tarfile.TarError, zlib.error)
"""What a builder may meet in a file that is not what its publisher offers."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A part that could not be prepared, and why."""

    part: Part
    error: XstiltsError


@dataclass(frozen=True, slots=True)
class Outcome:
    """What `prepare_data` did."""

    done: Mapping[Part, State]
    failures: tuple[Failure, ...]

    @property
    def exit_code(self) -> int:
        """0 where all went well, 4 where nothing but the network failed, else 3."""
        if not self.failures:
            return 0
        network = all(isinstance(failure.error, NetworkError) for failure in self.failures)
        return NetworkError.exit_code if network else DataError.exit_code


OnPart = Callable[["Part", State | XstiltsError], None]
"""Called with each part when it is done, and with the error where it failed."""


def prepare_data(wanted: "Preparation", consent: Consent, on_part: OnPart) -> Outcome:
    """Prepare everything that is wanted and not there yet.

    Sizes and licences are shown first, and must be agreed to.

    Args:
        wanted: What, where, from what.
        consent: How the user can agree.
        on_part: Called with each part when it is done, and with the error where it failed.

    Raises:
        UsageError: The user does not agree, or cannot be asked.
        StorageError: No space or no permission.
    """
    to_fetch = wanted.to_fetch(wanted.missing())
    files = [file for _, file in to_fetch]
    if not wanted.downloads.offline:
        agree(terms_of(to_fetch), files, consent)
        wanted.check_space(files)
    return wanted.run(on_part)


@dataclass(frozen=True, slots=True)
class Preparation:
    """Parts on their way into a folder."""

    out: Path
    parts: tuple[Part, ...]
    downloads: Downloads
    given: Givens
    contents: bool = True
    """Whether what is there is judged by its content, not by its size alone."""
    gold: bool = True
    """Whether answers that are there are opened for that."""

    def is_whole(self, part: Part) -> bool:
        """Whether a part is there as it was recorded, by a version that need not build it anew."""
        return self._fault(part) is None

    def is_here(self, part: Part) -> bool:
        """Whether a part needs no building: it is whole, or somebody else's and official."""
        return self.is_whole(part) or self._can_adopt(part)

    def missing(self) -> tuple[Part, ...]:
        """The parts that have to be built."""
        return tuple(part for part in self.parts if not self.is_here(part))

    def is_supplied(self, part: Part) -> bool:
        """Whether all files of a part can be had: fetched, or handed over by the user."""
        return part.name in self.given or all(file.url is not None for file in part.primary)

    def to_fetch(self, parts: Sequence[Part]) -> tuple[tuple[str, PrimaryFile], ...]:
        """(task, file) of every file that is not in the cache, each once."""
        found: dict[str, tuple[str, PrimaryFile]] = {}
        for part in parts:
            if part.name not in self.given:
                for file in part.primary:
                    if file.url is not None and not self.downloads.has(file):
                        found.setdefault(file.url, (part.name, file))
        return tuple(found.values())

    def run(self, on_part: OnPart) -> Outcome:
        """Prepare every part; one that fails does not stop the others.

        Raises:
            StorageError: No space or no permission: nothing else would go better.
        """
        done: dict[Part, State] = {}
        failures = []
        for part in self.parts:
            try:
                done[part] = self._prepare(part)
                on_part(part, done[part])
            except StorageError:
                raise
            except XstiltsError as error:
                named = type(error)(f"{part}: {error.what}", error.remedy)
                failures.append(Failure(part, named))
                on_part(part, named)
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

    # One part.

    def _prepare(self, part: Part) -> State:
        with storage_errors(self.out), self._locked(part):
            if self.is_whole(part):
                return "kept"
            if self._can_adopt(part):
                self._record(part, self._own_files(part), part.edition)
                return "adopted"
            files = self._obtain(part)
            work = self.out / BOOKS / "unfinished" / part.key("-")
            shutil.rmtree(work, ignore_errors=True)  # of a run that was killed
            try:
                work.mkdir(parents=True)
                built, edition, examples = self._make(part, files, work)
                self._place(part, work, built, edition, examples)
            finally:
                shutil.rmtree(work, ignore_errors=True)
            return "built"

    def _obtain(self, part: Part) -> dict[str, Path]:
        given = self.given.get(part.name)
        if given is not None:
            return {file.name: given.find(file) for file in part.primary}
        if not self.is_supplied(part):
            names = ", ".join(file.name for file in part.primary if file.url is None)
            name = part.name
            raise DataError(
                f"{names} cannot be fetched: the publisher hands the archives out under terms of"
                f" use ({part.task.licence}).",
                f"Get them from {part.task.source}, then add --task {name} --from {name}=FOLDER.",
            )
        return {file.name: self.downloads.fetch(file) for file in part.primary}

    def _make(
        self, part: Part, files: Mapping[str, Path], work: Path
    ) -> tuple[tuple[str, ...], str | None, int]:
        """What was built, its edition, how many examples it has."""
        try:
            built = self._build(part, files, work)
            return built, *judge(part, work)
        except DataError:
            if part.name not in self.given:
                for file in part.primary:  # or an unfit file would be taken for good for ever
                    self.downloads.forget(file)
            raise

    def _build(self, part: Part, files: Mapping[str, Path], work: Path) -> tuple[str, ...]:
        try:
            paths = part.builder.build(part.language, part.role, files, work)
        except _DAMAGE as error:
            raise DataError(
                f"a primary file is not what its publisher offers ({error}).",
                "It was let go, if it was fetched: run the same command again.",
            ) from error
        return tuple(check_relative(path, work) for path in paths)

    def _place(
        self, part: Part, work: Path, built: Sequence[str], edition: str | None, examples: int
    ) -> None:
        """Move what was built into its place, then record it."""
        before = read_record(self.out, part.task, part.language, part.role)
        own = {file.path for file in before.files} if before is not None else set()
        moves = []
        for name in built:
            target = self.out / name
            if not target.exists() or name in own:
                moves.append(name)
            elif digest(target) != digest(work / name) and not self._is_official(part, name):
                raise DataError(
                    f"{target} is there already, and is not what was built now.",
                    "It was left as it is: move it away, or choose another folder with --out.",
                )
        record_path(self.out, part.task, part.language, part.role).unlink(missing_ok=True)
        for name in moves:
            target = self.out / name
            target.parent.mkdir(parents=True, exist_ok=True)
            (work / name).replace(target)
        self._record(part, built, edition, examples)

    def _is_official(self, part: Part, name: str) -> bool:
        """Whether a file of the user's has the official content, however its lines end."""
        return not name.startswith(f"{GOLD}/") and inputs_are_official(self.out, part)

    def _record(
        self, part: Part, names: Sequence[str], edition: str | None, examples: int | None = None
    ) -> None:
        files = tuple(digest_file(self.out / name, name) for name in sorted(set(names)))
        official = part.official
        count = examples if examples is not None else (official.examples or 0 if official else 0)
        built = Built(
            part.name, part.language, part.role, edition, count, version("xstilts"), files
        )
        write_record(self.out, part.task, part.language, part.role, built)

    def _fault(self, part: Part) -> str | None:
        """Why a part does not count as whole, in words."""
        record = read_record(self.out, part.task, part.language, part.role)
        if record is None:
            return "it is not recorded"
        if record.edition is None and record.kit != version("xstilts"):
            return "another version built it, and no edition vouches for it"
        return damaged(self.out, record.files, contents=self.contents, gold=self.gold)

    # What somebody else put there.

    def _can_adopt(self, part: Part) -> bool:
        if not self.gold or record_path(self.out, part.task, part.language, part.role).exists():
            return False
        return is_official(self.out, part)

    def _own_files(self, part: Part) -> tuple[str, ...]:
        """The files of a part that lie in the folder."""
        inputs = part.task.paths(part.role, part.language)
        answers = part.task.answer_paths(part.role, part.language)
        names = (*inputs, *(f"{GOLD}/{name}" for name in (*answers, *inputs)))
        return tuple(name for name in names if (self.out / name).is_file())

    @contextmanager
    def _locked(self, part: Part) -> Iterator[None]:
        """One process at a time for each part; the others wait, then find it whole."""
        from filelock import FileLock

        folder = self.out / BOOKS / "locks"
        folder.mkdir(parents=True, exist_ok=True)
        with FileLock(folder / f"{part.key('-')}.lock"):
            yield
