"""Means over languages, and the difference of two encoders, from the hits of every sentence."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from xstilts_kit.alignment.measures import LEAST_RETRIEVAL, Estimate, clipped, interval
from xstilts_kit.alignment.report import Alignment, LanguageAlignment, Summary, Switching
from xstilts_kit.diagnostics.errors import DataError
from xstilts_kit.statistics.poisson import unit_hashes, weights_of
from xstilts_kit.tasks import get_task

REPLICATES = 1000

Vector = NDArray[np.float64]
"""float64, (1 + replicates,): the value, then its replicates."""


def hashes_of(task: str, language: str, count: int) -> NDArray[np.uint64]:
    """Hashes of the English sentences, which are the same for all languages of a parallel task."""
    shared = "{language}" not in get_task(task).unit_family
    family = f"alignment/{task}" if shared else f"alignment/{task}/{language}"
    return unit_hashes(family, map(str, range(count)))


def weights_for(task: str, language: str, count: int) -> NDArray[np.float64]:
    """How often each sentence is drawn in each replicate: float64, (replicates, n)."""
    drawn = weights_of(hashes_of(task, language, count), range(REPLICATES))
    return drawn.astype(np.float64)


def summarise(task: str, languages: Sequence[LanguageAlignment]) -> tuple[Summary, ...]:
    """Means over languages of each condition and ratio, with paired intervals."""
    found = []
    for key in _keys(languages):
        vectors = retrieval_vectors(task, languages, key)
        clean, switched = (np.stack([own[i] for own in vectors.values()]) for i in (0, 1))
        kept = clean[:, 0] >= LEAST_RETRIEVAL
        ratios = switched[kept] / np.where(clean[kept] > 0, clean[kept], np.nan)
        low = f"clean retrieval is below {LEAST_RETRIEVAL:g} in every language"
        found.append(
            Summary(
                *key,
                languages=tuple(vectors),
                retrieval_clean=_share(clean.mean(axis=0)),
                retrieval=_share(switched.mean(axis=0)),
                loss=_estimate((clean - switched).mean(axis=0)),
                retention=_estimate(ratios.mean(axis=0))
                if kept.any()
                else Estimate(None, reason=low),
            )
        )
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Difference:
    """Mean loss of retrieval of encoder A minus that of encoder B, same sentences."""

    condition: str
    ratio: float
    languages: tuple[str, ...]
    a: float
    b: float
    difference: Estimate


def compare(a: Alignment, b: Alignment) -> tuple[Difference, ...]:
    """Differences of the mean losses of two encoders, with paired intervals.

    Raises:
        DataError: They were measured on other sentences.
    """
    own = {one.language: one for one in a.languages}
    other = {one.language: one for one in b.languages}
    shared = [language for language in own if language in other]
    unlike = [x for x in shared if own[x].fingerprint != other[x].fingerprint]
    if a.task != b.task or not shared or unlike or a.seed != b.seed:
        where = unlike[0] if unlike else a.task
        raise DataError(
            f"{where}: the two were measured on other sentences or seeds.",
            "Run `align` for both with the same options.",
        )
    left, right = [own[x] for x in shared], [other[x] for x in shared]
    found = []
    for key in _keys(left):
        if key not in _keys(right):
            continue
        first, second = retrieval_vectors(a.task, left, key), retrieval_vectors(b.task, right, key)
        both = [language for language in first if language in second]
        one, two = (
            np.stack([own[x][0] - own[x][1] for x in both]).mean(axis=0) for own in (first, second)
        )
        found.append(
            Difference(*key, tuple(both), float(one[0]), float(two[0]), _estimate(one - two))
        )
    return tuple(found)


def _keys(languages: Sequence[LanguageAlignment]) -> list[tuple[str, float]]:
    return list(
        dict.fromkeys((one.condition, one.ratio) for own in languages for one in own.switching)
    )


def retrieval_vectors(
    task: str, languages: Sequence[LanguageAlignment], key: tuple[str, float]
) -> dict[str, tuple[Vector, Vector]]:
    """Clean and switched retrieval, of the languages that have a condition.

    Args:
        task: The task.
        languages: Its languages in ``alignment.json``.
        key: Condition and ratio.

    Returns:
        Language → both, as shares with replicates drawn alike for every encoder.
    """
    found = {}
    for own in languages:
        for one in own.switching:
            if (one.condition, one.ratio) == key:
                found[own.language] = _retrieval(task, own, one)
    return found


def _retrieval(task: str, own: LanguageAlignment, one: Switching) -> tuple[Vector, Vector]:
    weights = weights_for(task, own.language, own.sentences)
    all_weights = np.vstack([np.ones(own.sentences), weights])
    n = all_weights.sum(axis=1)
    counts = np.array([one.hits.clean, one.hits.switched], dtype=np.float64)
    clean, switched = (all_weights @ row / (2 * np.where(n > 0, n, np.nan)) for row in counts)
    return clean, switched


def _estimate(vector: Vector) -> Estimate:
    return Estimate(float(vector[0]), *interval(float(vector[0]), vector[1:]))


def _share(vector: Vector) -> Estimate:
    found = _estimate(vector)
    return Estimate(found.value, clipped(found.low), clipped(found.high))
