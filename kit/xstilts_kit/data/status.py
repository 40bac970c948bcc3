"""`data status`: what of the official edition is in a folder, and what would be fetched."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from xstilts_kit import editions
from xstilts_kit.data.parts import Part, choose_parts
from xstilts_kit.diagnostics.errors import DataError
from xstilts_kit.downloads import Downloads, cache_folder
from xstilts_kit.editions.builders import PrimaryFile
from xstilts_kit.sources.folder import FolderSource
from xstilts_kit.sources.prepared import damaged, edition_folder, read_record


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


def examine_edition(
    folder: Path | None = None, tasks: Sequence[str] = ()
) -> tuple[PartStatus, ...]:
    """The status of every split of the official edition: what `data status` and `doctor` count.

    Args:
        folder: Where it is looked for; it need not be there. Default: the cache.
        tasks: Only these.

    Raises:
        UsageError: There is no such task.
    """
    root = folder if folder is not None else edition_folder()
    downloads = Downloads(cache_folder())
    return tuple(_examine(root, part, downloads) for part in choose_parts(tasks))


def _examine(root: Path, part: Part, downloads: Downloads) -> PartStatus:
    official = part.official
    fetch = tuple(f for f in part.primary if f.url is not None and not downloads.has(f))
    supplied = any(file.url is None for file in part.primary)
    absent = PartStatus(
        part, False, None, None, official.examples if official else None, 0, fetch, supplied
    )
    record = read_record(root, part.task, part.language, part.role)
    if record is not None:
        fault = damaged(root, record.files, contents=True)
        if fault is not None:
            return _with_fault(absent, fault)
        return PartStatus(
            part, True, None, record.edition, record.examples, record.bytes, (), supplied
        )
    source = FolderSource(root)
    if not source.has(part.task, part.language, part.role):
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
