"""Drops of scores, on values done by hand."""

import numpy as np
import pytest

from xstilts_kit.statistics.degradation import (
    above_chance_drop,
    mean_relative_degradation,
    relative_drop,
    retention,
)


def test_mean_relative_degradation_is_a_mean_of_ratios() -> None:
    clean, changed = [80.0, 50.0], [[76.0, 70.0], [45.0, 40.0]]
    drops = [relative_drop(c, x) for c, row in zip(clean, changed, strict=True) for x in row]
    assert drops == pytest.approx([0.05, 0.125, 0.10, 0.20])
    found = mean_relative_degradation(clean, changed)
    assert found == pytest.approx(11.875)
    assert found != pytest.approx(11.154, abs=0.01)  # the ratio of means


def test_a_score_that_rises_is_a_negative_drop() -> None:
    assert mean_relative_degradation([50.0], [[55.0]]) == pytest.approx(-10)
    assert retention(50.0, 55.0) == pytest.approx(1.1)


def test_what_cannot_be_divided_is_nan() -> None:
    assert np.isnan(relative_drop([0.0, 50.0], [0.0, 40.0])).tolist() == [True, False]
    assert above_chance_drop(80.0, 75.0, 100 / 3) == pytest.approx(5 / (80 - 100 / 3))
    assert np.isnan(above_chance_drop(38.0, 35.0, 100 / 3))
    assert np.isnan(mean_relative_degradation([0.0, 50.0], [[0.0], [40.0]]))
