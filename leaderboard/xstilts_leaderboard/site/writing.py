"""Write the site: unchanged files are linked from the last build; the folder is swapped whole.

A file may be made of parts. When the file changes, the parts that did not are copied from the last
build, so one more row costs what depends on it and not every page that mentions it.
"""

import json
import os
import shutil
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from xstilts_kit.diagnostics.errors import UsageError
from xstilts_kit.storage import storage_errors

STATE = ".made.json"
"""In the site's folder: path → key of its content, or of its content and of every part."""


@dataclass(frozen=True, slots=True)
class Part:
    """A run of bytes within a file."""

    key: str
    """A digest of everything that its bytes depend on; empty to render it each time."""
    render: Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class Page:
    """A file of the site."""

    path: str
    """Relative to the site's folder, forward slashes."""
    key: str
    """A digest of everything that its content depends on."""
    parts: Callable[[], Sequence[Part]]
    """Its parts in order; called only if the key is new."""

    def render(self) -> bytes:
        """The whole content."""
        return b"".join(part.render() for part in self.parts())


def salted(page: Page, salt: str) -> Page:
    """The same file, whose content also depends on something that all pages share."""

    def own(key: str) -> str:
        return sha256(f"{key} {salt}".encode()).hexdigest() if key else ""

    def parts() -> tuple[Part, ...]:
        return tuple(Part(own(part.key), part.render) for part in page.parts())

    return Page(page.path, own(page.key), parts)


def whole_page(path: str, key: str, render: Callable[[], bytes]) -> Page:
    """A file of a single part; arguments as in `Page`."""
    return Page(path, key, lambda: (Part("", render),))


_Parted = tuple[str, list[tuple[str, int]]]
"""Key of a file; key and length of each of its parts."""


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
    state: dict[str, str | _Parted] = {}
    with storage_errors(out):
        for left in (new, old):
            shutil.rmtree(left, ignore_errors=True)
        new.mkdir(parents=True)
        folders: set[str] = set()
        for page in pages:
            target, was = f"{new}/{page.path}", f"{out}/{page.path}"
            folder = os.path.dirname(target)  # noqa: PTH120 - thousands of paths
            if folder not in folders:
                Path(folder).mkdir(parents=True, exist_ok=True)
                folders.add(folder)
            known = before.get(page.path)
            old_key, old_parts = (known, []) if isinstance(known, str) else known or ("", [])
            if old_key == page.key and _link(was, target):
                state[page.path] = before[page.path]
                kept += 1
                continue
            progress(page.path)
            content, parts = _joined(page.parts(), Path(was), old_parts)
            Path(target).write_bytes(content)
            state[page.path] = (page.key, parts) if len(parts) > 1 else page.key
            made += 1
        known_parts = json.dumps(state, sort_keys=True) + "\n"
        (new / STATE).write_text(known_parts, encoding="utf-8", newline="\n")
        if out.exists():
            out.rename(old)
        new.rename(out)
        shutil.rmtree(old, ignore_errors=True)
    return Written(made, kept)


def _joined(
    parts: Sequence[Part], before: Path, lengths: Sequence[tuple[str, int]]
) -> tuple[bytes, list[tuple[str, int]]]:
    """The content of a file, and the key and length of each part.

    Args:
        parts: The parts.
        before: The file of the last build.
        lengths: Key and length of each of its parts.
    """
    known: dict[str, bytes] = {}
    if lengths:
        content, start = before.read_bytes() if before.is_file() else b"", 0
        if len(content) == sum(length for _, length in lengths):
            for key, length in lengths:
                known[key] = content[start : start + length]
                start += length
    known.pop("", None)
    made = [known[part.key] if part.key in known else part.render() for part in parts]
    return b"".join(made), [(p.key, len(one)) for p, one in zip(parts, made, strict=True)]


def _state(out: Path) -> dict[str, str | _Parted]:
    with suppress(OSError, ValueError):
        value = json.loads((out / STATE).read_text(encoding="utf-8"))
        if isinstance(value, dict):
            return value
    return {}


def _link(source: str, target: str) -> bool:
    """Hard-link a file from the last build; files are never changed in place."""
    try:
        os.link(source, target)
    except OSError:
        try:
            shutil.copyfile(source, target)
        except OSError:
            return False
    return True
