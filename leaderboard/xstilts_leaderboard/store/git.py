"""Run git on a checkout that may be hostile, without executing or following anything in it."""

import subprocess
from datetime import UTC, datetime
from pathlib import Path

_SAFE = (
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "diff.external=",
    "diff.ignoreSubmodules=none",
    "safe.directory=*",
)

_LATEST = 253_402_300_799
"""The last second of the year 9999."""


class GitError(Exception):
    """Git is not installed, the folder is not a repository, or an object is missing."""


def git(root: Path, *arguments: str, stdin: bytes | None = None) -> bytes:
    """Return the output of a git command.

    Args:
        root: A folder in the checkout.
        arguments: The command and its arguments.
        stdin: Its standard input.

    Raises:
        GitError: The command failed; the text is git's own.
    """
    options = [part for setting in _SAFE for part in ("-c", setting)]
    try:
        done = subprocess.run(
            ["git", *options, "--no-replace-objects", *arguments],
            cwd=root,
            input=stdin,
            stdin=subprocess.DEVNULL if stdin is None else None,
            capture_output=True,
            check=True,
        )
    except subprocess.CalledProcessError as error:
        raise GitError(error.stderr.decode("utf-8", "replace").strip()) from error
    except OSError as error:
        raise GitError(str(error)) from error
    return done.stdout


def day_and_time(seconds: str, latest: int = _LATEST) -> datetime:
    """Return a commit's time in UTC, clamped between 1970 and `latest` because its author chose it.

    Args:
        seconds: Seconds since 1970, from git or ``SOURCE_DATE_EPOCH``.
        latest: Seconds since 1970; at most the end of 9999, the last year `datetime` supports.
    """
    try:
        found = int(seconds or 0)
    except ValueError:  # more digits than Python converts to an integer
        found = 0
    return datetime.fromtimestamp(max(0, min(found, latest, _LATEST)), UTC)
