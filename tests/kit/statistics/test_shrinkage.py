"""Differences in differences: what cancels, and what the two scales say."""

import numpy as np
import pytest

from xstilts_kit.statistics.shrinkage import (
    below_chance,
    difference_in_differences,
    log_odds,
    shrinkage,
)

BASE = np.concatenate([[70.0], 70 + np.random.default_rng(0).normal(size=500)])


def test_equal_losses_cancel_with_an_interval_of_no_width() -> None:
    loss = np.random.default_rng(1).normal(5, 1, size=BASE.size)
    found = shrinkage(BASE, BASE - loss, BASE + 4, BASE + 4 - loss, n=1000)
    assert found.points == pytest.approx(0)
    assert (found.points_low, found.points_high) == pytest.approx((0, 0), abs=1e-9)
    assert found.gain == found.gain_changed == pytest.approx(4)


def test_a_gain_on_clean_inputs_alone_is_the_shrinkage() -> None:
    loss = np.random.default_rng(1).normal(5, 1, size=BASE.size)
    found = shrinkage(BASE, BASE - loss, BASE + 3, BASE - loss, n=1000)
    assert found.points == pytest.approx(3)
    assert (found.points_low, found.points_high) == pytest.approx((3, 3))
    assert found.verdict == "shrinks"
    other = shrinkage(BASE, BASE - loss, BASE - 3, BASE - loss, n=1000)
    assert other.verdict == "grows"


def _score(odds: np.ndarray, n: int, chance: float) -> np.ndarray:
    """The scores with the given log-odds."""
    floor, epsilon, ratio = chance / 100, 1 / (2 * n), np.exp(odds)
    return 100 * (ratio * (1 + epsilon) + floor - epsilon) / (1 + ratio)


def test_a_gain_that_shrinks_only_in_points_depends_on_the_scale() -> None:
    n, chance = 1000, 100 / 3
    draws = np.concatenate([[0.0], np.random.default_rng(2).normal(0, 0.05, 500)])
    # In log-odds both gains are 0.5, but near chance that is fewer points.
    clean, changed = 1.0 + draws, -2.0 + draws
    four = [_score(x, n, chance) for x in (clean, changed, clean + 0.5, changed + 0.5)]
    found = shrinkage(*four, n, chance)
    assert found.points_low > 0
    assert found.log_odds == pytest.approx(0, abs=1e-9)
    assert found.verdict == "depends on the scale"
    assert not found.floored


def test_an_uncertain_shrinkage_is_not_shown() -> None:
    noisy = np.concatenate([[0.0], np.linspace(-20, 20, 99)])
    assert shrinkage(50 + noisy, [50] * 100, [50] * 100, [50] * 100, 100).verdict == "not shown"


def test_log_odds_of_scores_at_and_below_chance() -> None:
    assert log_odds(50, 100) == pytest.approx(0)
    at, below = log_odds([100 / 3, 20.0], 500, 100 / 3)
    assert at == below == pytest.approx(np.log(0.001 / (2 / 3 + 0.001)))
    assert np.isfinite(log_odds([0.0, 100.0], 500)).all()
    assert below_chance(20.0, 100 / 3)
    assert not below_chance(50.0, 100 / 3)


def test_difference_in_differences_of_scores() -> None:
    assert difference_in_differences(60, 50, 70, 55) == pytest.approx(5)
