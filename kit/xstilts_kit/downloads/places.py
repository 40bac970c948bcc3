"""Locations of primary files: the cache folder, paths inside it, and mirrors."""

import os
import re
from pathlib import Path, PurePosixPath
from urllib.parse import quote, urlsplit

from xstilts_kit.diagnostics.errors import UsageError


def cache_folder() -> Path:
    """``XSTILTS_CACHE``, or else the user's cache folder, e.g. ``~/.cache/xstilts``."""
    given = os.environ.get("XSTILTS_CACHE")
    if given:
        return Path(os.path.expanduser(given))  # noqa: PTH111 - Path raises without a home
    from platformdirs import user_cache_path

    return user_cache_path("xstilts", appauthor=False)


def relative_path(url: str) -> PurePosixPath:
    """Path of a file below the downloads folder and below a mirror: ``host/path``.

    The query is part of the name. The port is left out, so that a mirror is a copy of the folder.

    Raises:
        ValueError: Not an http(s) address, or one that would leave the folder.
    """
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"{url!r} is not an address of http or https")
    path = parts.path.lstrip("/") or "index"
    if parts.query:
        path += quote(f"?{parts.query}", safe="=")
    found = PurePosixPath(parts.hostname, path)
    if ".." in found.parts or "\\" in path:
        raise ValueError(f"{url!r} leaves its host's folder")
    return found


def check_mirror(mirror: str) -> str:
    """Normalise the address of a mirror, to be followed by ``host/path``.

    Raises:
        UsageError: It is not an http(s) address.
    """
    parts = urlsplit(mirror)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query:
        raise UsageError(
            f"--mirror {shown(mirror)}: this is not an address of a folder on the web.",
            "Give http://… or https://…; files are expected there under <host>/<path> of their"
            " original addresses.",
        )
    return mirror.rstrip("/")


def shown(url: str) -> str:
    """The address without user name and password."""
    return re.sub(r"(?<=//)[^/@]*@", "", url)
