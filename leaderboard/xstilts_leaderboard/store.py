"""The store: what lies in ``leaderboard/submissions`` of a checkout, read and never run."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from xstilts_kit.boards import BOARDS
from xstilts_kit.diagnostics.errors import DataError
from xstilts_kit.diagnostics.problem import Problems
from xstilts_kit.manifest_checks import read_manifest
from xstilts_kit.submission.filed import Pointer, Withdrawal, read_pointer, read_withdrawal
from xstilts_kit.submission.layout import POINTER, WITHDRAWAL, is_portable_name
from xstilts_kit.submission.manifest import Manifest
from xstilts_leaderboard.git import GitError, git

SUBMISSIONS = "leaderboard/submissions"


@dataclass(frozen=True, slots=True)
class Entry:
    """One folder of the store; exactly one of `manifest` and `withdrawal` is there."""

    suite: str
    name: str
    folder: Path
    manifest: Manifest | None
    pointer: Pointer | None
    """Where the predictions are, unless they lie in the folder."""
    withdrawal: Withdrawal | None
    version: int
    """How many commits changed the folder; 1 where there is no history."""
    added: str | None
    """Date of the last of them, ``YYYY-MM-DD`` in UTC."""

    @property
    def key(self) -> str:
        """``suite/name``."""
        return f"{self.suite}/{self.name}"


@dataclass(slots=True)
class _History:
    """How often, and when last, each folder was changed."""

    commits: dict[str, int] = field(default_factory=dict)
    last: dict[str, str] = field(default_factory=dict)


def read_store(root: Path) -> tuple[Entry, ...]:
    """Every submission of a checkout, sorted by suite and name.

    Args:
        root: The repository's root.

    Raises:
        DataError: A folder holds no sound manifest or withdrawal: it should never have been merged.
    """
    top = root / SUBMISSIONS
    history = _read_history(root)
    entries = []
    for suite in sorted(BOARDS):
        folder = top / suite
        if folder.is_dir():
            entries += [read_entry(path, suite, history) for path in _folders(folder)]
    return tuple(entries)


def read_entry(folder: Path, suite: str, history: "_History | None" = None) -> Entry:
    """One folder of the store.

    Raises:
        DataError: It holds no sound manifest or withdrawal.
    """
    problems = Problems()
    manifest, pointer, withdrawal = None, None, None
    if (folder / WITHDRAWAL).exists():
        withdrawal = read_withdrawal(folder, problems)
    else:
        manifest = read_manifest(folder, problems)
        if (folder / POINTER).exists():
            pointer = read_pointer(folder, problems)
    for problem in problems:
        if problem.severity == "error":
            raise DataError(
                f"{folder}/{problem.place}: {problem.code} {problem.message}.",
                f"{problem.remedy} `xstilts-leaderboard check {folder}` shows all.",
            )
    name = folder.name
    key = f"{suite}/{name}"
    return Entry(
        suite,
        name,
        folder,
        manifest,
        pointer,
        withdrawal,
        max(1, history.commits.get(key, 0)) if history else 1,
        history.last.get(key) if history else None,
    )


def _folders(parent: Path) -> Iterator[Path]:
    for path in sorted(parent.iterdir()):
        if path.is_dir() and not path.is_symlink() and is_portable_name(path.name):
            yield path


def _read_history(root: Path) -> _History:
    """What git knows of the store, from one command; nothing where this is no repository."""
    history = _History()
    try:
        log = git(root, "log", "-z", "--format=%x01%ct", "--name-only", "--", SUBMISSIONS)
    except GitError:
        return history
    for commit in log.decode("utf-8", "surrogateescape").split("\x01")[1:]:
        time, *paths = (part.strip("\n") for part in commit.split("\0"))
        day = datetime.fromtimestamp(int(time), UTC).date().isoformat()
        parts = [path.split("/") for path in paths if path]
        for key in {"/".join(one[2:4]) for one in parts if len(one) > 4}:
            history.commits[key] = history.commits.get(key, 0) + 1
            history.last.setdefault(key, day)
    return history


def owners_of(entry: Entry) -> Mapping[int, str]:
    """GitHub account number → login of those who may change the folder."""
    accounts = (
        entry.withdrawal.github
        if entry.withdrawal is not None
        else entry.manifest.author.github
        if entry.manifest is not None
        else ()
    )
    return {account.id: account.login for account in accounts}
