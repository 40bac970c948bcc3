"""BUCC mining, threshold and scoring by the official steps, dense, in double precision."""

from collections.abc import Collection, Hashable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from oracles.retrieval import unit


def _neighbours(row: NDArray[np.float64], k: int) -> list[int]:
    return sorted(range(len(row)), key=lambda j: (-row[j], j))[:k]


def _best(
    row: NDArray[np.float64], near: list[int], mean: float, means: Sequence[float]
) -> tuple[float, int]:
    """The neighbour with the greatest ratio margin; the most similar one on equal terms."""
    best, best_score = near[0], -np.inf
    for j in near:
        with np.errstate(divide="ignore", invalid="ignore"):
            score = row[j] / ((mean + means[j]) / 2)
        if score > best_score:
            best, best_score = j, score
    return float(best_score), best


def mine(
    source: NDArray[np.float32], target: NDArray[np.float32], k: int = 4
) -> list[tuple[int, int, float]]:
    """Pairs of rows by greedy ``max`` retrieval over ratio margins, best first."""
    rows = unit(target)
    # Row by row and not as a matrix product, which rounds equal rows by where they stand.
    similarity = np.array([(rows * row).sum(axis=1) for row in unit(source)])
    forward = [_neighbours(row, k) for row in similarity]
    backward = [_neighbours(row, k) for row in similarity.T]
    means_x = [float(np.mean([similarity[i, j] for j in n])) for i, n in enumerate(forward)]
    means_y = [float(np.mean([similarity[i, j] for i in n])) for j, n in enumerate(backward)]
    entries = []
    for i, near in enumerate(forward):
        score, j = _best(similarity[i], near, means_x[i], means_y)
        entries.append((score, i, j))
    for j, near in enumerate(backward):
        score, i = _best(similarity[:, j], near, means_y[j], means_x)
        entries.append((score, i, j))
    entries.sort(key=lambda entry: -entry[0])
    used_x: set[int] = set()
    used_y: set[int] = set()
    pairs = []
    for score, i, j in entries:
        if i in used_x or j in used_y:
            continue
        used_x.add(i)
        used_y.add(j)
        if score > 0:
            pairs.append((i, j, score))
    return pairs


def unify(lines: Sequence[str]) -> tuple[list[str], list[int]]:
    """Distinct lines as first seen, and which of them every line is."""
    distinct: list[str] = []
    for line in lines:
        if line not in distinct:
            distinct.append(line)
    return distinct, [distinct.index(line) for line in lines]


def rows_used(lines: Sequence[str]) -> list[int]:
    """For each distinct line the row whose embedding counts: its last one."""
    distinct, _ = unify(lines)
    return [max(n for n, line in enumerate(lines) if line == text) for text in distinct]


def ids_of_texts(ids: Sequence[str], lines: Sequence[str]) -> dict[str, str]:
    """Text to id; a text on more than one line has none."""
    return {text: id_ for id_, text in zip(ids, lines, strict=True) if lines.count(text) == 1}


def candidate_scores(
    source: tuple[Sequence[str], Sequence[str], NDArray[np.float32]],
    target: tuple[Sequence[str], Sequence[str], NDArray[np.float32]],
    k: int = 4,
) -> list[tuple[tuple[str, str], float]]:
    """Pairs of ids with their scores, best first, of two corpora: ids, lines, row a line."""
    sides = []
    for ids, lines, rows in (source, target):
        distinct, _ = unify(lines)
        sides.append((distinct, ids_of_texts(ids, lines), rows[rows_used(lines)]))
    (texts_x, ids_x, x), (texts_y, ids_y, y) = sides
    found = []
    for i, j, score in mine(x, y, k):
        if texts_x[i] in ids_x and texts_y[j] in ids_y:
            found.append(((ids_x[texts_x[i]], ids_y[texts_y[j]]), score))
    return found


def fit_threshold(
    candidates: Sequence[tuple[Hashable, float]], gold: Collection[Hashable]
) -> float:
    """The cut with the best F1 over candidates that come best first.

    The last candidate's own score stands where the official code reads past the end.
    """
    threshold = best_f1 = 0.0
    for i, (_, score) in enumerate(candidates):
        correct = sum(pair in gold for pair, _ in candidates[: i + 1])
        if correct == 0:
            continue
        precision, recall = correct / (i + 1), correct / len(gold)
        f1 = 2 * precision * recall / (precision + recall)
        if f1 > best_f1:
            best_f1 = f1
            following = candidates[i + 1][1] if i + 1 < len(candidates) else score
            threshold = (score + following) / 2
    return threshold


def scores(
    gold: Collection[tuple[str, str]], predicted: Collection[tuple[str, str]]
) -> Mapping[str, float]:
    """Precision, recall and F1 of sets of pairs, 0 to 100."""
    right, found = set(gold), set(predicted)
    correct = sum(pair in right for pair in found)
    if correct == 0:
        return {"precision": 0.0, "recall": 0.0, "f1": 0.0}
    precision, recall = correct / len(found), correct / len(right)
    f1 = 2 * precision * recall / (precision + recall)
    return {"precision": 100 * precision, "recall": 100 * recall, "f1": 100 * f1}


_WORD = 2**64


def block_of(source_id: str) -> int:
    """The bootstrap block of a BUCC sentence, from the line number in its id."""
    z = (int(source_id.rsplit("-", 1)[1]) - 1 + 0x9E3779B97F4A7C15) % _WORD
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) % _WORD
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) % _WORD
    return (z ^ (z >> 31)) % 8192
