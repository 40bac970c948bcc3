"""Gold packs: answers without inputs, a few kilobytes per split, each file named by its content.

A pack is gzipped JSON lines: a header that names the split, then one line per answer. Its name is
the digest of the lines, since gzip libraries compress differently. ``gold.lock`` in the folder
lists the pack of each split, so that unlisted files are never used.
"""

import gzip
import json
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any

from xstilts_kit.cell import Cell, Split
from xstilts_kit.diagnostics.errors import DataError
from xstilts_kit.editions import fingerprint
from xstilts_kit.families import Gold, get_family
from xstilts_kit.storage import write_atomically, write_json
from xstilts_kit.submission.strict_json import StrictJSONError, parse
from xstilts_kit.tasks import Task, get_task
from xstilts_schemas import checked

LOCK = "gold.lock"
LOCK_SCHEMA = "xstilts-gold-lock-v1"
PACK_SCHEMA = "xstilts-gold-v1"


@dataclass(frozen=True, slots=True)
class LockedPack:
    """The pack that answers one (task, language, split)."""

    task: str
    language: str
    split: Split
    edition: str | None
    examples: int
    inputs: str | None
    """Fingerprint of the inputs."""
    gold: str
    """Fingerprint of the answers."""
    pack: str | None
    """SHA-256 of the pack's lines; None if this version of the kit bundles the answers."""
    bytes: int | None
    """Size of the pack's lines."""

    @property
    def cell(self) -> Cell:
        return Cell(self.task, self.language, self.split)


@dataclass(frozen=True, slots=True)
class Lock:
    """A list of packs; a board accepts only packs on its own list."""

    packs: tuple[LockedPack, ...]
    repository: str | None = None
    """Data set on the Hub that holds the packs."""
    revision: str | None = None
    """Commit of the data set."""

    def as_json(self) -> dict[str, Any]:
        return {"schema": LOCK_SCHEMA, **asdict(self)}

    @property
    def digest(self) -> str:
        """SHA-256 over the answered splits and the fingerprints of their answers."""
        rows = sorted(
            (one.task, one.language, one.split, one.inputs or "", one.gold) for one in self.packs
        )
        return sha256(json.dumps(rows).encode()).hexdigest()


def read_lock(path: Path) -> Lock:
    """Read the list of packs from a file.

    Raises:
        DataError: The file is missing or malformed.
    """
    try:
        value = parse(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise DataError(f"{path} is missing.", "Run `xstilts-leaderboard gold`.") from error
    except (StrictJSONError, UnicodeDecodeError) as error:
        raise DataError(f"{path}: {error}.", "Fetch the file again.") from error
    value, faults = checked("gold-lock", value)
    for fault in islice(faults, 1):
        where = ".".join(map(str, fault.absolute_path)) or "the list"
        raise DataError(f"{path}: {where}: {fault.message[:200]}.", "Fetch the file again.")
    packs = tuple(LockedPack(**one) for one in value["packs"])
    return Lock(packs, value["repository"], value["revision"])


def write_lock(path: Path, lock: Lock) -> None:
    """Write the list of packs atomically."""
    write_json(path, lock.as_json())


def write_pack(
    folder: Path,
    cell: Cell,
    gold: Iterable[Gold],
    *,
    examples: int,
    inputs: str | None,
    edition: str | None,
) -> LockedPack:
    """Write the answers of one split; equal answers give equal bytes.

    Args:
        folder: Folder of the packs.
        cell: The answered cell.
        gold: The answers, in the order of the inputs.
        examples: Number of examples in the inputs.
        inputs: Fingerprint of the inputs, if known.
        edition: Edition of the inputs, if known.
    """
    answers = tuple(gold)
    about = {
        "schema": PACK_SCHEMA,
        "task": cell.task,
        "language": cell.language,
        "split": cell.split,
        "edition": edition,
        "examples": examples,
        "inputs": inputs,
        "gold": fingerprint(answers),
    }
    lines = [about, *(asdict(answer) for answer in answers)]  # type: ignore[call-overload]
    text = "".join(json.dumps(line, ensure_ascii=False, sort_keys=True) + "\n" for line in lines)
    content = text.encode("utf-8", "surrogatepass")
    name = sha256(content).hexdigest()
    write_atomically(folder / pack_name(name), gzip.compress(content, mtime=0))
    return LockedPack(
        cell.task,
        cell.language,
        cell.split,
        edition,
        examples,
        inputs,
        str(about["gold"]),
        name,
        len(content),
    )


def pack_name(digest: str) -> str:
    """File name of a pack."""
    return f"{digest}.jsonl.gz"


@dataclass(frozen=True, slots=True)
class PackSource:
    """Answers from a folder of packs, without inputs."""

    folder: Path
    lock: Lock

    def gold(self, cell: Cell, inputs: str | None) -> tuple[Gold, ...] | None:
        """Read the answers, in the order of the inputs; None if no pack is listed.

        Args:
            cell: The cell to answer.
            inputs: Fingerprint of the inputs; None accepts any.

        Raises:
            DataError: The pack is missing, or differs from the listed one.
        """
        fitting = [one for one in self.lock.packs if one.cell == cell and one.pack is not None]
        locked = next((one for one in fitting if inputs is None or one.inputs == inputs), None)
        if locked is None or locked.pack is None:
            return None
        path = self.folder / pack_name(locked.pack)
        try:
            packed = path.read_bytes()
        except OSError as error:
            raise DataError(
                f"The gold pack of {cell} is not in {self.folder}.",
                "Fetch it again.",
            ) from error
        content = _unpack(path, packed, locked.bytes or 0)
        answers = _answers(path, content, get_task(cell.task)) if _is(content, locked) else None
        if answers is None or fingerprint(answers) != locked.gold:
            raise DataError(f"{path} does not match {LOCK}.", "Fetch both again.")
        return answers


def open_packs(folder: Path) -> PackSource:
    """Open a folder of packs that has a list.

    Raises:
        DataError: The list is missing or malformed.
    """
    return PackSource(folder, read_lock(folder / LOCK))


def _unpack(path: Path, packed: bytes, size: int) -> bytes:
    """Decompress the lines, reading no more bytes than listed."""
    inflate = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    try:
        content = inflate.decompress(packed, size + 1)
    except zlib.error as error:
        raise DataError(f"{path} is not a gzip file ({error}).", "Fetch it again.") from error
    return content


def _is(content: bytes, locked: LockedPack) -> bool:
    return len(content) == locked.bytes and sha256(content).hexdigest() == locked.pack


def _answers(path: Path, content: bytes, task: Task) -> tuple[Gold, ...]:
    kind = get_family(task.family).gold
    try:
        _, *lines = content.decode("utf-8", "surrogatepass").removesuffix("\n").split("\n")
        return tuple(_answer(kind, json.loads(line)) for line in lines)
    except (ValueError, TypeError) as error:
        raise DataError(f"{path} is not a gold pack ({error}).", "Fetch it again.") from error


def _answer(kind: type[Any], value: Mapping[str, Any]) -> Gold:
    fields = {key: tuple(part) if isinstance(part, list) else part for key, part in value.items()}
    answer: Gold = kind(**fields)
    return answer
