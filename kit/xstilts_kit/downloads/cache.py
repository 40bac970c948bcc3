"""The cache of primary files: fetched once under a lock, and verified on every use."""

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
"""Bytes to leave free on the disk."""


@dataclass(frozen=True, slots=True)
class Remembered:
    """Ledger entry of a fetched file."""

    url: str
    sha256: str
    bytes: int
    fetched: str
    """Time in UTC."""


@dataclass(frozen=True, slots=True)
class Downloads:
    """A folder of primary files.

    ``downloads/<host>/<path>`` holds the files; a copy of that folder on any web server can serve
    as a mirror. ``ledger/`` holds the SHA-256 of each file since it was first fetched, ``partial/``
    unfinished downloads, and ``locks/`` the lock files.
    """

    root: Path
    mirror: str | None = None
    """Address of a folder to use instead of the publishers."""
    offline: bool = False
    progress: Progress = field(default_factory=Silent)
    _closed: dict[str, NetworkError] = field(default_factory=dict)
    """Hosts that cannot be reached."""
    _checked: dict[Path, tuple[int, int]] = field(default_factory=dict)
    """Files verified in this run: size and modification time."""

    def place(self, file: PrimaryFile) -> Path | None:
        """Path of the fetched file; None if it cannot be fetched."""
        return None if file.url is None else self.root / "downloads" / relative_path(file.url)

    def has(self, file: PrimaryFile) -> bool:
        """Whether the file was fetched; its content is verified on use."""
        place = self.place(file)
        return place is not None and place.is_file()

    def fetch(self, file: PrimaryFile) -> Path:
        """Return the file from the cache, or fetch it from the publisher or the mirror.

        Raises:
            DataError: The file does not exist, may not be fetched offline, has the wrong content,
                or was changed in the cache.
            NetworkError: The network or the server fails.
            StorageError: Not enough space.
        """
        place = self.place(file)
        if file.url is None or place is None:
            raise DataError(
                f"{file.name} cannot be fetched: its publisher distributes it under terms of use.",
                "Download it from the publisher, then give its folder with --from TASK=PATH.",
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
                    "Run the same command once without that variable, or give the file with"
                    " --from TASK=PATH.",
                )
            self._fetch(file.url, place, expected, file.bytes)
        return place

    def forget(self, file: PrimaryFile) -> None:
        """Remove an unsuitable file that has no published SHA-256."""
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
        for left_over in work.glob("tmp*"):  # pooch's temporary files from a run that was killed
            left_over.unlink()
        whole = work / place.name
        try:
            if not whole.is_file():
                Transfer(address, whole, expected, size, self.progress).run()
        except Unreachable as error:
            self._closed[host] = error
            raise
        found = digest(whole)
        if expected is not None and found != expected:  # a run was killed before verification
            whole.unlink()
            raise DataError(
                f"{shown(address)}: the file fetched before does not have the known SHA-256.",
                "It was removed; run the same command again.",
            )
        self._remember(url, found, whole.stat().st_size)
        place.parent.mkdir(parents=True, exist_ok=True)
        whole.replace(place)
        self._note(place)
        shutil.rmtree(work, ignore_errors=True)

    def check_space(self, needed: int) -> None:
        """Check that the disk has enough free space.

        Raises:
            StorageError: Not enough free space.
        """
        check_space(self.root, needed, "choose another folder for the cache with XSTILTS_CACHE")

    # Checking.

    def _check(self, place: Path, expected: str | None) -> str:
        """Compute the SHA-256 of a cached file and compare it with the expected one."""
        stat = place.stat()
        if expected is not None and self._checked.get(place) == (stat.st_size, stat.st_mtime_ns):
            return expected
        found = digest(place)
        if expected is not None and found != expected:
            raise DataError(
                f"{place}: the file was changed after it was fetched: its SHA-256 is {found}, not"
                f" {expected}.",
                "Delete it and run the same command again to fetch it anew.",
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
            temporary.write_text(f"{text}\n", encoding="utf-8", newline="\n")
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)

    @contextmanager
    def _locked(self, url: str) -> Iterator[None]:
        """Lock a file, so that only one process fetches it; the others wait and reuse it."""
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
    """Check that a disk has enough free space.

    Args:
        folder: Folder to be written to; it need not exist yet.
        needed: Number of bytes.
        otherwise: Alternative remedy, as the second half of a sentence.

    Raises:
        StorageError: Not enough free space.
    """
    absolute = folder.absolute()
    there = next(path for path in (absolute, *absolute.parents) if path.is_dir())
    free = shutil.disk_usage(there).free
    if needed + _SPARE > free:
        raise StorageError(
            f"{there}: {needed / 1e6:,.1f} MB are needed, but only {free / 1e6:,.1f} MB are free.",
            f"Free some space, or {otherwise}.",
        )
