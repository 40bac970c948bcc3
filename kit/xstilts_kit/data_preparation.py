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

from xstilts_kit import editions
from xstilts_kit.data_terms import Consent, agree, terms_of
from xstilts_kit.diagnostics.errors import (
    DataError,
    NetworkError,
    StorageError,
    UsageError,
    XstiltsError,
    nearest,
)
from xstilts_kit.downloads import Downloads, Given, check_space, digest
from xstilts_kit.editions.builders import Builder, PrimaryFile, all_builders
from xstilts_kit.families import Gold
from xstilts_kit.sources.folder import FolderSource
from xstilts_kit.sources.layouts import NoAnswers
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
from xstilts_kit.submission.files import digest_file, storage_errors
from xstilts_kit.tasks import Role, Task, all_tasks, get_task

OFFICIAL = "xtreme"
"""The edition that is built."""
DEFAULT_ROLES: tuple[Role, ...] = ("validation", "test")

State = Literal["kept", "adopted", "built"]
Givens = Mapping[str, Given]
"""Task → what the user has on disk."""

_DAMAGE = (ValueError, LookupError, EOFError, zipfile.BadZipFile, tarfile.TarError, zlib.error)
"""What a builder may meet in a file that is not what its publisher offers."""


@dataclass(frozen=True, slots=True)
class Part:
    """One (task, language, split) of the edition."""

    name: str
    """Of the task."""
    language: str
    role: Role

    def __str__(self) -> str:
        return f"{self.name}/{self.language} ({self.role})"

    @property
    def task(self) -> Task:
        """Its task."""
        return all_tasks()[self.name]

    @property
    def builder(self) -> Builder:
        """Its task's builder."""
        return all_builders()[self.name]

    @property
    def primary(self) -> tuple[PrimaryFile, ...]:
        """What it is made from."""
        return self.builder.primary(self.language, self.role)

    @property
    def official(self) -> editions.Entry | None:
        """What the official edition says of it; None where that was not established."""
        key = (self.name, self.language, self.role)
        return editions.all_editions()[OFFICIAL].entries.get(key)

    def key(self, separator: str) -> str:
        """A name for files."""
        return separator.join((self.name, self.language, self.role))


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


def choose_parts(
    tasks: Sequence[str] = (), languages: Sequence[str] = (), roles: Sequence[Role] = ()
) -> tuple[Part, ...]:
    """The parts of the edition that have these names; empty stands for all.

    Raises:
        UsageError: A task or language that there is not, or nothing is left.
    """
    names = [get_task(name).name for name in tasks] or list(all_builders())
    without = [name for name in names if name not in all_builders()]
    if without:
        raise UsageError(
            f"{', '.join(without)} cannot be prepared by this version.",
            f"It prepares {', '.join(all_builders())}.",
        )
    chosen = [all_tasks()[name] for name in dict.fromkeys(names)]
    parts = [
        part
        for task in chosen
        for language in dict.fromkeys((*task.languages, *languages))
        for role in roles or DEFAULT_ROLES
        if (not languages or language in languages)
        and (part := Part(task.name, language, role)).primary
    ]
    known = sorted({code for task in chosen for code in task.languages})
    for language in languages:
        if language not in known and all(part.language != language for part in parts):
            raise UsageError(
                f"There is no language {language!r} in {', '.join(t.name for t in chosen)}.",
                nearest(language, known, otherwise=f"The languages are: {' '.join(known)}."),
            )
    if not parts:
        raise UsageError(
            "There is no such split: XTREME publishes none for these tasks and languages.",
            "`xstilts-submit data status --task TASK` lists what there is.",
        )
    return tuple(parts)


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
                self._record(part, self._own_files(part), OFFICIAL)
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
            return built, *self._judge(part, work)
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

    def _judge(self, part: Part, folder: Path) -> tuple[str | None, int]:
        """The edition of what was built, and how many examples it has.

        Raises:
            DataError: It should be the official edition, and is not.
        """
        inputs = FolderSource(folder).inputs(part.task, part.language, part.role)
        count, official = len(inputs.examples), part.official
        if official is None or official.inputs is None:
            return None, count
        remedy = (
            "Nothing was put in place. A primary file is of another release, or damaged: compare"
            " it with its publisher's, or fetch it anew."
        )
        if editions.fingerprint(inputs.rows()) != official.inputs:
            same = count == official.examples
            found = "the same count, but other texts" if same else f"{count:,} examples"
            raise DataError(
                f"what was built is not the official edition: expected {official.examples:,}"
                f" examples, found {found}.",
                remedy,
            )
        gold = _gold(folder, part)
        if official.gold is not None and (
            gold is None or editions.fingerprint(gold) != official.gold
        ):
            what = "no answers" if gold is None else "other answers"
            raise DataError(f"what was built has {what} than the official edition.", remedy)
        return OFFICIAL, count

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
        return not name.startswith(f"{GOLD}/") and _inputs_are_official(self.out, part)

    def _record(
        self, part: Part, names: Sequence[str], edition: str | None, examples: int | None = None
    ) -> None:
        files = tuple(digest_file(self.out / name, name) for name in sorted(set(names)))
        official = part.official
        count = examples if examples is not None else (official.examples if official else 0)
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
        official = part.official
        if not _inputs_are_official(self.out, part) or official is None or official.gold is None:
            return False
        gold = _gold(self.out, part)
        return gold is not None and editions.fingerprint(gold) == official.gold

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


def _inputs_are_official(folder: Path, part: Part) -> bool:
    official, source = part.official, FolderSource(folder)
    if official is None or not source.has(part.task, part.language, part.role):
        return False
    try:
        inputs = source.inputs(part.task, part.language, part.role)
    except DataError:
        return False
    return editions.fingerprint(inputs.rows()) == official.inputs


def _gold(folder: Path, part: Part) -> tuple[Gold, ...] | None:
    for place in (folder / GOLD, folder):
        try:
            found = FolderSource(place).gold(part.task, part.language, part.role)
        except NoAnswers:
            continue
        if found is not None:
            return found
    return None
