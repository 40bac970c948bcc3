"""Evenness and agreement, on published rows and on tables that can be done by hand."""

import math

import numpy as np
import pytest

from xstilts_kit.statistics.consistency import agreement, evenness

_ORDER = ["en", "fr", "es", "de", "el", "bg", "ru", "tr", "ar", "vi", "th", "zh", "hi", "sw", "ur"]
_PUBLISHED = {
    "XLM-R Large": (
        "89.1 84.1 85.1 83.9 82.9 84.0 81.2 79.6 79.8 80.8 78.1 80.2 76.9 73.9 73.8",
        (80.31, 12.31, 3.51, 8.79, 11.3, "ur", 73.8),
    ),
    "ERNIE-M Large": (
        "89.3 85.1 85.7 84.4 83.7 84.5 82.0 81.2 81.2 81.9 79.2 81.0 78.6 76.2 75.4",
        (81.44, 9.47, 3.08, 7.86, 10.3, "ur", 75.4),
    ),
    "XLM-R base": (
        "85.8 79.7 80.7 78.7 77.5 79.6 78.1 74.2 73.8 76.5 74.6 76.7 72.4 66.5 68.3",
        (75.52, 16.63, 4.08, 10.28, 14.2, "sw", 66.5),
    ),
    "InfoXLM Large": (
        "89.7 84.5 85.5 84.1 83.4 84.2 81.3 80.9 80.4 80.8 78.9 80.9 77.9 74.8 73.7",
        (80.81, 11.70, 3.42, 8.89, 11.8, "ur", 73.7),
    ),
}
"""Rows of PaddleNLP's ERNIE-M page (arXiv 2012.15674), and what follows from them."""


@pytest.mark.parametrize("name", _PUBLISHED)
def test_published_rows_have_their_known_spread(name: str) -> None:
    row, expected = _PUBLISHED[name]
    scores = dict(zip(_ORDER, map(float, row.split()), strict=True))
    found = evenness(scores)
    assert found is not None
    assert found.english_gap is not None
    values = (
        round(found.mean, 2),
        round(found.variance, 2),
        round(found.standard_deviation, 2),
        round(found.english_gap, 2),
        round(found.range, 1),
        found.worst_language,
        found.worst,
    )
    assert values == expected
    lowest = sorted(score for language, score in scores.items() if language != "en")[:3]
    assert found.mean_of_lowest_three == pytest.approx(sum(lowest) / 3)


def test_log_odds_are_those_of_the_other_languages_and_absent_at_the_ceiling() -> None:
    found = evenness({"en": 90.0, "de": 80.0, "fr": 50.0})
    assert found is not None
    assert found.log_odds_standard_deviation == pytest.approx(math.log(4) / 2)
    at_the_ceiling = evenness({"de": 100.0, "fr": 50.0})
    assert at_the_ceiling is not None
    assert at_the_ceiling.log_odds_standard_deviation is None
    assert at_the_ceiling.english_gap is None


def test_one_language_has_no_spread() -> None:
    assert evenness({"en": 90.0, "de": 80.0}) is None


def test_noise_alone_is_taken_off_the_variance() -> None:
    chance = np.random.default_rng(0)
    languages = [f"l{i}" for i in range(14)]
    draws = {language: 80 + chance.normal(0, 2.0, 4000) for language in languages}
    scores = {language: float(draws[language][0]) for language in languages}
    found = evenness(scores, draws)
    assert found is not None
    assert found.variance_without_noise is not None
    # Independent scores of standard deviation 2: the expected noise is 4 · 13 / 14.
    assert found.variance - found.variance_without_noise == pytest.approx(4 * 13 / 14, rel=0.05)


_ANSWERS = {"en": "aabb", "de": "aabc", "fr": "abbc"}
_RIGHT = {
    language: [answer == gold for answer, gold in zip(answers, "aabb", strict=True)]
    for language, answers in _ANSWERS.items()
}


def test_agreement_by_hand() -> None:
    found = agreement(_RIGHT, _ANSWERS, dropped=2)
    assert found is not None
    assert (found.items, found.dropped) == (4, 2)
    # en-de 3 of 4, en-fr 2 of 4, de-fr 3 of 4.
    assert found.pairwise == pytest.approx((0.75 + 0.5 + 0.75) / 3)
    assert found.with_english == pytest.approx((0.75 + 0.5) / 2)
    assert found.right == pytest.approx((0.75 + 0.5 + 0.5) / 3)
    assert found.wrong == pytest.approx(found.pairwise - found.right)
    assert found.all_same == pytest.approx(0.5)
    assert found.all_correct == pytest.approx(0.5)
    assert found.any_correct == pytest.approx(1.0)
    assert found.right_where_english_is == pytest.approx((0.75 + 0.5) / 2)
    # Items: aaa, aab, bbb, bcc; P = 1, 1/3, 1, 1/3; shares a 5, b 5, c 2 of 12.
    observed, chance = (1 + 1 / 3 + 1 + 1 / 3) / 4, (25 + 25 + 4) / 144
    assert found.kappa == pytest.approx((observed - chance) / (1 - chance))


def test_kappa_is_absent_where_all_always_say_the_same() -> None:
    found = agreement({"en": [True], "de": [True]}, {"en": "a", "de": "a"})
    assert found is not None
    assert found.kappa is None


def test_answers_that_cannot_be_equal_leave_only_what_is_right() -> None:
    found = agreement(_RIGHT, None)
    assert found is not None
    assert found.pairwise is found.kappa is found.all_same is None
    assert found.all_correct == pytest.approx(0.5)


def test_no_agreement_without_two_languages_or_items() -> None:
    assert agreement({"en": [True]}, None) is None
    assert agreement({"en": [], "de": []}, None) is None


def test_published_rows_of_the_other_columns() -> None:
    rows = {
        "ERNIE-M base": (
            "85.5 80.1 81.2 79.2 79.1 80.4 78.1 76.8 76.3 78.3 75.8 77.4 72.9 69.5 68.8",
            (76.71, 13.73, 3.71, 8.79),
        ),
        "XLM-R Large, translate-train-all": (
            "89.1 85.1 86.6 85.7 85.3 85.9 83.5 83.2 83.1 83.7 81.5 83.7 81.6 78.0 78.1",
            (83.21, 6.59, 2.57, 5.89),
        ),
    }
    for row, expected in rows.values():
        found = evenness(dict(zip(_ORDER, map(float, row.split()), strict=True)))
        assert found is not None
        assert found.english_gap is not None
        values = (found.mean, found.variance, found.standard_deviation, found.english_gap)
        assert tuple(round(value, 2) for value in values) == expected


def test_evenness_and_agreement_of_a_worked_example() -> None:
    answers = {"en": "0121", "de": "0101", "sw": "0220"}
    right = {
        code: [a == g for a, g in zip(own, "0121", strict=True)] for code, own in answers.items()
    }
    scores = {code: 100 * sum(own) / 4 for code, own in right.items()}
    spread = evenness(scores)
    assert spread is not None
    assert spread.variance == pytest.approx(156.25)
    found = agreement(right, answers)
    assert found is not None
    assert found.kappa == pytest.approx(0.234043, abs=5e-7)
    assert (found.pairwise, found.all_correct, found.any_correct) == (0.5, 0.25, 1.0)
    assert found.with_english == pytest.approx((0.75 + 0.5) / 2)


def test_kappa_of_fleiss_own_example() -> None:
    counts = (
        "0 0 0 0 14 · 0 2 6 4 2 · 0 0 3 5 6 · 0 3 9 2 0 · 2 2 8 1 1 · 7 7 0 0 0 · 3 2 6 3 0 ·"
        " 2 5 3 2 2 · 6 5 2 1 0 · 0 2 2 3 7"
    )
    items = [
        [str(c) for c, n in enumerate(item.split()) for _ in range(int(n))]
        for item in counts.split("·")
    ]
    answers = {f"l{rater}": [item[rater] for item in items] for rater in range(14)}
    found = agreement({code: [True] * 10 for code in answers}, answers)
    assert found is not None
    assert found.kappa == pytest.approx(0.209931, abs=5e-7)
    assert found.pairwise == pytest.approx(0.378022, abs=5e-7)
