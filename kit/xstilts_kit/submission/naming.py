"""Rules for submission names."""

import re
from pathlib import Path

from xstilts_kit.diagnostics.errors import UsageError

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_DEVICE = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?")


def is_portable_name(name: str) -> bool:
    """Whether the name is a valid folder name on every system, in lower case."""
    fits = _NAME.fullmatch(name) is not None and not name.endswith(".")
    return fits and _DEVICE.fullmatch(name) is None


def submission_name(given: str | None, out: Path) -> str:
    """The given name, or else the folder's name in lower case.

    Raises:
        UsageError: The name is not allowed on a board.
    """
    name = given if given is not None else out.resolve().name.lower().replace(" ", "-")
    if not is_portable_name(name):
        raise UsageError(
            f"{name!r} cannot be a submission's name.",
            "Pass --name: a to z, 0 to 9, dot, dash and underscore, 64 at most.",
        )
    return name
