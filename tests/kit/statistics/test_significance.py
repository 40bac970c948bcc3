"""Paired tests against worked values and scipy."""

import numpy as np
import pytest
from scipy import stats

from xstilts_kit.statistics.significance import (
    holm,
    mcnemar,
    minimum_detectable_effect,
    sign_flip,
)


@pytest.mark.parametrize(
    ("only_a", "only_b", "p"),
    [(10, 2, 0.038574), (0, 6, 0.03125), (25, 40, 0.081682), (5, 5, 1.0), (0, 0, 1.0)],
)
def test_exact_mcnemar(only_a: int, only_b: int, p: float) -> None:
    assert mcnemar(only_a, only_b) == pytest.approx(p, abs=5e-7)
    assert mcnemar(only_b, only_a) == mcnemar(only_a, only_b)


def test_mcnemar_is_the_binomial_test_and_takes_large_numbers() -> None:
    assert mcnemar(300, 352) == pytest.approx(stats.binomtest(300, 652).pvalue)
    with pytest.raises(ValueError, match="not negative"):
        mcnemar(-1, 3)


def test_holm_keeps_the_order_of_the_tests() -> None:
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert holm([0.9, 0.8]) == (1.0, 1.0)
    assert holm([]) == ()


@pytest.mark.parametrize(("n", "least"), [(3, 0.25), (5, 0.0625), (8, 0.0078125)])
def test_few_seeds_bound_p_from_below(n: int, least: float) -> None:
    assert sign_flip([1.0] * n) == least


def test_sign_flip_agrees_with_scipy() -> None:
    values = np.random.default_rng(0).normal(0.3, 1, size=12)
    found = stats.permutation_test(
        (values,), np.sum, permutation_type="samples", n_resamples=np.inf
    )
    assert sign_flip(values) == pytest.approx(found.pvalue)
    many = np.random.default_rng(1).normal(0.15, 1, size=200)
    normal = 2 * stats.norm.sf(abs(many.sum()) / np.sqrt((many**2).sum()))
    assert sign_flip(many, flips=2000) == pytest.approx(normal, abs=0.02)
    assert sign_flip(many, flips=200) == sign_flip(many, flips=200)
    assert sign_flip([]) == sign_flip([0.0, 0.0]) == 1.0


@pytest.mark.parametrize(
    ("n", "discordant", "points"),
    [(5010, 0.10, 1.25), (2000, 0.05, 1.40), (1190, 0.20, 3.63), (500, 0.02, 1.77)],
)
def test_minimum_detectable_effects(n: int, discordant: float, points: float) -> None:
    assert minimum_detectable_effect(discordant, n) == pytest.approx(points, abs=0.006)
    with pytest.raises(ValueError, match="share"):
        minimum_detectable_effect(1.5, n)
