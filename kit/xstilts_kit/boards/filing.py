"""`submit`: adds a submission to a checkout of the board, ready for a pull request.

A valid, eligible submission is planned first. Predictions too large for the repository are uploaded
to a data set repository on the Hub, in one commit; then the folder is written, git commands create
a branch, and `gh`, if installed, opens the pull request.
"""

import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from xstilts_kit.boards import BOARDS, obstacles
from xstilts_kit.diagnostics.errors import StorageError, SubmissionError, UsageError
from xstilts_kit.diagnostics.problem import Problems
from xstilts_kit.diagnostics.saying import Say
from xstilts_kit.hub import Content, account, upload
from xstilts_kit.scoring.scoring import Invalid
from xstilts_kit.storage import storage_errors, write_atomically
from xstilts_kit.submission.description import Description, described
from xstilts_kit.submission.filed import (
    POINTER_SCHEMA,
    WITHDRAWAL_SCHEMA,
    Pointer,
    Withdrawal,
)
from xstilts_kit.submission.layout import MANIFEST, POINTER, WITHDRAWAL, board_folder
from xstilts_kit.submission.manifest import Manifest
from xstilts_kit.validation.manifest import read_manifest
from xstilts_kit.validation.validating import validate

Verb = Literal["Add", "Update", "Withdraw"]

_BOARD = "leaderboard/gold.lock"


@dataclass(frozen=True, slots=True)
class Filing:
    """The files to upload and write, and the commands to run."""

    verb: Verb
    suite: str
    name: str
    board: Path
    """A checkout of the board's repository."""
    files: Mapping[str, Content]
    """Path in the submission's folder on the board → content, without the pointer."""
    repository: str | None
    """Data set on the Hub for the predictions; None if they are stored in the folder."""
    uploads: Mapping[str, Content]
    """Path in that data set → content."""

    @property
    def folder(self) -> str:
        """The folder on the board, relative to the checkout."""
        return board_folder(self.suite, self.name)

    @property
    def upload_bytes(self) -> int:
        """Number of bytes to upload."""
        return sum(map(size_of, self.uploads.values()))

    @property
    def written_bytes(self) -> int:
        """Number of bytes to write into the checkout, without the pointer."""
        return sum(map(size_of, self.files.values()))

    @property
    def git_commands(self) -> tuple[tuple[str, ...], ...]:
        """Commands that commit the folder to a branch and push it to the checkout's origin."""
        title = f"{self.verb} {self.suite}/{self.name}"
        return (
            ("git", "switch", "--create", f"submission/{self.suite}/{self.name}"),
            ("git", "add", "--all", "--", self.folder),
            ("git", "commit", "--message", title, "--", self.folder),
            ("git", "push", "--set-upstream", "origin", "HEAD"),
        )

    @property
    def pull_request_command(self) -> tuple[str, ...]:
        """Command that opens the pull request."""
        return ("gh", "pr", "create", "--fill")


def size_of(content: Content) -> int:
    """Size in bytes of a file's content."""
    return len(content) if isinstance(content, bytes) else content.stat().st_size


def plan_filing(
    folder: Path,
    board: Path,
    repository: str | None,
    *,
    update: bool = False,
    description: Description | None = None,
) -> Filing:
    """Check a submission and plan its filing; nothing is written or requested.

    Score files saved beside the predictions are left out, because boards do not accept them.

    Args:
        folder: The submission.
        board: A checkout of the board's repository.
        repository: ``owner/name`` of a data set on the Hub; None: one of the token's account.
        update: Whether the row already exists.
        description: New metadata for the manifest; None keeps the present metadata.

    Raises:
        Invalid: The submission has errors.
        SubmissionError: The submission is valid, but cannot be ranked.
        UsageError: `board` is not a checkout, or the row exists (or not, for an update).
    """
    _refuse_no_board(board)
    report = validate(folder)
    if not report.valid or report.manifest is None:
        raise Invalid(folder, report)
    manifest = replace(report.manifest, scores=())
    if description is not None:
        manifest = described(manifest, description)
    against = list(obstacles(manifest, manifest.name, str(folder)))
    if against:
        raise SubmissionError(
            f"{folder} cannot be ranked: {against[0]}",
            "`xstilts-leaderboard check` lists all reasons."
            if len(against) == 1
            else f"{len(against) - 1} more reasons: `xstilts-leaderboard check {folder}`.",
        )
    there = (board / board_folder(manifest.suite, manifest.name)).exists()
    if there != update:
        name = f"{manifest.suite}/{manifest.name}"
        raise UsageError(
            f"{name} is {'already' if there else 'not'} on the board.",
            "Pass --update to change it." if there else "Leave out --update, or check the name.",
        )
    own = folder / MANIFEST if manifest == report.manifest else _json_bytes(manifest)
    verb: Verb = "Update" if update else "Add"
    return _filing(folder, manifest, own, board, repository, verb)


def _filing(
    folder: Path,
    manifest: Manifest,
    content: Content,
    board: Path,
    repository: str | None,
    verb: Verb,
) -> Filing:
    files: dict[str, Content] = {MANIFEST: content}
    predictions = {file.path: folder / file.path for file in manifest.files}
    uploads: dict[str, Content] = {}
    if BOARDS[manifest.suite].carries_predictions:
        files |= predictions
        repository = None
    else:
        repository = repository or f"{account().name}/xstilts-predictions"
        place = f"{manifest.suite}/{manifest.name}"
        uploads = {
            f"{place}/{path}": file for path, file in (*predictions.items(), (MANIFEST, content))
        }
    return Filing(verb, manifest.suite, manifest.name, board, files, repository, uploads)


def plan_withdrawal(suite: str, name: str, board: Path, reason: str | None) -> Filing:
    """Plan the withdrawal of a row: only a withdrawal file remains in its folder.

    Args:
        suite: Suite of the row.
        name: Name of the row.
        board: A checkout of the board's repository with the row.
        reason: Shown only to readers of the repository.

    Raises:
        UsageError: `board` is not a checkout, or has no such row.
    """
    _refuse_no_board(board)
    folder = board / board_folder(suite, name)
    manifest = read_manifest(folder, Problems()) if folder.is_dir() else None
    if manifest is None:
        raise UsageError(f"There is no row {suite}/{name} in {board}.", "Check suite and name.")
    left = Withdrawal(WITHDRAWAL_SCHEMA, suite, name, manifest.author.github, reason)
    files = {WITHDRAWAL: _json_bytes(left)}
    return Filing("Withdraw", suite, name, board, files, None, {})


def carry_out(filing: Filing, *, pull_request: bool, say: Say) -> tuple[tuple[str, ...], ...]:
    """Upload, write the folder, and run git and, if installed, `gh`.

    Args:
        filing: From `plan_filing` or `plan_withdrawal`.
        pull_request: Whether commands may be run.
        say: Prints a line about each step.

    Returns:
        The commands left for the user to run.

    Raises:
        DataError: The token has no write access to the data set.
        NetworkError: The Hub cannot be reached or fails; nothing was changed.
        StorageError: The folder cannot be written, or a command fails.
    """
    files = dict(filing.files)
    if filing.repository is not None:
        say(f"Uploading {filing.upload_bytes / 1e6:,.1f} MB to {filing.repository}")
        message = f"{filing.verb} {filing.suite}/{filing.name}"
        landed = upload("dataset", filing.repository, filing.uploads, message)
        place = f"{filing.suite}/{filing.name}"
        pointer = Pointer(POINTER_SCHEMA, filing.repository, landed.commit, place)
        files[POINTER] = _json_bytes(pointer)
    _write(filing.board / filing.folder, files)
    say(f"Wrote {filing.folder}")
    commands = (*filing.git_commands, filing.pull_request_command)
    if not pull_request or shutil.which("gh") is None:
        return commands
    for number, command in enumerate(commands):
        say(f"$ {' '.join(command)}")
        _run(command, filing.board, commands[number:])
    return ()


def _write(folder: Path, files: Mapping[str, Content]) -> None:
    """Make the folder contain exactly these files."""
    with storage_errors(folder):
        wanted = {folder / path for path in files}
        for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
            if path.is_symlink() or (path.is_file() and path not in wanted):
                path.unlink()
        for name, content in files.items():
            data = content if isinstance(content, bytes) else content.read_bytes()
            write_atomically(folder / name, data)
        for path in sorted(folder.rglob("*"), reverse=True):
            if path.is_dir() and not any(path.iterdir()):
                path.rmdir()


def _run(command: Sequence[str], board: Path, left: Sequence[Sequence[str]]) -> None:
    done = subprocess.run(command, cwd=board, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        said = (done.stderr or done.stdout).strip().splitlines()
        rest = "; ".join(" ".join(one) for one in left)
        raise StorageError(
            f"`{' '.join(command)}` failed: {said[-1] if said else done.returncode}.",
            f"The folder is written. Fix the error, then run in {board}: {rest}",
        )


def _refuse_no_board(board: Path) -> None:
    if not (board / _BOARD).is_file():
        raise UsageError(
            f"{board} is not a checkout of a board's repository: it has no {_BOARD}.",
            "Fork and clone the repository, then pass its folder with --board.",
        )


def _json_bytes(value: Pointer | Withdrawal | Manifest) -> bytes:
    import json

    return (json.dumps(value.as_json(), ensure_ascii=False, indent=2) + "\n").encode()
