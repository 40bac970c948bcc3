"""Is a submission another one's copy? Digests find equal ones, a sketch those that differ a little.

The sketch keeps the answers to the examples whose ids hash lowest, so two submissions on the same
data keep the same examples, and the share of equal answers among them estimates the share of all.
"""

import heapq
import json
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b, sha256
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from xstilts_kit.submission.manifest import Manifest

SKETCHED = 8192
"""Examples that a sketch keeps: 0.1 % of them are 8."""

ALIKE = 0.999
"""From this share of equal answers on, a maintainer is to look."""

_CANONICAL = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
_ASIDE = "score"
"""A field that is not an answer: how sure a pair of sentences is."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """What is kept of predictions to compare them with others."""

    digest: str
    """SHA-256 of all canonical records, in the order of tasks, languages and lines."""
    examples: NDArray[np.uint64]
    """Hashes of the sketched examples, ascending."""
    answers: NDArray[np.uint64]
    """Hashes of their answers, in the same order."""


def likeness_of(folder: Path, manifest: Manifest) -> Likeness:
    """Read a valid submission's predictions.

    Args:
        folder: Manifest and predictions.
        manifest: Its manifest, valid.
    """
    digest = sha256()
    lowest: list[tuple[int, int]] = []  # of negated hashes, so the largest is the first to go
    for cell in sorted(entry.cell for entry in manifest.data):
        digest.update(f"{cell.name}\n".encode())
        for record in _records(folder / cell.path):
            answer = _CANONICAL.encode(record).encode("utf-8", "surrogatepass")
            digest.update(answer + b"\n")
            name = record.get("id", record.get("source", ""))
            example = _hash(f"{cell.name}/{name}".encode())
            entry = (-example, _hash(answer))
            if len(lowest) < SKETCHED:
                heapq.heappush(lowest, entry)
            elif entry > lowest[0]:
                heapq.heapreplace(lowest, entry)
    kept = sorted((-negative, answer) for negative, answer in lowest)
    return Likeness(
        digest.hexdigest(),
        np.array([example for example, _ in kept], dtype=np.uint64),
        np.array([answer for _, answer in kept], dtype=np.uint64),
    )


def share_alike(one: Likeness, two: Likeness) -> float:
    """The estimated share of examples with equal answers; 0 where most are other examples."""
    if one.digest == two.digest:
        return 1.0
    _, mine, theirs = np.intersect1d(
        one.examples, two.examples, assume_unique=False, return_indices=True
    )
    if 2 * len(mine) < max(len(one.examples), len(two.examples)):
        return 0.0
    return float(np.mean(one.answers[mine] == two.answers[theirs]))


def _records(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            record.pop(_ASIDE, None)
            yield record


def _hash(content: bytes) -> int:
    return int.from_bytes(blake2b(content, digest_size=8).digest(), "big")
