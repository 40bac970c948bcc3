"""Items: which test examples a row answers right, and, for closed sets of answers, its answers.

They are kept beside the scores, a file per task, in the form in which the site gives them to the
browser. There are no texts and no gold in it; tasks whose licence forbids even this are left out.
"""

import base64
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from xstilts_kit.cell import Cell
from xstilts_kit.families import family_of
from xstilts_kit.scoring.differing import said
from xstilts_kit.scoring.tables import Answered
from xstilts_kit.storage import write_json
from xstilts_kit.tasks import get_task

_ITEMS = "items-"
_IDS = "ids"
_MOST_ANSWERS = 16
"""Closed sets have fewer answers than this, or their answers are not kept."""


@dataclass(frozen=True, slots=True)
class Items:
    """The items of a row, by task and language."""

    tasks: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    ids: dict[str, Sequence[str]] = field(default_factory=dict)
    """Digest → ids of a cell's examples, where they are not the numbers of the rows."""

    def take(self, cell: Cell, answered: Answered) -> None:
        """Add the examples of a cell, if they may be shown and it has no transform."""
        task = get_task(cell.task)
        if cell.transform is not None or cell.split != "test" or not task.items_shown:
            return
        ids = [gold.id for gold in answered.gold]
        digest = ""
        if ids != list(map(str, range(len(ids)))):
            digest = sha256("\n".join(ids).encode("utf-8", "surrogatepass")).hexdigest()[:16]
            self.ids[digest] = ids
        answers = list(map(said, answered.records)) if family_of(cell).closed else []
        self.tasks.setdefault(cell.task, {})[cell.language] = cell_items(
            answered.right, answers, digest
        )


def cell_items(right: NDArray[np.bool_], answers: Sequence[str], ids: str) -> dict[str, Any]:
    """The items of one cell as JSON.

    Args:
        right: Whether each example is answered right.
        answers: The answers of a closed set; empty otherwise.
        ids: Digest of the ids; empty if they are the numbers of the rows.

    Returns:
        ``n`` examples; ``ids``; ``right``, a bit per example, as base64; ``labels``, the different
        answers; ``answers``, the number of each example's label in bit planes, lowest bit first.
    """
    labels = sorted(set(answers))
    if len(labels) > _MOST_ANSWERS:
        labels = []
    place = {label: number for number, label in enumerate(labels)}
    numbers = np.array([place[one] for one in answers] if labels else [], dtype=np.uint8)
    bits = range(max(len(labels) - 1, 0).bit_length())
    planes = [np.asarray((numbers >> bit) & 1, dtype=np.uint8) for bit in bits]
    return {
        "n": len(right),
        "ids": ids,
        "right": _packed([right.astype(np.uint8)]),
        "labels": labels,
        "answers": _packed(planes),
    }


def _packed(planes: Iterable[NDArray[np.uint8]]) -> str:
    return base64.b64encode(b"".join(np.packbits(plane).tobytes() for plane in planes)).decode()


def write_items(folder: Path, items: Items) -> None:
    """Write the items of a scored row; ids, which rows share, go beside all rows.

    Args:
        folder: From `scored_folder`.
        items: Its items.
    """
    for digest, ids in items.ids.items():
        path = ids_path(folder, digest)
        if not path.is_file():
            write_json(path, list(ids))
    for task, cells in items.tasks.items():
        write_json(_path(folder, task), cells)


def tasks_with_items(folder: Path) -> tuple[str, ...]:
    """The tasks whose items are kept of a scored row."""
    return tuple(sorted(p.stem.removeprefix(_ITEMS) for p in folder.glob(f"{_ITEMS}*.json")))


def read_items(folder: Path, task: str) -> dict[str, dict[str, Any]]:
    """Language → items of a task, as `cell_items` gives them."""
    value: dict[str, dict[str, Any]] = json.loads(_path(folder, task).read_text(encoding="utf-8"))
    return value


def _path(folder: Path, task: str) -> Path:
    return folder / f"{_ITEMS}{task}.json"


def ids_path(folder: Path, digest: str) -> Path:
    """Where the ids of a digest lie, beside the folders of the rows."""
    return folder.parent / _IDS / f"{digest}.json"


def all_ids(folders: Iterable[Path]) -> Iterator[Path]:
    """The files of ids beside these rows, each once."""
    for parent in sorted({folder.parent for folder in folders}):
        yield from sorted((parent / _IDS).glob("*.json"))
