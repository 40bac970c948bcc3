"""Write the site: unchanged files are linked from the last build; the folder is swapped whole."""

import json
import os
import shutil
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from xstilts_kit.diagnostics.errors import UsageError
from xstilts_kit.storage import storage_errors

STATE = ".made.json"
"""In the site's folder: path → key of its content."""


@dataclass(frozen=True, slots=True)
class Page:
    """A file of the site."""

    path: str
    """Relative to the site's folder, forward slashes."""
    key: str
    """A digest of everything that its content depends on."""
    render: Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class Written:
    """Number of files written, and of files kept from the last build."""

    made: int
    kept: int


def write_site(out: Path, pages: Iterable[Page], progress: Callable[[str], None]) -> Written:
    """Write all pages into a new folder, then put it in the place of the old one.

    Args:
        out: The site's folder; must be empty, absent, or an earlier build.
        pages: Every file.
        progress: Called with each path that is rendered.

    Raises:
        UsageError: The folder contains other files.
        StorageError: It cannot be written.
    """
    out = Path(os.path.abspath(out))  # noqa: PTH100 - a link is to stay one
    if out.exists() and (not out.is_dir() or (any(out.iterdir()) and not (out / STATE).is_file())):
        raise UsageError(f"{out} holds something that is no site.", "Give another --out.")
    before = _state(out)
    new = out.with_name(f".{out.name}.new")
    old = out.with_name(f".{out.name}.old")
    made = kept = 0
    keys: dict[str, str] = {}
    with storage_errors(out):
        for left in (new, old):
            shutil.rmtree(left, ignore_errors=True)
        new.mkdir(parents=True)
        for page in pages:
            target = new / page.path
            target.parent.mkdir(parents=True, exist_ok=True)
            keys[page.path] = page.key
            if before.get(page.path) == page.key and _link(out / page.path, target):
                kept += 1
                continue
            progress(page.path)
            target.write_bytes(page.render())
            made += 1
        (new / STATE).write_text(json.dumps(keys, indent=0, sort_keys=True) + "\n")
        if out.exists():
            out.rename(old)
        new.rename(out)
        shutil.rmtree(old, ignore_errors=True)
    return Written(made, kept)


def _state(out: Path) -> dict[str, str]:
    with suppress(OSError, ValueError):
        value = json.loads((out / STATE).read_text(encoding="utf-8"))
        if isinstance(value, dict):
            return value
    return {}


def _link(source: Path, target: Path) -> bool:
    """Hard-link a file from the last build; files are never changed in place."""
    try:
        target.hardlink_to(source)
    except OSError:
        try:
            shutil.copyfile(source, target)
        except OSError:
            return False
    return True
