"""The changes of a pull request, as reported by git, and whether they are allowed.

Everything is read from git objects: names, modes and sizes first, contents only once these are
valid. Ownership is taken from the base commit, never from the pull request's own copy.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from xstilts_kit.boards import BOARDS
from xstilts_kit.cell import Cell
from xstilts_kit.diagnostics.problem import Problems
from xstilts_kit.submission.layout import (
    MANIFEST,
    POINTER,
    WITHDRAWAL,
)
from xstilts_kit.submission.naming import is_portable_name
from xstilts_kit.suites import get_suite
from xstilts_leaderboard.store.git import GitError, git
from xstilts_leaderboard.store.settings import BENCHMARK
from xstilts_leaderboard.store.submissions import SUBMISSIONS

Kind = Literal["added", "updated", "withdrawn"]

MOST_FILES = 500
"""Maximum number of files in a folder; nine tasks in forty languages have 360."""
LARGEST_FILE = 2 << 20
"""Maximum bytes of a file; the miniature's largest has 60 thousand."""
LARGEST_FOLDER = 8 << 20
"""Maximum bytes of a folder in the repository; larger predictions are stored on the Hub."""

_PLAIN = "100644"


@dataclass(frozen=True, slots=True)
class _Changed:
    mode: str
    status: str
    path: str


@dataclass(frozen=True, slots=True)
class Change:
    """The submission folder changed by a pull request."""

    suite: str
    name: str
    kind: Kind

    @property
    def folder(self) -> str:
        """The folder's path, relative to the repository."""
        return f"{SUBMISSIONS}/{self.suite}/{self.name}"


@dataclass(frozen=True, slots=True)
class Commits:
    """A pull request's merge commit and its base commit."""

    checkout: Path
    base: str = "HEAD^1"
    head: str = "HEAD"


def read_change(commits: Commits, problems: Problems) -> Change | None:
    """Return the submission that a pull request changes, or collect problems.

    If no submission is changed, the result is None and no problem is added, unless the board's
    definitions of tasks are changed: these are code, which no pull request may bring.
    """
    changed = _changed_files(commits)
    code = [one.path for one in changed if _is_code(one.path)]
    if code:
        problems.add("XS714", _shown(code[0]), "the board's definitions of tasks are changed")
        return None
    inside = [one for one in changed if one.path.startswith(f"{SUBMISSIONS}/")]
    if not inside:
        return None
    folders = {"/".join(one.path.split("/")[2:4]) for one in inside if one.path.count("/") > 3}
    if (
        len(inside) < len(changed)
        or len(folders) != 1
        or any(one.path.count("/") < 4 for one in inside)
    ):
        first = next((one.path for one in changed if one not in inside), inside[-1].path)
        problems.add("XS702", _shown(first), "outside the submission's folder")
        return None
    suite, _, name = folders.pop().partition("/")
    if suite not in BOARDS or not is_portable_name(name):
        problems.add("XS703", _shown(inside[0].path), "no board has a folder of this name")
        return None
    _refuse_clash(commits, suite, name, problems)
    folder = f"{SUBMISSIONS}/{suite}/{name}"
    held = tuple(_tree(commits, commits.head, folder))
    _refuse_doubles(commits, problems)
    _check_files(suite, folder, held, problems)
    _check_sizes(commits, held, problems)
    if problems:
        return None
    paths = {one.path for one in held}
    before = {one.path for one in _tree(commits, commits.base, folder)}
    if f"{folder}/{WITHDRAWAL}" in paths:
        return Change(suite, name, "withdrawn")
    if not paths:
        problems.add("XS706", folder, "every file is deleted, and there is no withdrawal")
        return None
    return Change(suite, name, "updated" if before else "added")


def _is_code(path: str) -> bool:
    """Whether a path is the board's folder of definitions or in it, in any case of letters."""
    return f"{path}/".casefold().startswith(f"{BENCHMARK}/")


def extract(commits: Commits, revision: str, folder: str, out: Path) -> bool:
    """Write the plain files of a commit's folder; return False if the folder does not exist.

    Args:
        commits: The pull request.
        revision: Either ``commits.base`` or ``commits.head``.
        folder: Its path relative to the repository.
        out: The folder to write.
    """
    held = [one for one in _tree(commits, revision, folder) if one.mode == _PLAIN]
    for one in held:
        target = out / one.path.removeprefix(f"{folder}/")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(git(commits.checkout, "cat-file", "blob", f"{revision}:{one.path}"))
    return bool(held)


def _changed_files(commits: Commits) -> tuple[_Changed, ...]:
    raw = git(
        commits.checkout,
        *("diff-tree", "-r", "--raw", "-z", "--no-renames", "--no-abbrev", "--no-ext-diff"),
        "--ignore-submodules=none",  # a .gitmodules in the pull request could hide changes
        commits.base,
        commits.head,
    )
    fields = raw.decode("utf-8", "surrogateescape").split("\0")
    pairs = zip(fields[:-1:2], fields[1::2], strict=True)
    return tuple(_Changed(about.split()[1], about.split()[4], path) for about, path in pairs)


def _tree(commits: Commits, revision: str, folder: str) -> Iterator[_Changed]:
    """Yield every file below a folder of a commit; nothing if the folder does not exist."""
    raw = git(commits.checkout, "ls-tree", "-r", "-z", revision, "--", f"{folder}/")
    for line in raw.decode("utf-8", "surrogateescape").split("\0"):
        if line:
            about, _, path = line.partition("\t")
            yield _Changed(about.split()[0], "", path)


def _refuse_clash(commits: Commits, suite: str, name: str, problems: Problems) -> None:
    """Reject a name that collides with another on a case-insensitive file system."""
    raw = git(
        commits.checkout, "ls-tree", "-z", "--name-only", commits.head, f"{SUBMISSIONS}/{suite}/"
    )
    others = {one.rpartition("/")[2] for one in raw.decode("utf-8", "surrogateescape").split("\0")}
    for other in sorted(others - {name}):
        if other.casefold() == name.casefold():
            problems.add("XS703", f"{SUBMISSIONS}/{suite}/{name}", f"{other!r} already exists")


def _refuse_doubles(commits: Commits, problems: Problems) -> None:
    """Reject trees that contain a name twice: git may check out the file that was not checked."""
    raw = git(commits.checkout, "ls-tree", "-r", "-t", "-z", commits.head, "--", SUBMISSIONS)
    names = [line.partition(b"\t")[2] for line in raw.split(b"\0") if line]
    for name, count in Counter(names).items():
        if count > 1:
            path = name.decode("utf-8", "surrogateescape")
            problems.add("XS704", _shown(path), f"the tree has this name {count} times")


def _check_files(suite: str, folder: str, held: Iterable[_Changed], problems: Problems) -> None:
    held = tuple(held)
    if len(held) > MOST_FILES:
        problems.add("XS705", folder, f"{len(held)} files; at most {MOST_FILES}")
        return
    allowed = _allowed_names(suite)
    names = {one.path.removeprefix(f"{folder}/") for one in held}
    for one in held:
        name = one.path.removeprefix(f"{folder}/")
        if one.mode != _PLAIN:
            problems.add("XS704", _shown(one.path), f"git's mode is {one.mode}, not {_PLAIN}")
        elif name not in allowed:
            problems.add("XS703", _shown(one.path), "a submission has no file of this name")
    if WITHDRAWAL in names and len(names) > 1:
        problems.add(
            "XS703", f"{folder}/{WITHDRAWAL}", "a withdrawal must be the only file in its folder"
        )
    if POINTER in names and any(name.startswith("predictions/") for name in names):
        problems.add(
            "XS703", f"{folder}/{POINTER}", "predictions are both here and behind a pointer"
        )
    if not BOARDS[suite].carries_predictions and any(
        name.startswith("predictions/") for name in names
    ):
        problems.add("XS705", folder, "predictions of this suite must be stored on the Hub")


def _allowed_names(suite: str) -> set[str]:
    known = get_suite(suite)
    files = {
        Cell(task.name, language).path
        for task in known.tasks()
        for language in known.languages_of(task)
    }
    return files | {MANIFEST, POINTER, WITHDRAWAL}


def _check_sizes(commits: Commits, held: Iterable[_Changed], problems: Problems) -> None:
    """Check the sizes reported by git before any content is read."""
    paths = [one.path for one in held if one.mode == _PLAIN]
    asked = "".join(f"{commits.head}:{path}\n" for path in paths if "\n" not in path)
    if problems or not asked:
        return
    answer = git(
        commits.checkout,
        *("cat-file", "--batch-check=%(objectsize)"),
        stdin=asked.encode("utf-8", "surrogateescape"),
    )
    sizes = [int(line) for line in answer.split()]
    for path, size in zip(paths, sizes, strict=True):
        if size > LARGEST_FILE:
            problems.add("XS705", _shown(path), f"{size:,} bytes; at most {LARGEST_FILE:,}")
    if sum(sizes) > LARGEST_FOLDER:
        total = sum(sizes)
        problems.add("XS705", SUBMISSIONS, f"{total:,} bytes in total; at most {LARGEST_FOLDER:,}")


def has_commits(commits: Commits) -> bool:
    """Whether the checkout contains both commits."""
    try:
        git(commits.checkout, "rev-parse", "--verify", "--quiet", f"{commits.base}^{{commit}}")
        git(commits.checkout, "rev-parse", "--verify", "--quiet", f"{commits.head}^{{commit}}")
    except GitError:
        return False
    return True


def _shown(path: str) -> str:
    """Make a path printable: names in git may contain anything except NUL."""
    return re.sub(r"[^A-Za-z0-9._/ -]", "?", path)[:200]
