"""Writes prediction files."""

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Protocol

from xstilts_kit.cell import Cell
from xstilts_kit.storage import write_atomically
from xstilts_kit.submission.manifest import PredictionFile


class Writable(Protocol):
    """A record of any family."""

    def as_json(self) -> Mapping[str, object]: ...


def write_records(out: Path, cell: Cell, records: Sequence[Writable]) -> PredictionFile:
    """Write the prediction file of a cell atomically.

    Raises:
        StorageError: It cannot be written.
    """
    lines = (json.dumps(record.as_json(), ensure_ascii=False) for record in records)
    content = "".join(f"{line}\n" for line in lines).encode()
    write_atomically(out / cell.path, content)
    return PredictionFile(cell.path, sha256(content).hexdigest(), len(content), len(records))
