"""The version of the kit."""

import subprocess
from functools import cache
from importlib.metadata import version
from pathlib import Path

from xstilts_kit.submission.manifest import Kit


@cache
def this_kit() -> Kit:
    """Version of the installed distribution, and the commit when run from a checkout."""
    return Kit(version("xstilts"), _commit(Path(__file__).resolve().parents[3]))


def _commit(root: Path) -> str | None:
    if not (root / ".git").exists() or not (root / "pyproject.toml").is_file():
        return None
    try:
        command = ["git", "-C", str(root), "rev-parse", "HEAD"]
        found = subprocess.run(command, capture_output=True, text=True, check=True, timeout=5)
    except (OSError, subprocess.SubprocessError):
        return None
    return found.stdout.strip() or None
