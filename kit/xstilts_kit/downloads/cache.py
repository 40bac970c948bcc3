"""The cache of primary files: fetched once, locked meanwhile, checked whenever they are used."""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit

from xstilts_kit.diagnostics.errors import DataError, NetworkError, StorageError
from xstilts_kit.downloads.places import relative_path, shown
from xstilts_kit.downloads.progress import Progress, Silent
from xstilts_kit.downloads.transfer import Transfer, Unreachable
from xstilts_kit.editions.builders import PrimaryFile

_SPARE = 16_000_000
"""Bytes that are left free on the disk."""


@dataclass(frozen=True, slots=True)
class Remembered:
    """What the ledger says of a file that was fetched."""

    url: str
    sha256: str
    bytes: int
    fetched: str
    """When, in UTC."""


@dataclass(frozen=True, slots=True)
class Downloads:
    """A folder of primary files.

    ``downloads/<host>/<path>`` are the files; a copy of that folder on any web server is a mirror.
    ``ledger/`` holds the SHA-256 of each since it was first fetched, ``partial/`` what is not whole
    yet, ``locks/`` who is at work.
    """

    root: Path
    mirror: str | None = None
    """Address of a folder that is asked instead of the publishers."""
    offline: bool = False
    progress: Progress = field(default_factory=Silent)
    _closed: dict[str, NetworkError] = field(default_factory=dict)
    """Hosts where nobody answers."""
    _checked: dict[Path, tuple[int, int]] = field(default_factory=dict)
    """Files that were checked in this run: size and time of change."""

    def place(self, file: PrimaryFile) -> Path | None:
        """Where a file lies once it is fetched; None where it cannot be fetched."""
        return None if file.url is None else self.root / "downloads" / relative_path(file.url)

    def has(self, file: PrimaryFile) -> bool:
        """Whether a file was fetched; its content is checked when it is used."""
        place = self.place(file)
        return place is not None and place.is_file()

    def fetch(self, file: PrimaryFile) -> Path:
        """The file, from the cache or from its publisher or the mirror.

        Raises:
            DataError: It is not there, not allowed offline, not what it should be, or it was
                changed in the cache.
            NetworkError: The network or the server fails.
            StorageError: No space.
        """
        place = self.place(file)
        if file.url is None or place is None:
            raise DataError(
                f"{file.name} cannot be fetched: its publisher hands it out under terms of use.",
                "Get it from there, then name its folder with --from TASK=PATH.",
            )
        with self._locked(file.url):
            known = self._recall(file.url)
            expected = file.sha256 or (known.sha256 if known is not None else None)
            if place.is_file():
                found = self._check(place, expected)
                if known is None:
                    self._remember(file.url, found, place.stat().st_size)
                return place
            if self.offline:
                raise DataError(
                    f"{file.name} was not fetched before, and XSTILTS_OFFLINE or HF_HUB_OFFLINE"
                    " forbids it now.",
                    "Run the same command once without it, or hand the file over with"
                    " --from TASK=PATH.",
                )
            self._fetch(file.url, place, expected, file.bytes)
        return place

    def forget(self, file: PrimaryFile) -> None:
        """Let a file go whose SHA-256 nobody published, and which turned out to be unfit."""
        place = self.place(file)
        if place is None or file.url is None or file.sha256 is not None:
            return
        with self._locked(file.url):
            place.unlink(missing_ok=True)
            self._ledger(file.url).unlink(missing_ok=True)
            self._checked.pop(place, None)

    # Fetching.

    def _fetch(self, url: str, place: Path, expected: str | None, size: int | None) -> None:
        relative = relative_path(url)
        address = url if self.mirror is None else f"{self.mirror}/{relative.as_posix()}"
        host = urlsplit(address).netloc
        if host in self._closed:
            raise self._closed[host]
        self.check_space(size or 0)
        work = self.root / "partial" / relative
        work.mkdir(parents=True, exist_ok=True)
        for left_over in work.glob("tmp*"):  # pooch's, of a run that was killed
            left_over.unlink()
        whole = work / place.name
        try:
            if not whole.is_file():
                Transfer(address, whole, expected, size, self.progress).run()
        except Unreachable as error:
            self._closed[host] = error
            raise
        found = digest(whole)
        if expected is not None and found != expected:  # a run was killed before it was checked
            whole.unlink()
            raise DataError(
                f"{shown(address)}: what was fetched before is not the file that is known.",
                "It was removed; run the same command again.",
            )
        self._remember(url, found, whole.stat().st_size)
        place.parent.mkdir(parents=True, exist_ok=True)
        whole.replace(place)
        self._note(place)
        shutil.rmtree(work, ignore_errors=True)

    def check_space(self, needed: int) -> None:
        """Refuse to begin what the disk cannot take.

        Raises:
            StorageError: So many bytes are not free.
        """
        check_space(self.root, needed, "name another folder for the cache with XSTILTS_CACHE")

    # Checking.

    def _check(self, place: Path, expected: str | None) -> str:
        """The SHA-256 of a file in the cache, which must be the expected one."""
        stat = place.stat()
        if expected is not None and self._checked.get(place) == (stat.st_size, stat.st_mtime_ns):
            return expected
        found = digest(place)
        if expected is not None and found != expected:
            raise DataError(
                f"{place}: the file was changed after it was fetched: its SHA-256 is {found}, not"
                f" {expected}.",
                "Delete it and run the same command again; it is then fetched anew.",
            )
        self._note(place)
        return found

    def _note(self, place: Path) -> None:
        stat = place.stat()
        self._checked[place] = (stat.st_size, stat.st_mtime_ns)

    # The ledger.

    def _ledger(self, url: str) -> Path:
        relative = relative_path(url)
        return self.root / "ledger" / relative.with_name(f"{relative.name}.json")

    def _recall(self, url: str) -> Remembered | None:
        try:
            return Remembered(**json.loads(self._ledger(url).read_text(encoding="utf-8")))
        except (FileNotFoundError, NotADirectoryError):
            return None
        except (ValueError, TypeError) as error:
            raise DataError(
                f"{self._ledger(url)}: the ledger of downloads is damaged.",
                f"Delete it together with {self.root / 'downloads' / relative_path(url)}.",
            ) from error

    def _remember(self, url: str, digest: str, size: int) -> None:
        now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        text = json.dumps(asdict(Remembered(url, digest, size, now)), indent=1)
        path = self._ledger(url)
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
        try:
            temporary.write_text(f"{text}\n", encoding="utf-8")
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)

    @contextmanager
    def _locked(self, url: str) -> Iterator[None]:
        """One process at a time for each file; the others wait, then find it there."""
        from filelock import FileLock

        name = sha256(str(relative_path(url)).encode()).hexdigest()[:24]
        folder = self.root / "locks"
        folder.mkdir(parents=True, exist_ok=True)
        with FileLock(folder / f"{name}.lock"):
            yield


def digest(path: Path) -> str:
    """SHA-256 of a file's content, hexadecimal."""
    found = sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            found.update(block)
    return found.hexdigest()


def check_space(folder: Path, needed: int, otherwise: str) -> None:
    """Refuse to begin what the disk cannot take.

    Args:
        folder: Where the bytes go; it need not be there yet.
        needed: How many bytes.
        otherwise: What else the user can do, as the second half of a sentence.

    Raises:
        StorageError: So many bytes are not free.
    """
    absolute = folder.absolute()
    there = next(path for path in (absolute, *absolute.parents) if path.is_dir())
    free = shutil.disk_usage(there).free
    if needed + _SPARE > free:
        raise StorageError(
            f"{there}: {needed / 1e6:,.1f} MB are needed and {free / 1e6:,.1f} MB are free.",
            f"Free some space, or {otherwise}.",
        )
