"""`data status`: what of the official edition is in a folder, and what would be fetched."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from xstilts_kit import editions
from xstilts_kit.data_parts import Part
from xstilts_kit.diagnostics.errors import DataError
from xstilts_kit.downloads import Downloads
from xstilts_kit.editions.builders import PrimaryFile
from xstilts_kit.sources.folder import FolderSource
from xstilts_kit.sources.prepared import damaged, read_record


@dataclass(frozen=True, slots=True)
class PartStatus:
    """One (task, language, split) of a folder."""

    part: Part
    here: bool
    """Whether it is there, and as it was recorded if it was."""
    fault: str | None
    """What is wrong with what is there."""
    edition: str | None
    """The edition whose fingerprint the inputs have."""
    examples: int | None
    """How many are there; where none are, how many the official edition has, if known."""
    bytes: int
    fetch: tuple[PrimaryFile, ...]
    """What would be fetched to prepare it."""
    supplied: bool
    """Whether the user must fetch the archives."""

    @property
    def licences(self) -> tuple[str, ...]:
        """The licences of what it is made from."""
        return tuple(dict.fromkeys(file.licence for file in self.part.primary))

    def as_json(self) -> dict[str, Any]:
        """The status as a JSON object."""
        return {
            "task": self.part.name,
            "language": self.part.language,
            "split": self.part.role,
            "here": self.here,
            "fault": self.fault,
            "edition": self.edition,
            "examples": self.examples,
            "bytes": self.bytes,
            "licences": list(self.licences),
            "fetch": [
                {"name": file.name, "url": file.url, "bytes": file.bytes, "sha256": file.sha256}
                for file in self.fetch
            ],
            "user_supplies": self.supplied,
        }


def examine_folder(
    root: Path, parts: Sequence[Part], downloads: Downloads, *, contents: bool = True
) -> tuple[PartStatus, ...]:
    """The status of every part.

    Args:
        root: The folder; it need not be there.
        parts: What is asked for.
        downloads: The cache of primary files.
        contents: Whether files are read; else their sizes are believed, and files that are not
            recorded do not count.
    """
    return tuple(_examine(root, part, downloads, contents) for part in parts)


def _examine(root: Path, part: Part, downloads: Downloads, contents: bool) -> PartStatus:
    official = part.official
    fetch = tuple(f for f in part.primary if f.url is not None and not downloads.has(f))
    supplied = any(file.url is None for file in part.primary)
    absent = PartStatus(
        part, False, None, None, official.examples if official else None, 0, fetch, supplied
    )
    record = read_record(root, part.task, part.language, part.role)
    if record is not None:
        fault = damaged(root, record.files, contents=contents)
        if fault is not None:
            return _with_fault(absent, fault)
        return PartStatus(
            part, True, None, record.edition, record.examples, record.bytes, (), supplied
        )
    source = FolderSource(root)
    if not contents or not source.has(part.task, part.language, part.role):
        return absent
    try:
        inputs = source.inputs(part.task, part.language, part.role)
    except DataError as error:
        return _with_fault(absent, error.what)
    found = editions.fingerprint(inputs.rows())
    name = editions.identify(part.name, part.language, part.role, found)
    size = sum((root / p).stat().st_size for p in part.task.paths(part.role, part.language))
    return PartStatus(part, True, None, name, len(inputs.examples), size, (), supplied)


def _with_fault(status: PartStatus, fault: str) -> PartStatus:
    return PartStatus(
        status.part, False, fault, None, status.examples, 0, status.fetch, status.supplied
    )


def one_line(statuses: Sequence[PartStatus], root: Path) -> str:
    """All of it in one line."""
    here = sum(status.here for status in statuses)
    tasks = sorted({s.part.name for s in statuses if s.here})
    of = f" ({', '.join(tasks)})" if tasks else ""
    return f"{here} of {len(statuses)} splits of the official edition in {root}{of}"
