"""Is a submission another one's copy? Rows are compared by what scores, example by example.

Each answer is reduced to what its score depends on (`Family.answer`), so a full stop behind an
answer, or another order of the lines, changes nothing. A digest for each task and language finds
equal ones; 16 bits of each answer give the share that is equal. Every example is compared: there is
no sample that could be spared.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b, sha256
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from xstilts_kit.families import get_family
from xstilts_kit.submission.manifest import Manifest
from xstilts_kit.tasks import get_task

ALIKE = 0.999
"""From this share of equal answers on, a maintainer is to look."""

_CANONICAL = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
_ASIDE = "score"
"""A field that is not an answer: how sure a pair of sentences is."""


@dataclass(frozen=True, slots=True)
class CellAnswers:
    """The answers to one task in one language."""

    digest: str
    """SHA-256 of all answers, reduced to what scores, in the order of their examples' hashes."""
    answers: NDArray[np.uint16]
    """Hash of each answer in that order; empty for mining, where the pairs themselves answer."""
    pairs: NDArray[np.uint32]
    """Hashes of mined pairs, ascending; empty for other tasks."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """What is kept of predictions to compare them with others."""

    digest: str
    """SHA-256 of all canonical records, in the order of tasks, languages and lines."""
    cells: Mapping[str, CellAnswers] = field(default_factory=dict)
    """``task/language`` → answers; empty for rows that were scored before answers were kept."""

    @property
    def examples(self) -> int:
        """How many answers there are."""
        return sum(map(_size, self.cells.values()))


@dataclass(frozen=True, slots=True)
class Alike:
    """How much of two rows is equal."""

    share: float
    """Equal answers among the examples that both have; 0 where most are other examples."""
    whole: bool
    """Whether everything that both answer is answered alike, and that is all of one of them."""


def likeness_of(folder: Path, manifest: Manifest) -> Likeness:
    """Read a valid submission's predictions.

    Args:
        folder: Manifest and predictions.
        manifest: Its manifest, valid.
    """
    digest = sha256()
    cells: dict[str, CellAnswers] = {}
    for cell in sorted(entry.cell for entry in manifest.data):
        digest.update(f"{cell.name}\n".encode())
        known = get_task(cell.task)
        family = get_family(known.family)
        kept: list[tuple[bytes, bytes]] = []
        for record in _records(folder / cell.path):
            answer = family.answer(known, cell.language, family.record(record)).encode(
                "utf-8", "replace"
            )
            example = str(record["id"]).encode("utf-8", "replace") if family.one_each else answer
            kept.append((_hash(example), answer))
            record.pop(_ASIDE, None)
            line = _CANONICAL.encode(record).encode("utf-8", "surrogatepass")
            digest.update(line + b"\n")
        cells[cell.name] = _cell_answers(kept, family.one_each)
    return Likeness(digest.hexdigest(), cells)


def _cell_answers(kept: list[tuple[bytes, bytes]], one_each: bool) -> CellAnswers:
    kept.sort()
    digest = sha256()
    for example, answer in kept:
        digest.update(example + len(answer).to_bytes(4, "big") + answer)
    hashes = [_hash(answer) for _, answer in kept]
    answers = [int.from_bytes(one[:2], "big") for one in hashes] if one_each else []
    pairs = [] if one_each else sorted({int.from_bytes(one[:4], "big") for one in hashes})
    return CellAnswers(digest.hexdigest(), np.array(answers, np.uint16), np.array(pairs, np.uint32))


def compare_rows(one: Likeness, two: Likeness) -> Alike:
    """How much of two rows is equal, over the tasks and languages that both have."""
    if one.digest == two.digest:
        return Alike(1.0, True)
    common = [
        (one.cells[name], two.cells[name])
        for name in one.cells.keys() & two.cells.keys()
        if len(one.cells[name].answers) == len(two.cells[name].answers)
    ]
    compared = sum(max(_size(mine), _size(theirs)) for mine, theirs in common)
    if not compared or 2 * compared < min(one.examples, two.examples):
        return Alike(0.0, False)
    equal = sum(_equal(mine, theirs) for mine, theirs in common)
    same = all(mine.digest == theirs.digest for mine, theirs in common)
    all_of_one = len(common) in (len(one.cells), len(two.cells))
    return Alike(equal / compared, same and all_of_one)


def _equal(one: CellAnswers, two: CellAnswers) -> int:
    pairs = len(np.intersect1d(one.pairs, two.pairs, assume_unique=True))
    return pairs + int(np.count_nonzero(one.answers == two.answers))


def _size(cell: CellAnswers) -> int:
    return len(cell.answers) + len(cell.pairs)


def _records(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def _hash(content: bytes) -> bytes:
    return blake2b(content, digest_size=8).digest()
