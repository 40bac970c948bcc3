"""The output folder of an attack: locked, resumable, complete once ``attack.json`` is there."""

import json
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path
from typing import Any

from xstilts_kit.attacks.results import INDEX, AttackFile
from xstilts_kit.attacks.search import Edit, Found, Success
from xstilts_kit.diagnostics.errors import UsageError
from xstilts_kit.engine.shards import Shelf, key_of
from xstilts_kit.storage import storage_errors, write_atomically
from xstilts_kit.storage.output import check_contents, one_writer

UNFINISHED = "unfinished"
_OWN = (INDEX, "inputs.json", "inputs", "details", UNFINISHED)


def check_folder(out: Path, *, overwrite: bool) -> None:
    """Check that an attack may be written to a folder.

    Raises:
        UsageError: It is a file, holds other files, or an attack (unless `overwrite`).
    """
    with storage_errors(out):
        if out.is_symlink() or (out.exists() and not out.is_dir()):
            raise UsageError(f"{out} is not a folder.", "Give --out a new folder.")
        present = {entry.name for entry in out.iterdir()} if out.is_dir() else set()
    own, finished = present <= set(_OWN), INDEX in present
    check_contents(out, "an attack", own=own, finished=finished, overwrite=overwrite)


@contextmanager
def working(out: Path) -> Iterator[Callable[[Mapping[str, Any]], Shelf]]:
    """Lock the folder for the run.

    Yields:
        A function that opens the shelf of an attack, with the work of an interrupted run, given
        everything the results depend on as JSON values; with other values it finds nothing.

    Raises:
        StorageError: Another run writes the folder, or it cannot be written.
    """
    folder = out / UNFINISHED
    with one_writer(out, folder):
        with storage_errors(out):  # a partly written folder must not look complete
            (out / INDEX).unlink(missing_ok=True)
        yield lambda facts: Shelf(folder, key_of(facts))


def finish(out: Path, written: Sequence[str]) -> None:
    """Remove the work of the run, and files of an earlier one."""
    with storage_errors(out):
        for name in ("inputs", "details"):
            for path in sorted((out / name).rglob("*")):
                if path.is_file() and path.relative_to(out).as_posix() not in written:
                    path.unlink()
        shutil.rmtree(out / UNFINISHED, ignore_errors=True)


def write_lines(out: Path, path: str, content: bytes) -> AttackFile:
    """Write a file of the folder; return its digest and number of lines."""
    write_atomically(out / path, content)
    return AttackFile(path, sha256(content).hexdigest(), len(content), content.count(b"\n"))


def pack(found: Mapping[int, Found]) -> bytes:
    """Serialise the results of a group."""
    return json.dumps({str(index): asdict(one) for index, one in found.items()}).encode()


def unpack(content: bytes) -> dict[int, Found]:
    """Restore the results that `pack` serialised."""
    return {
        int(index): Found(
            _success(one["worst"]), _success(one["minimal"]), one["queries"], one["words"]
        )
        for index, one in json.loads(content).items()
    }


def _success(value: Mapping[str, Any] | None) -> Success | None:
    if value is None:
        return None
    edits = tuple(Edit(**edit) for edit in value["edits"])
    return Success(tuple(value["texts"]), edits, value["loss"])
