"""The first commit of a new board."""

import subprocess
from pathlib import Path

from xstilts_kit.diagnostics.errors import StorageError


def first_commit(folder: Path) -> None:
    """Make the folder a git repository with one commit on ``main``.

    Raises:
        StorageError: git is not installed, or refuses.
    """
    commands = (
        ("init", "--quiet", "--initial-branch", "main"),
        ("add", "--all"),
        ("update-index", "--chmod=+x", ".github/scripts/install.sh", ".github/scripts/scored.sh"),
        ("commit", "--quiet", "--message", "Found the board"),
    )
    for command in commands:
        try:
            subprocess.run(
                ["git", *command], cwd=folder, check=True, capture_output=True, text=True
            )
        except FileNotFoundError as error:
            raise StorageError(
                "git is not installed.", f"The files are in {folder}: commit them yourself."
            ) from error
        except subprocess.CalledProcessError as error:
            said = error.stderr.strip().splitlines()
            raise StorageError(
                f"`git {command[0]}` failed: {said[-1] if said else error.returncode}.",
                f"The files are in {folder}: commit them yourself.",
            ) from error
