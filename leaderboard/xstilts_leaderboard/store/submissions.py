"""The store: the folders in ``leaderboard/submissions`` of a checkout, read but never executed."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from pathlib import Path

import orjson

from xstilts_kit.boards import BOARDS
from xstilts_kit.diagnostics.errors import DataError, UsageError, nearest
from xstilts_kit.diagnostics.problem import Problems
from xstilts_kit.submission.filed import Pointer, read_pointer
from xstilts_kit.submission.layout import MANIFEST, POINTER, WITHDRAWAL
from xstilts_kit.submission.manifest import Manifest, manifest_from_json
from xstilts_kit.submission.naming import is_portable_name
from xstilts_kit.validation.manifest import read_manifest
from xstilts_leaderboard.store.git import GitError, day_and_time, git

SUBMISSIONS = "leaderboard/submissions"
_MERGE = re.compile(r"([0-9a-f]{40,64}) Merge pull request #[0-9]+ from ([A-Za-z0-9-]{1,39})/")


@dataclass(frozen=True)
class Entry:
    """One folder of the store, read lazily."""

    suite: str
    name: str
    folder: Path
    version: int = 1
    """Number of merges that changed the folder; 1 without a git history."""
    added: str | None = None
    """Date of the last of these merges, ``YYYY-MM-DD`` in UTC."""
    merged_from: frozenset[str] = frozenset()
    """Accounts (in lower case) from whose forks pull requests for the folder were merged."""

    @property
    def key(self) -> str:
        """``suite/name``."""
        return f"{self.suite}/{self.name}"

    @property
    def withdrawn(self) -> bool:
        """Whether the folder contains a withdrawal."""
        return (self.folder / WITHDRAWAL).exists()

    @property
    def points(self) -> bool:
        """Whether its predictions are stored elsewhere, behind a pointer."""
        return (self.folder / POINTER).exists()

    @cached_property
    def manifest_bytes(self) -> bytes:
        """Raw bytes of the manifest."""
        try:
            return (self.folder / MANIFEST).read_bytes()
        except OSError as error:
            raise DataError(
                f"{self.folder} has no readable {MANIFEST}.", "Look at the folder."
            ) from error

    @cached_property
    def manifest_digest(self) -> str:
        """SHA-256 of the raw bytes of the manifest."""
        return sha256(self.manifest_bytes).hexdigest()

    @cached_property
    def manifest(self) -> Manifest:
        """The validated manifest.

        Raises:
            DataError: It is invalid and should not have been merged.
        """
        problems = Problems()
        manifest = read_manifest(self.folder, problems)
        self._refuse(problems)
        assert manifest is not None
        return manifest

    @cached_property
    def about(self) -> Manifest:
        """The manifest without its long lists, `data` and `files`, and without validation.

        Used for scored rows, whose manifest was validated when they were scored.

        Raises:
            DataError: The file is not a manifest.
        """
        try:
            value = orjson.loads(self.manifest_bytes)
            return manifest_from_json(value | {"data": [], "files": []})
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            raise DataError(
                f"{self.folder}/{MANIFEST} is not a manifest ({type(error).__name__}).",
                f"`xstilts-leaderboard check {self.folder}` shows why.",
            ) from error

    @cached_property
    def pointer(self) -> Pointer | None:
        """Location of the predictions; None if they are in the folder.

        Raises:
            DataError: The pointer is invalid.
        """
        if not self.points:
            return None
        problems = Problems()
        pointer = read_pointer(self.folder, problems)
        self._refuse(problems)
        return pointer

    def _refuse(self, problems: Problems) -> None:
        for problem in problems:
            if problem.severity == "error":
                raise DataError(
                    f"{self.folder}/{problem.place}: {problem.code} {problem.message}.",
                    f"{problem.remedy} `xstilts-leaderboard check {self.folder}` shows all.",
                )


@dataclass(slots=True)
class _History:
    """Number and dates of the changes to each folder."""

    commits: dict[str, int] = field(default_factory=dict)
    last: dict[str, str] = field(default_factory=dict)
    merged_from: dict[str, set[str]] = field(default_factory=dict)


def read_store(root: Path) -> tuple[Entry, ...]:
    """Read all submissions of a checkout, sorted by suite and name.

    Args:
        root: The repository's root.
    """
    history = _read_history(root)
    return tuple(
        Entry(
            suite,
            folder.name,
            folder,
            max(1, history.commits.get(f"{suite}/{folder.name}", 0)),
            history.last.get(f"{suite}/{folder.name}"),
            frozenset(history.merged_from.get(f"{suite}/{folder.name}", ())),
        )
        for suite in sorted(BOARDS)
        for folder in _folders(root / SUBMISSIONS / suite)
    )


def find_row(root: Path, key: str) -> Entry:
    """Find a submission that is not withdrawn.

    Args:
        root: The repository's root.
        key: ``suite/name``.

    Raises:
        UsageError: There is no such row.
    """
    entries = {entry.key: entry for entry in read_store(root) if not entry.withdrawn}
    if key not in entries:
        known = "There are no rows." if not entries else f"E.g. {next(iter(entries))}."
        raise UsageError(f"There is no row {key!r}.", nearest(key, entries, otherwise=known))
    return entries[key]


def _folders(parent: Path) -> Iterator[Path]:
    if not parent.is_dir():
        return
    for path in sorted(parent.iterdir()):
        if path.is_dir() and not path.is_symlink() and is_portable_name(path.name):
            yield path


def _read_history(root: Path) -> _History:
    """Read the store's git history; empty if this is not a repository.

    Only commits of the branch itself count (``--first-parent``): the contributor decides how many
    commits a pull request has and when they are dated, but GitHub dates the merge.
    """
    history = _History()
    try:
        newest = day_and_time(git(root, "log", "-1", "--format=%ct").decode().strip())
        log = git(
            root,
            *("log", "--first-parent", "-m", "-z", "--format=%x01%ct %H", "--name-only"),
            *("--ignore-submodules=none", "--", SUBMISSIONS),
        )
    except GitError:
        return history
    forks = _forks_of_merges(root)
    latest = int(newest.timestamp())
    for commit in log.decode("utf-8", "surrogateescape").split("\x01")[1:]:
        about, *paths = (part.strip("\n") for part in commit.split("\0"))
        time, _, hash = about.partition(" ")
        day = day_and_time(time, latest).date().isoformat()
        parts = [path.split("/") for path in paths if path]
        for key in {"/".join(one[2:4]) for one in parts if len(one) > 4}:
            history.commits[key] = history.commits.get(key, 0) + 1
            history.last.setdefault(key, day)
            if hash in forks:
                history.merged_from.setdefault(key, set()).add(forks[hash])
    return history


def _forks_of_merges(root: Path) -> dict[str, str]:
    """Map merge commits to the owner of the merged fork, taken from GitHub's merge message."""
    log = git(root, "log", "--first-parent", "--merges", "--format=%H %s", "--", SUBMISSIONS)
    found = (_MERGE.match(line) for line in log.decode("utf-8", "replace").split("\n"))
    return {match[1]: match[2].lower() for match in found if match is not None}
