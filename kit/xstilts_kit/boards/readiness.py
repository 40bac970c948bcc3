"""Check before a filing, or in its dry run, what would stop it halfway."""

import os
import shutil
import subprocess
from pathlib import Path

from xstilts_kit.boards.filing import Filing
from xstilts_kit.diagnostics.errors import ModelError, StorageError, UsageError
from xstilts_kit.hub import account


def check_ready(filing: Filing, *, pull_request: bool) -> None:
    """Check token, folder and git before anything is uploaded or written.

    Args:
        filing: The planned filing.
        pull_request: Whether git and `gh` may be run, where `gh` is installed.

    Raises:
        ModelError: There is no token for the Hub, or it may not write.
        NetworkError: The Hub cannot be reached.
        StorageError: The folder cannot be written.
        UsageError: git would refuse a command: no clone, no remote, no identity, or a branch of
            the same name.
    """
    _check_writable(filing.board / filing.folder)
    if pull_request and shutil.which("gh") is not None:
        _check_git(filing)
    if filing.repository is not None:
        who = account()
        if not who.may_write:
            raise ModelError(
                f"The token of {who.name} may only read: the predictions cannot be uploaded.",
                "Create one with write access, then run `hf auth login` or set HF_TOKEN.",
            )


def _check_writable(folder: Path) -> None:
    there = next(
        place for place in (folder.absolute(), *folder.absolute().parents) if place.exists()
    )
    if not there.is_dir() or not os.access(there, os.W_OK):
        raise StorageError(f"{there} cannot be written.", "Check its owner and permissions.")


def _check_git(filing: Filing) -> None:
    board, branch = filing.board, filing.git_commands[0][-1]
    if shutil.which("git") is None:
        raise UsageError(
            "git is not installed.", "Install it, or pass --no-pull-request to write the folder."
        )
    if _asked(board, "rev-parse", "--git-dir") is None:
        raise UsageError(
            f"{board} is no clone made by git.", "Clone your fork of the board's repository."
        )
    if _asked(board, "remote", "get-url", "origin") is None:
        raise UsageError(
            f"{board} has no remote called origin, to which the branch is pushed.",
            f"Add your fork: git -C {board} remote add origin URL",
        )
    if _asked(board, "var", "GIT_COMMITTER_IDENT") is None:
        raise UsageError(
            "git does not know who commits.",
            "Set it: git config --global user.name NAME; git config --global user.email ADDRESS",
        )
    if _asked(board, "rev-parse", "--verify", "--quiet", f"refs/heads/{branch}") is not None:
        raise UsageError(
            f"{board} already has a branch {branch}.",
            f"Delete it if it is no longer needed: git -C {board} branch --delete --force {branch}",
        )


def _asked(board: Path, *arguments: str) -> str | None:
    """Return what git prints, or None if it fails."""
    done = subprocess.run(
        ["git", *arguments], cwd=board, capture_output=True, text=True, check=False
    )
    return done.stdout if done.returncode == 0 else None
