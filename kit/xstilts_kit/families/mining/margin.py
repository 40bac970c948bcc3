"""Mining of translation pairs from two sets of embeddings, and the score threshold.

Ratio margin of Artetxe and Schwenk 2019: a pair's cosine divided by the mean cosine of both sides'
nearest neighbours; as in XTREME's script, but in bounded memory, with ties going to the lower row.
"""

from collections.abc import Hashable, Sequence
from collections.abc import Set as AbstractSet
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from xstilts_kit.families._vectors import cosines, unit_length

NEIGHBOURS = 4

_BLOCK = 4096

_Pair = TypeVar("_Pair", bound=Hashable)


def unify(sentences: Sequence[str]) -> tuple[list[str], list[int]]:
    """Distinct sentences in order of first occurrence, and the index of each line."""
    known: dict[str, int] = {}
    index = [known.setdefault(sentence, len(known)) for sentence in sentences]
    return list(known), index


def mine(
    source: NDArray[np.float32],
    target: NDArray[np.float32],
    k: int = NEIGHBOURS,
    block: int = _BLOCK,
) -> list[tuple[int, int, float]]:
    """Find pairs (source row, target row, margin score), best first; each row at most once.

    Each row of either side proposes its best neighbour. Proposals are accepted in order of score
    while both rows are free; only positive scores are kept.

    Args:
        source: Embeddings of distinct sentences: float32, (n, d).
        target: Embeddings of the other side: float32, (m, d).
        k: Number of nearest neighbours.
        block: Rows of either side compared at once; memory grows with its square, and with
            (n + m) · k.
    """
    if not len(source) or not len(target):
        return []
    source, target = unit_length(source), unit_length(target)
    forward = _Neighbours(len(source), min(k, len(target)))
    backward = _Neighbours(len(target), min(k, len(source)))
    for start in range(0, len(source), block):
        rows = source[start : start + block]
        for first in range(0, len(target), block):
            similarity = cosines(rows, target[first : first + block])
            forward.see(start, first, similarity)
            backward.see(first, start, similarity.T)
    x_mean, y_mean = forward.similarity.mean(axis=1), backward.similarity.mean(axis=1)
    y_of, x_score = forward.best(x_mean, y_mean)
    x_of, y_score = backward.best(y_mean, x_mean)
    pairs = np.stack(
        [
            np.concatenate([np.arange(len(source)), x_of]),
            np.concatenate([y_of, np.arange(len(target))]),
        ],
        axis=1,
    )
    return _greedy(pairs, np.concatenate([x_score, y_score]))


class _Neighbours:
    """The k nearest rows of the other side, updated with blocks of similarities."""

    def __init__(self, rows: int, k: int) -> None:
        self.similarity = np.full((rows, k), -np.inf, dtype=np.float32)
        self.index = np.zeros((rows, k), dtype=np.int64)
        self._k = k

    def see(self, start: int, first: int, block: NDArray[np.float32]) -> None:
        """Add a block of similarities of rows from `start` with columns from `first`.

        Blocks of the same rows must come in column order: on a tie, the lower column, which came
        first, is kept.
        """
        part = slice(start, start + len(block))
        worst = self.similarity[part, -1]
        if np.isneginf(worst).any():
            rows, columns = _highest(block, min(self._k, block.shape[1]))
        else:
            rows, columns = np.nonzero(block > worst[:, None])
        if not len(rows):
            return
        touched = np.unique(rows)
        self._merge(
            start,
            np.concatenate([np.repeat(touched, self._k), rows]),
            np.concatenate([self.similarity[part][touched].ravel(), block[rows, columns]]),
            np.concatenate([self.index[part][touched].ravel(), first + columns]),
            touched,
        )

    def _merge(
        self,
        start: int,
        rows: NDArray[np.int64],
        values: NDArray[np.float32],
        columns: NDArray[np.int64],
        touched: NDArray[np.int64],
    ) -> None:
        """Keep the k highest values of each touched row; ties go to the lower column."""
        order = np.lexsort((columns, -values, rows))
        begins = np.searchsorted(rows[order], touched)
        kept = order[begins[:, None] + np.arange(self._k)]
        self.similarity[start + touched] = values[kept]
        self.index[start + touched] = columns[kept]

    def best(
        self, own: NDArray[np.float32], other: NDArray[np.float32]
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """The neighbour with the highest margin of each row, and the margin."""
        with np.errstate(divide="ignore", invalid="ignore"):
            margins = self.similarity / ((own[:, None] + other[self.index]) / 2)
        chosen = margins.argmax(axis=1)
        rows = np.arange(len(chosen))
        return self.index[rows, chosen], margins[rows, chosen]


def _highest(block: NDArray[np.float32], k: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Rows and columns of the k highest values of each row; ties go to lower columns."""
    floor = np.partition(block, -k, axis=1)[:, -k][:, None]
    above, level = block > floor, block == floor
    room = k - above.sum(axis=1, dtype=np.int32)[:, None]
    level &= level.cumsum(axis=1, dtype=np.int32) <= room
    rows, columns = np.nonzero(above | level)
    return rows, columns


def _greedy(pairs: NDArray[np.int64], scores: NDArray[np.float32]) -> list[tuple[int, int, float]]:
    taken: tuple[set[int], set[int]] = (set(), set())
    kept = []
    for row in np.argsort(-scores, kind="stable").tolist():
        one, two = int(pairs[row, 0]), int(pairs[row, 1])
        if one in taken[0] or two in taken[1]:
            continue
        taken[0].add(one)
        taken[1].add(two)
        if scores[row] > 0:
            kept.append((one, two, float(scores[row])))
    return kept


def fit_threshold(candidates: Sequence[tuple[_Pair, float]], gold: AbstractSet[_Pair]) -> float:
    """Find the minimum score to keep pairs that maximises F1 against the gold.

    Follows XTREME's arithmetic to the bit: a later cut wins if its F1 is rounded higher. The
    threshold is half-way between the last kept pair and the next one; the last pair's own score if
    there is no next one; 0 if no candidate is right.

    Args:
        candidates: Pairs with scores, best first.
        gold: The right pairs.
    """
    threshold, best, right = 0.0, 0.0, 0
    for place, (pair, score) in enumerate(candidates):
        right += pair in gold
        precision, recall = right / (place + 1), right / len(gold) if gold else 0.0
        f1 = 2 * precision * recall / (precision + recall) if right else 0.0
        if f1 > best:
            best = f1
            following = candidates[min(place + 1, len(candidates) - 1)][1]
            threshold = (score + following) / 2
    return threshold
