"""Metrics as functions of sums, against scikit-learn's."""

import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from sklearn import metrics as sklearn_metrics

from xstilts_kit.statistics import metrics


def _sums(**values: float) -> dict[str, np.ndarray]:
    return {name: np.array([value], dtype=np.float64) for name, value in values.items()}


@given(st.integers(0, 40), st.integers(0, 40), st.integers(0, 40))
def test_precision_recall_and_f1_are_scikit_learns(tp: int, fp: int, fn: int) -> None:
    truth = [1] * tp + [0] * fp + [1] * fn
    guess = [1] * tp + [1] * fp + [0] * fn
    sums = _sums(tp=tp, predicted=tp + fp, gold=tp + fn)
    for ours, theirs in (
        (metrics.precision, sklearn_metrics.precision_score),
        (metrics.recall, sklearn_metrics.recall_score),
        (metrics.f1, sklearn_metrics.f1_score),
    ):
        expected = 100 * theirs(truth, guess, zero_division=0) if truth else 0.0
        assert math.isclose(float(ours(sums)[0]), expected, abs_tol=1e-9)


def test_without_examples_accuracy_is_undefined_and_f1_is_zero() -> None:
    assert math.isnan(metrics.accuracy(_sums(correct=0, n=0))[0])
    assert math.isnan(metrics.token_accuracy(_sums(correct=0, tokens=0))[0])
    for metric in (metrics.f1, metrics.precision, metrics.recall):
        assert metric(_sums(tp=0, predicted=0, gold=0)).tolist() == [0.0]


def test_a_metric_takes_many_replicates_at_once() -> None:
    sums = {"correct": np.array([0.0, 1.0, 0.0]), "n": np.array([4.0, 4.0, 0.0])}
    found = metrics.accuracy(sums)
    assert found[:2].tolist() == [0.0, 25.0]
    assert math.isnan(found[2])


def test_all_right_is_exactly_one_hundred() -> None:
    numbers = np.arange(1.0, 30_000.0)
    assert (metrics.accuracy({"correct": numbers, "n": numbers}) == 100.0).all()
    sums = {"tp": numbers, "predicted": numbers, "gold": numbers}
    assert (metrics.f1(sums) == 100.0).all()
