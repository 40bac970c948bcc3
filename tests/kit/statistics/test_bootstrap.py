"""Replicates and intervals: published vectors, the rule for the interval, and its coverage."""

import math

import numpy as np
import pytest

from xstilts_kit.statistics.bootstrap import Interval, interval, mean_of, replicates
from xstilts_kit.statistics.metrics import accuracy, f1
from xstilts_kit.statistics.poisson import poisson_weights
from xstilts_kit.statistics.table import Metric, Table, cluster

TAGGING = ("tp", "predicted", "gold")


def _table(family: str, columns: tuple[str, ...], rows: list[tuple[float, ...]]) -> Table:
    units = tuple(str(i) for i in range(len(rows)))
    return Table(columns, units, np.array(rows, dtype=np.float64), family)


def test_replicates_of_accuracy_are_the_published_ones() -> None:
    table = _table("xnli", ("correct", "n"), [(c, 1) for c in (1, 0, 1, 1, 0)])
    assert accuracy(table.sums()).tolist() == [60.0]
    expected = [75.0, 50.0, 100.0, 0.0, 66.66666666666667]
    assert replicates(table, accuracy, 5).tolist() == pytest.approx(expected, abs=1e-9)


def test_replicates_of_f1_are_the_published_ones() -> None:
    table = _table("panx/en", TAGGING, [(1, 2, 2), (0, 1, 0), (3, 3, 4)])
    assert f1(table.sums()).tolist() == pytest.approx([66.66666666666667], abs=1e-9)
    expected = [73.17073170731707, 75.0, 85.71428571428571, 50.0, 40.0]
    assert replicates(table, f1, 5).tolist() == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("count", [1, 49, 50, 51, 130])
def test_replicates_do_not_depend_on_how_many_are_asked_for(count: int) -> None:
    table = _table("xnli", ("correct", "n"), [(i % 3 > 0, 1) for i in range(60)])
    assert np.array_equal(replicates(table, accuracy, count), replicates(table, accuracy)[:count])


@pytest.mark.parametrize(("metric", "columns"), [(accuracy, ("correct", "n")), (f1, TAGGING)])
def test_a_replicate_in_which_no_unit_is_drawn_is_undefined(
    metric: Metric, columns: tuple[str, ...]
) -> None:
    table = _table("panx/de", columns, [(1,) * len(columns)] * 2)
    drawn = poisson_weights("panx/de", table.units).sum(axis=1)
    assert 80 < (drawn == 0).sum() < 200, "two units are both left out in e^-2 of the replicates"
    assert np.array_equal(np.isnan(replicates(table, metric)), drawn == 0)


@pytest.mark.parametrize(
    ("observed", "low", "high"), [(50.0, 2.5, 97.5), (60.0, 12.5, 100.0), (40.0, 0.0, 87.5)]
)
def test_interval_is_the_observed_score_plus_centred_percentiles_clipped_to_the_scale(
    observed: float, low: float, high: float
) -> None:
    values = np.random.default_rng(0).permutation(np.arange(101.0))
    found = interval(observed, values)
    assert found == Interval(pytest.approx(low), pytest.approx(high))
    assert interval(observed, values / 2 + 7) == Interval(
        pytest.approx(observed - 23.75), pytest.approx(observed + 23.75)
    ), "where the replicates lie does not matter, only how they spread"


def test_percentiles_are_interpolated_linearly() -> None:
    found = interval(50.0, np.array([0.0, 10.0, 50.0]))
    assert found == Interval(pytest.approx(50 + 0.5 - 20), pytest.approx(50 + 48 - 20))


def test_undefined_replicates_are_left_out_of_the_interval() -> None:
    values = np.arange(101.0)
    with_nan = np.concatenate([[math.nan] * 30, values])
    assert interval(50.0, with_nan) == interval(50.0, values)


@pytest.mark.parametrize("values", [[70.0] * 1000, [math.nan, 70.0, 70.0], [math.nan], []])
def test_there_is_no_interval_where_all_replicates_are_equal(values: list[float]) -> None:
    assert interval(70.0, np.array(values, dtype=np.float64)) is None


@pytest.mark.parametrize("correct", [0, 1])
def test_a_cell_with_every_answer_alike_has_no_interval(correct: int) -> None:
    table = _table("pawsx", ("correct", "n"), [(correct, 1)] * 200)
    assert interval(100.0 * correct, replicates(table, accuracy)) is None


def test_bootstrap_deviation_of_an_accuracy_is_the_binomial_one() -> None:
    table = _table("pawsx", ("correct", "n"), [(i % 5 > 0, 1) for i in range(4000)])
    expected = 100 * math.sqrt(0.8 * 0.2 / 4000)
    assert np.std(replicates(table, accuracy), ddof=1) == pytest.approx(expected, rel=0.07)


def test_systems_on_parallel_rows_share_their_resample() -> None:
    right = np.random.default_rng(3).random(500) < 0.7
    a = _table("xnli", ("correct", "n"), [(r, 1) for r in right])
    b = _table("xnli", ("correct", "n"), [(r or i < 5, 1) for i, r in enumerate(right)])
    paired = np.std(replicates(a, accuracy) - replicates(b, accuracy))
    assert paired < np.std(replicates(a, accuracy)) / 5


def test_replicates_of_a_mean_are_means_of_replicates() -> None:
    found = mean_of([np.array([10.0, 20.0, math.nan]), np.array([30.0, 50.0, 1.0])])
    assert found[:2].tolist() == [20.0, 35.0]
    assert math.isnan(found[2])


TRIALS = 1000


def _covered(rows: np.ndarray, columns: tuple[str, ...], metric: Metric, truth: float) -> float:
    """Share of trials whose interval holds the truth; rows are (trials, units, columns)."""
    trials = range(len(rows))
    units = tuple(str(i) for i in range(rows.shape[1]))
    # All trials as columns of one table: one product instead of a thousand.
    names = tuple(f"{trial} {name}" for trial in trials for name in columns)
    values = rows.transpose(1, 0, 2).reshape(len(units), -1).astype(np.float64)
    table = Table(names, units, values, "coverage")
    points = table.sums()
    resampled = table.resampled_sums(poisson_weights("coverage", units))
    held = 0
    for trial in trials:
        observed = metric({name: points[f"{trial} {name}"] for name in columns})
        drawn = metric({name: resampled[f"{trial} {name}"] for name in columns})
        found = interval(float(observed[0]), drawn)
        held += found is not None and found.low <= truth <= found.high
    return held / len(rows)


@pytest.mark.parametrize("share", [0.5, 0.8])
def test_interval_covers_the_truth_about_95_percent_of_the_time(share: float) -> None:
    drawn = np.random.default_rng(7).random((TRIALS, 300)) < share
    rows = np.stack([drawn, np.ones_like(drawn)], axis=2)
    assert 0.93 <= _covered(rows, ("correct", "n"), accuracy, 100 * share) <= 0.97


def _sentences(generator: np.random.Generator, shape: tuple[int, ...]) -> np.ndarray:
    """Chunk counts of a tagger that is good on some sentences and bad on others."""
    gold = generator.poisson(2.0, shape)
    found = generator.binomial(gold, generator.beta(4, 2, shape))
    return np.stack([found, found + generator.poisson(0.6, shape), gold], axis=-1)


def test_interval_of_f1_covers_the_truth_about_95_percent_of_the_time() -> None:
    generator = np.random.default_rng(11)
    tp, predicted, gold = _sentences(generator, (2_000_000,)).sum(axis=0)
    truth = 200.0 * tp / (predicted + gold)
    rows = _sentences(generator, (TRIALS, 300))
    assert 0.93 <= _covered(rows, TAGGING, f1, truth) <= 0.97


def test_interval_covers_the_truth_only_if_rows_that_go_together_are_one_unit() -> None:
    generator = np.random.default_rng(13)
    triples = generator.random((300, 100)) < 0.7
    right = np.repeat(triples, 3, axis=1)
    apart = np.stack([right, np.ones_like(right)], axis=2)
    names = [str(row // 3) for row in range(300)]
    together = np.stack(
        [cluster(("correct", "n"), rows.astype(float), names, "coverage").values for rows in apart]
    )
    assert _covered(together, ("correct", "n"), accuracy, 70.0) >= 0.91
    assert _covered(apart, ("correct", "n"), accuracy, 70.0) < 0.83
