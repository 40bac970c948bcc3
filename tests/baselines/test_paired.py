"""Intervals over seeds and items, against scipy and simulation."""

import math

import numpy as np
import pytest
from scipy import stats

from xstilts_baselines.studies.paired import T_800, T_950, T_975, paired, student


@pytest.mark.parametrize(("table", "share"), [(T_975, 0.975), (T_950, 0.95), (T_800, 0.8)])
def test_the_tables_of_student_are_scipys(table: tuple[float, ...], share: float) -> None:
    for freedom, value in enumerate(table, 1):
        assert value == pytest.approx(stats.t.ppf(share, freedom), abs=5e-4)
    assert student(31, table) == pytest.approx(stats.norm.ppf(share), abs=1e-3)


@pytest.mark.parametrize(("seeds", "factor"), [(3, 3.10), (5, 1.66), (8, 1.15), (10, 0.99)])
def test_the_detectable_effect_of_the_seeds(seeds: int, factor: float) -> None:
    values = np.linspace(-1.0, 1.0, seeds)
    found = paired([np.array([value]) for value in values], "x")
    assert found.sd is not None
    assert found.detectable == pytest.approx(factor * found.sd, rel=0.01)


def test_the_detectable_effect_of_the_items() -> None:
    noise = np.random.default_rng(0).normal(0.0, 1.0, 1000)
    found = paired([np.concatenate([[5.0], 5.0 + noise])] * 3, "x")
    assert found.interval == found.interval_items
    assert found.detectable == pytest.approx(2.802 * noise.std(), rel=0.08)


def test_the_narrower_interval_of_ninety_percent() -> None:
    found = paired([np.array([value]) for value in (0.0, 1.0, 2.0)], "x")
    reach = stats.t.ppf(0.95, 2) / math.sqrt(3)
    assert found.interval_90 == pytest.approx((1 - reach, 1 + reach), abs=1e-3)


def test_one_seed_has_an_interval_of_items_alone() -> None:
    found = paired([np.array([1.0, 0.0, 2.0, 1.0])], "x")
    assert found.interval_items is not None
    assert (found.sd, found.interval, found.detectable) == (None, None, None)
