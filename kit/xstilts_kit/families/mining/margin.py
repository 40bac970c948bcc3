"""Mining of translation pairs from two sets of embeddings, and the score threshold.

Ratio margin of Artetxe and Schwenk 2019: a pair's cosine divided by the mean cosine of both sides'
nearest neighbours; as in XTREME's script, but in bounded memory, with ties going to the lower row.
"""

from collections.abc import Hashable, Sequence
from collections.abc import Set as AbstractSet
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from xstilts_kit.families._neighbours import BLOCK, Neighbours, neighbours
from xstilts_kit.families._vectors import unit_length

NEIGHBOURS = 4

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
    block: int = BLOCK,
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
    forward, backward = neighbours(unit_length(source), unit_length(target), k, block)
    x_mean, y_mean = forward.similarity.mean(axis=1), backward.similarity.mean(axis=1)
    y_of, x_score = _best(forward, x_mean, y_mean)
    x_of, y_score = _best(backward, y_mean, x_mean)
    pairs = np.stack(
        [
            np.concatenate([np.arange(len(source)), x_of]),
            np.concatenate([y_of, np.arange(len(target))]),
        ],
        axis=1,
    )
    return _greedy(pairs, np.concatenate([x_score, y_score]))


def _best(
    near: Neighbours, own: NDArray[np.float32], other: NDArray[np.float32]
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """The neighbour with the highest margin of each row, and the margin."""
    with np.errstate(divide="ignore", invalid="ignore"):
        margins = near.similarity / ((own[:, None] + other[near.index]) / 2)
    chosen = margins.argmax(axis=1)
    rows = np.arange(len(chosen))
    return near.index[rows, chosen], margins[rows, chosen]


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
