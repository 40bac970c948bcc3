"""`upgrade`: writes a file or submission of an earlier release in the current version."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any

from xstilts_kit.cell import Cell
from xstilts_kit.diagnostics.errors import DataError, UsageError
from xstilts_kit.storage import storage_errors, write_atomically, write_json
from xstilts_kit.submission.layout import MANIFEST
from xstilts_kit.submission.manifest import manifest_from_json
from xstilts_kit.submission.strict_json import StrictJSONError, parse
from xstilts_kit.submission.target import check_free, state_of, work_on
from xstilts_kit.tasks import get_task
from xstilts_schemas import checked, names, steps_for, version_of
from xstilts_schemas.converters import Converter

_SCHEMA = re.compile(r"xstilts-([a-z0-9-]+)-v[0-9]+")


@dataclass(frozen=True, slots=True)
class Upgrade:
    """What was converted."""

    before: str
    """The version that was read, e.g. ``xstilts-manifest-v1``."""
    after: str
    """The current version; equal to `before` if there was nothing to convert."""
    files: int
    """Number of files written."""


def upgrade(path: Path, out: Path, *, overwrite: bool = False) -> Upgrade:
    """Convert a submission folder or a JSON file to the current version of its schema.

    Nothing is written if it is current already.

    Args:
        path: A submission folder, or a file with a field ``schema``.
        out: The folder or file to write.
        overwrite: Replace `out`.

    Raises:
        UsageError: `path` does not exist, or `out` is taken.
        DataError: It is not a file of any known version, or does not fit the schema of its own.
        StorageError: `out` cannot be written.
    """
    if not path.exists():
        raise UsageError(f"{path} does not exist.", "Name a submission folder or a JSON file.")
    if out.resolve() == path.resolve():
        raise UsageError(f"{out} is what is read.", "Give --out another path.")
    document = path / MANIFEST if path.is_dir() else path
    value = _parsed(document)
    name, before = _schema_of(value, document)
    steps = steps_for(name, value)
    if not steps:
        if before != version_of(name):
            raise DataError(
                f"{document} has schema {before!r}; this release reads {version_of(name)!r}.",
                "Update xstilts.",
            )
        return Upgrade(before, before, 0)
    current = _converted(name, value, document)
    after = steps[-1].after
    if not path.is_dir():
        if out.exists() and not overwrite:
            raise UsageError(f"{out} already exists.", "Choose another --out, or --overwrite.")
        write_json(out, current)
        return Upgrade(before, after, 1)
    return Upgrade(before, after, _write_submission(path, current, steps, out, overwrite))


def _parsed(path: Path) -> Any:
    try:
        return parse(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise DataError(f"{path} is missing.", "Name a submission folder.") from error
    except (StrictJSONError, UnicodeDecodeError) as error:
        raise DataError(f"{path}: {error}.", "Name a file that xstilts wrote.") from error


def _schema_of(value: Any, path: Path) -> tuple[str, str]:
    """The name and the version that a document gives in its field ``schema``."""
    given = value.get("schema") if isinstance(value, dict) else None
    found = _SCHEMA.fullmatch(given) if isinstance(given, str) else None
    if found is None or found[1] not in names():
        raise DataError(
            f"{path} has no field `schema` of a file of xstilts.", "Name a file that xstilts wrote."
        )
    return found[1], found[0]


def _converted(name: str, value: Any, path: Path) -> dict[str, Any]:
    current, faults = checked(name, value)
    for fault in islice(faults, 1):
        where = ".".join(map(str, fault.absolute_path)) or f"the {name}"
        raise DataError(f"{path}: {where}: {fault.message[:200]}.", "Restore the file.")
    return dict(current)


def _write_submission(
    folder: Path, current: dict[str, Any], steps: Sequence[Converter], out: Path, overwrite: bool
) -> int:
    """Write every listed file, its records converted, and the manifest with the new digests."""
    check_free(out, overwrite)
    state = state_of(out)
    listed = [*current["files"], *current.get("scores", [])]
    digests = {file["path"]: file["sha256"] for file in listed}
    with work_on(out, {"upgraded": digests}, state) as work:
        for file in listed:
            if Path(file["path"]).is_absolute() or ".." in Path(file["path"]).parts:
                raise DataError(f"{folder / MANIFEST} lists {file['path']!r}.", "Restore the file.")
            with storage_errors(folder):
                content = (folder / file["path"]).read_bytes()
            if sha256(content).hexdigest() != file["sha256"]:
                raise DataError(
                    f"{folder / file['path']} is not the file that the manifest lists.",
                    f"`xstilts-submit validate {folder}` lists what is wrong.",
                )
            if Cell.is_path(file["path"]) and any(step.record for step in steps):
                content = b"".join(_records(content, file["path"], folder, steps))
                file |= {"sha256": sha256(content).hexdigest(), "bytes": len(content)}
            write_atomically(out / file["path"], content)
        work.close(manifest_from_json(current))
    return len(listed) + 1


def _records(
    content: bytes, path: str, folder: Path, steps: Sequence[Converter]
) -> Iterator[bytes]:
    """The lines of a prediction file in the current version."""
    family = get_task(path.split("/")[1]).family
    for number, line in enumerate(content.decode("utf-8").removesuffix("\n").split("\n"), 1):
        try:
            record = parse(line)
        except StrictJSONError as error:
            raise DataError(f"{folder / path}:{number}: {error}.", "Predict it again.") from error
        for step in steps:
            if step.record is not None:
                record = step.record(family, record)
        yield json.dumps(record, ensure_ascii=False).encode() + b"\n"
