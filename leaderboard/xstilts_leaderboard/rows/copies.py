"""Copy detection: rows are compared example by example, by the parts that affect the score.

Each answer is reduced to what its score depends on (`Family.answer`), so that a trailing full stop
or a different order of lines makes no difference. A digest for each task and language detects
identical answers; 16 bits of each answer give the share of equal ones. Every example is compared,
because a known sample could be altered to avoid detection.
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
"""From this share of equal answers on, a maintainer must review the row."""

_CANONICAL = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
_ASIDE = "score"
"""A field that is not part of the answer: the score of a sentence pair."""


@dataclass(frozen=True, slots=True)
class CellAnswers:
    """The answers to one task in one language."""

    digest: str
    """SHA-256 of all reduced answers, ordered by the hashes of their examples."""
    answers: NDArray[np.uint16]
    """Hash of each answer in that order; empty for mining, where the pairs are the answers."""
    pairs: NDArray[np.uint32]
    """Hashes of mined pairs, ascending; empty for other tasks."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """Digests and hashes of predictions, stored for comparison with other rows."""

    digest: str
    """SHA-256 of all canonical records, in the order of tasks, languages and lines."""
    cells: Mapping[str, CellAnswers] = field(default_factory=dict)
    """A cell's `name` → answers; empty for rows scored before answers were stored."""

    @property
    def examples(self) -> int:
        """Number of answers."""
        return _examples(self.cells)

    @property
    def by_transform(self) -> Mapping[str, Mapping[str, CellAnswers]]:
        """Transform → its cells; clean cells have an empty one."""
        found: dict[str, dict[str, CellAnswers]] = {}
        for name, cell in self.cells.items():
            found.setdefault(name.partition("@")[2], {})[name] = cell
        return found


@dataclass(frozen=True, slots=True)
class Alike:
    """Similarity of two rows, in the kind of inputs in which they are most similar."""

    share: float
    """Share of equal answers on common examples; 0 if most examples are not common."""
    whole: bool
    """Whether all common answers are equal, and one row has no others."""


def likeness_of(folder: Path, manifest: Manifest) -> Likeness:
    """Read a valid submission's predictions.

    Args:
        folder: The folder with manifest and predictions.
        manifest: Its valid manifest.
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


def compare_rows(one: Likeness, two: Likeness, *, same_owners: bool = False) -> Alike:
    """Compare two rows, like with like: answers to clean inputs, and to those of each transform.

    Each kind of inputs is compared over the tasks and languages that both rows contain; the most
    similar kind counts, so that answers to other inputs cannot hide copied ones.

    Args:
        one: A row.
        two: Another.
        same_owners: Whether both rows are of the same owners, who may file a model's answers to
            clean inputs once more beside those to transformed ones; these are then not compared.
    """
    if one.digest == two.digest:
        return Alike(1.0, True)
    mine, theirs = one.by_transform, two.by_transform
    twins = same_owners and mine.keys() != theirs.keys()
    found = [
        _compared(mine[transform], theirs[transform])
        for transform in mine.keys() & theirs.keys()
        if transform or not twins
    ]
    return Alike(
        max((alike.share for alike in found), default=0.0), any(alike.whole for alike in found)
    )


def _compared(one: Mapping[str, CellAnswers], two: Mapping[str, CellAnswers]) -> Alike:
    common = [
        (one[name], two[name])
        for name in one.keys() & two.keys()
        if len(one[name].answers) == len(two[name].answers)
    ]
    compared = sum(max(_size(mine), _size(theirs)) for mine, theirs in common)
    if not compared or 2 * compared < min(_examples(one), _examples(two)):
        return Alike(0.0, False)
    equal = sum(_equal(mine, theirs) for mine, theirs in common)
    same = all(mine.digest == theirs.digest for mine, theirs in common)
    all_of_one = len(common) in (len(one), len(two))
    return Alike(equal / compared, same and all_of_one)


def _examples(cells: Mapping[str, CellAnswers]) -> int:
    return sum(map(_size, cells.values()))


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
