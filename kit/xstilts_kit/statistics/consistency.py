"""How evenly a system performs across languages, and how consistently it answers parallel items.

Describes one submission; it is not a test. The languages are all that the benchmark has, so
population variances are used; English is kept apart, because it was trained on.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

ENGLISH = "en"


@dataclass(frozen=True, slots=True)
class Evenness:
    """Spread over the non-English languages, in points."""

    languages: tuple[str, ...]
    mean: float
    variance: float
    """Population variance, in points squared."""
    variance_without_noise: float | None
    """Variance minus the part due to sampling of items; None without replicates."""
    standard_deviation: float
    range: float
    worst_language: str
    worst: float
    mean_of_lowest_three: float
    english_gap: float | None
    """English minus the mean; None without English."""
    log_odds_standard_deviation: float | None
    """Spread of ln(p / (1 - p)); None if a score is 0 or 100. A variance that falls while the mean
    rises counts as more even only if this falls, too."""


def evenness(
    scores: Mapping[str, float], replicates: Mapping[str, NDArray[np.float64]] | None = None
) -> Evenness | None:
    """Evenness over languages; None with fewer than two non-English languages.

    Args:
        scores: Language → score, 0 to 100.
        replicates: Language → replicates of the score, drawn with the same weights.
    """
    others = {language: score for language, score in scores.items() if language != ENGLISH}
    if len(others) < 2:
        return None
    values = np.array(list(others.values()))
    worst = min(others, key=lambda language: others[language])
    inside = bool(((values > 0) & (values < 100)).all())
    odds = np.log(values / (100 - values)) if inside else None
    variance = float(values.var())
    noise = None
    if replicates is not None:
        noise = _noise(np.stack([replicates[language] for language in others]))
    return Evenness(
        languages=tuple(others),
        mean=float(values.mean()),
        variance=variance,
        variance_without_noise=None if noise is None else variance - noise,
        standard_deviation=math.sqrt(variance),
        range=float(np.ptp(values)),
        worst_language=worst,
        worst=others[worst],
        mean_of_lowest_three=float(np.sort(values)[:3].mean()),
        english_gap=scores[ENGLISH] - float(values.mean()) if ENGLISH in scores else None,
        log_odds_standard_deviation=None if odds is None else float(odds.std()),
    )


def _noise(replicates: NDArray[np.float64]) -> float:
    """The sampling part of the variance: (trace of S minus its mean) over the number of languages.

    S is the covariance of the languages' scores, (languages, languages), from the replicates.
    """
    kept = replicates[:, ~np.isnan(replicates).any(axis=0)]
    covariance = np.cov(kept)
    return float((np.trace(covariance) - covariance.mean() * len(kept)) / len(kept))


@dataclass(frozen=True, slots=True)
class Agreement:
    """Agreement of answers to parallel items, 0 to 1."""

    languages: tuple[str, ...]
    items: int
    """Items with the same known gold in every language."""
    dropped: int
    """Items left out because their gold differs or is unknown."""
    pairwise: float | None
    """Share of equal answers, mean over language pairs; None if answers cannot be compared."""
    with_english: float | None
    right: float
    """Share of items with both answers right, mean over language pairs."""
    wrong: float | None
    """Share of items with the same wrong answer, mean over language pairs."""
    all_same: float | None
    all_correct: float
    any_correct: float
    right_where_english_is: float | None
    """Share of right answers in the other languages where English is right."""
    kappa: float | None
    """Fleiss' kappa with languages as raters; None if the expected agreement is 1."""


def agreement(
    correct: Mapping[str, Sequence[bool]],
    answers: Mapping[str, Sequence[str]] | None,
    dropped: int = 0,
) -> Agreement | None:
    """Agreement over parallel items; None with fewer than two languages or without items.

    Args:
        correct: Language → whether each item is right, the same items in the same order.
        answers: Language → answers, if they come from a closed set.
        dropped: Number of items left out before.
    """
    languages = tuple(correct)
    right = np.array([correct[language] for language in languages], dtype=bool)
    if len(languages) < 2 or right.shape[1] == 0:
        return None
    pairs = [(i, j) for i in range(len(languages)) for j in range(i)]
    both_right = float(np.mean([(right[i] & right[j]).mean() for i, j in pairs]))
    given = None
    if ENGLISH in languages and right[languages.index(ENGLISH)].any():
        english = right[languages.index(ENGLISH)]
        others = [
            row for row, language in zip(right, languages, strict=True) if language != ENGLISH
        ]
        given = float(np.mean([row[english].mean() for row in others]))
    same: NDArray[np.bool_] | None = None
    with_english = kappa = None
    if answers is not None:
        _, numbers = np.unique(
            np.array([list(answers[language]) for language in languages]), return_inverse=True
        )
        numbers = numbers.reshape(right.shape)
        same = np.stack([numbers[i] == numbers[j] for i, j in pairs])
        kappa = _fleiss(numbers)
        if ENGLISH in languages:
            row = languages.index(ENGLISH)
            equal = (numbers == numbers[row]).mean(axis=1)
            with_english = float(np.delete(equal, row).mean())
    pairwise = None if same is None else float(same.mean())
    return Agreement(
        languages=languages,
        items=right.shape[1],
        dropped=dropped,
        pairwise=pairwise,
        with_english=with_english,
        right=both_right,
        wrong=None if pairwise is None else pairwise - both_right,
        all_same=None if same is None else float(same.all(axis=0).mean()),
        all_correct=float(right.all(axis=0).mean()),
        any_correct=float(right.any(axis=0).mean()),
        right_where_english_is=given,
        kappa=kappa,
    )


def _fleiss(numbers: NDArray[np.intp]) -> float | None:
    """Fleiss' kappa of answers numbered from 0: (raters, items)."""
    raters = numbers.shape[0]
    counts = np.stack([(numbers == c).sum(axis=0) for c in range(int(numbers.max()) + 1)])
    observed = float(((counts**2).sum(axis=0) - raters).mean() / (raters * (raters - 1)))
    shares = counts.sum(axis=1) / counts.sum()
    chance = float((shares**2).sum())
    return None if math.isclose(chance, 1.0) else (observed - chance) / (1 - chance)
