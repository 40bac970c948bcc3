"""Where things lie: the cache folder, a primary file in it, the same file on a mirror."""

import os
import re
from pathlib import Path, PurePosixPath
from urllib.parse import quote, urlsplit

from xstilts_kit.diagnostics.errors import UsageError


def cache_folder() -> Path:
    """``XSTILTS_CACHE``, else the user's cache folder, e.g. ``~/.cache/xstilts``."""
    given = os.environ.get("XSTILTS_CACHE")
    if given:
        return Path(os.path.expanduser(given))  # noqa: PTH111 - Path's own raises for no home
    from platformdirs import user_cache_path

    return user_cache_path("xstilts", appauthor=False)


def relative_path(url: str) -> PurePosixPath:
    """Where a file lies below the folder of downloads, and below a mirror: ``host/path``.

    A query is part of the name. The port is left out, so that a mirror is a copy of the folder.

    Raises:
        ValueError: No address of http or https, or one that would leave the folder.
    """
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"{url!r} is no address of http or https")
    path = parts.path.lstrip("/") or "index"
    if parts.query:
        path += quote(f"?{parts.query}", safe="=")
    found = PurePosixPath(parts.hostname, path)
    if ".." in found.parts or "\\" in path:
        raise ValueError(f"{url!r} leaves its host's folder")
    return found


def check_mirror(mirror: str) -> str:
    """The address of a mirror, as it is put before ``host/path``.

    Raises:
        UsageError: It is no address of http or https.
    """
    parts = urlsplit(mirror)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query:
        raise UsageError(
            f"--mirror {shown(mirror)}: this is no address of a folder on the web.",
            "Give http://… or https://…; the files lie there as <host>/<path> of their own"
            " addresses.",
        )
    return mirror.rstrip("/")


def shown(url: str) -> str:
    """An address without the user name and password that it may hold."""
    return re.sub(r"(?<=//)[^/@]*@", "", url)
