"""How even a system is over languages, and how far it answers parallel items alike.

A description of one submission, not a test. The languages are all that the benchmark has, so
variances are those of a population; English stands apart, because training was in it.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

ENGLISH = "en"


@dataclass(frozen=True, slots=True)
class Evenness:
    """Spread of the languages that are not English, in points."""

    languages: tuple[str, ...]
    mean: float
    variance: float
    """Population form, points squared."""
    variance_without_noise: float | None
    """The variance less what sampling of items alone adds to it; None without replicates."""
    standard_deviation: float
    range: float
    worst_language: str
    worst: float
    mean_of_lowest_three: float
    english_gap: float | None
    """English less the mean; None where English is not there."""
    log_odds_standard_deviation: float | None
    """Spread of ln(p / (1 - p)); None where a score is 0 or 100. A variance that falls while the
    mean rises is called more even only if this falls, too."""


def evenness(
    scores: Mapping[str, float], replicates: Mapping[str, NDArray[np.float64]] | None = None
) -> Evenness | None:
    """Evenness over languages; None with fewer than two that are not English.

    Args:
        scores: Language → score, 0 to 100.
        replicates: Language → replicates of it, drawn alike.
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
    """What sampling adds to the variance: (trace of S less its mean) over the languages.

    S is the covariance of the languages' scores, (languages, languages), from their replicates.
    """
    kept = replicates[:, ~np.isnan(replicates).any(axis=0)]
    covariance = np.cov(kept)
    return float((np.trace(covariance) - covariance.mean() * len(kept)) / len(kept))


@dataclass(frozen=True, slots=True)
class Agreement:
    """How alike parallel items are answered, 0 to 1."""

    languages: tuple[str, ...]
    items: int
    """Items with the same known gold in every language."""
    dropped: int
    """Items left out because their gold differs or is not known."""
    pairwise: float | None
    """Share of equal answers, mean over pairs of languages; None where answers cannot be equal."""
    with_english: float | None
    right: float
    """Both right, mean over pairs of languages."""
    wrong: float | None
    """Both wrong in the same way."""
    all_same: float | None
    all_correct: float
    any_correct: float
    right_where_english_is: float | None
    """Share of right answers in the other languages where English is right."""
    kappa: float | None
    """Fleiss' kappa with languages as raters; None where chance agreement is whole."""


def agreement(
    correct: Mapping[str, Sequence[bool]],
    answers: Mapping[str, Sequence[str]] | None,
    dropped: int = 0,
) -> Agreement | None:
    """Agreement over parallel items; None with fewer than two languages or no item.

    Args:
        correct: Language → whether each item is right, the same items in the same order.
        answers: Language → the answers, where they are of one closed set.
        dropped: Items that were left out before.
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
