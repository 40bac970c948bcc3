"""Asking git about a checkout that may be hostile: nothing of it is run or followed."""

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
    """Git is not there, this is no repository, or it lacks what is asked for."""


def git(root: Path, *arguments: str, stdin: bytes | None = None) -> bytes:
    """What a git command prints.

    Args:
        root: A folder of the checkout.
        arguments: The command and its arguments.
        stdin: What it reads.

    Raises:
        GitError: It failed; the text is git's own.
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
    """A commit's time in UTC. Its author chose it, so it is held between 1970 and `latest`.

    Args:
        seconds: Since 1970, as git prints them or ``SOURCE_DATE_EPOCH`` has them.
        latest: Seconds since 1970; at most the end of the year 9999, the last that has a date.
    """
    try:
        found = int(seconds or 0)
    except ValueError:  # more digits than an integer may have
        found = 0
    return datetime.fromtimestamp(max(0, min(found, latest, _LATEST)), UTC)
