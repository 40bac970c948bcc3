"""Differences of arms: paired seeds, paired items, and no claim from one seed."""

import math

import numpy as np
import pytest
from scipy import stats

from xstilts_baselines.studies.delta import Delta, Measured, Score, deltas

XNLI = Score("task", "xnli")


def runs(values: list[float], spread: float = 0.0, seed: int = 0) -> list[dict[Score, Measured]]:
    rng = np.random.default_rng(seed)
    noise = rng.normal(0.0, spread, 1000) if spread else np.zeros(1000)
    return [{XNLI: Measured(value, value + noise)} for value in values]


def only(own: list[float], other: list[float], spread: float = 0.0) -> Delta:
    (found,) = deltas("arm", runs(own, spread, 1), runs(other, spread, 2))
    return found


def test_seeds_are_paired() -> None:
    found = only([51.0, 55.0, 62.0], [50.0, 53.0, 59.0])
    assert found.by_seed == (1.0, 2.0, 3.0)
    assert (found.delta, found.sd) == (2.0, 1.0)
    reach = stats.t.ppf(0.975, 2) / math.sqrt(3)
    assert found.interval_seeds == pytest.approx((2 - reach, 2 + reach), abs=1e-2)


def test_one_seed_claims_nothing() -> None:
    found = only([90.0], [50.0], spread=0.1)
    assert (found.sd, found.interval, found.interval_seeds) == (None, None, None)
    assert found.interval_items is not None
    assert found.verdict == "one seed"


@pytest.mark.parametrize(
    ("own", "verdict"),
    [
        ([60.0, 60.1, 59.9], "better"),
        ([40.0, 40.1, 39.9], "worse"),
        ([50.5, 49.5, 51.0], "not shown"),
    ],
)
def test_a_verdict_needs_the_whole_interval_on_one_side(own: list[float], verdict: str) -> None:
    assert only(own, [50.0, 50.0, 50.0], spread=0.05).verdict == verdict


def test_the_wider_interval_counts() -> None:
    """Three seeds that agree by chance do not hide the spread of the items."""
    alike = only([51.0, 51.0, 51.0001], [50.0, 50.0, 50.0], spread=2.0)
    assert alike.interval == alike.interval_items
    assert alike.verdict == "not shown"
    apart = only([51.0, 59.0, 45.0], [50.0, 50.0, 50.0], spread=0.01)
    assert apart.interval == apart.interval_seeds


def test_the_bootstrap_draws_seeds_too() -> None:
    found = only([50.0, 60.0], [50.0, 50.0])
    assert found.interval_items is not None
    low, high = found.interval_items
    assert high - low == pytest.approx(10.0, abs=0.5)  # both seeds drawn alike, a quarter each


def test_equal_runs_have_no_interval_of_items() -> None:
    found = only([50.0, 50.0], [50.0, 50.0])
    assert found.interval_items is None
    assert found.delta == 0.0
    assert found.verdict == "not shown"


def test_a_score_that_one_run_lacks_is_left_out() -> None:
    own = [{**run, Score("task", "panx"): run[XNLI]} for run in runs([1.0, 2.0])]
    assert [d.name for d in deltas("arm", own, runs([1.0, 1.0]))] == ["xnli"]
