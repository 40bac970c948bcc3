"""Similarity of sentence vectors: values worked out by hand, and properties of CKA."""

import numpy as np
import pytest
from numpy.typing import NDArray

from xstilts_kit.statistics.poisson import unit_hashes
from xstilts_kit.statistics.similarity import (
    cosines,
    debiased_cka,
    half_samples,
    kernel,
    linear_cka,
    nearest_is_own,
    unit,
)


def hashes(count: int) -> NDArray[np.uint64]:
    return unit_hashes("toy", map(str, range(count)))


X = np.array([(1, 0), (0, 1), (1, 1), (0, 0)], dtype=float)
Y = np.array([(2, 1), (0, 1), (2, 3), (1, 0)], dtype=float)
X5, Y5 = np.vstack([X, (2, 1)]), np.vstack([Y, (3, 1)])


def test_linear_cka_of_worked_examples() -> None:
    assert linear_cka(X, Y) == pytest.approx(0.822108, abs=5e-7)
    assert linear_cka(X5, Y5) == pytest.approx(0.705744, abs=5e-7)
    assert linear_cka(X, np.ones((4, 2))) is None


def test_debiased_cka_of_a_worked_example() -> None:
    assert debiased_cka(kernel(X5), kernel(Y5)).value == pytest.approx(0.751646, abs=5e-7)
    # The centring in `kernel` changes nothing.
    plain = [rows @ rows.T for rows in (X5, Y5)]
    for matrix in plain:
        np.fill_diagonal(matrix, 0)
    assert debiased_cka(*plain).value == pytest.approx(0.751646, abs=5e-7)


def test_debiased_cka_is_undefined_for_three_sentences_or_equal_vectors() -> None:
    assert debiased_cka(kernel(X[:3]), kernel(Y[:3])).value is None
    same = np.ones((5, 2))
    assert debiased_cka(kernel(X5), kernel(same)).value is None


def test_cka_ignores_rotation_scale_and_shift() -> None:
    rows = np.random.default_rng(1).normal(size=(40, 6))
    rotation, _ = np.linalg.qr(np.random.default_rng(2).normal(size=(6, 6)))
    other = 3 * rows @ rotation + 5
    assert linear_cka(rows, other) == pytest.approx(1)
    assert debiased_cka(kernel(rows), kernel(other)).value == pytest.approx(1)


def test_bias_of_independent_vectors_is_removed() -> None:
    random = np.random.default_rng(3)
    x, y = random.normal(size=(100, 768)), random.normal(size=(100, 768))
    assert linear_cka(x, y) == pytest.approx(0.89, abs=0.01)
    assert debiased_cka(kernel(x), kernel(y)).value == pytest.approx(0.0, abs=0.05)


def test_standard_deviation_over_halves_is_that_of_repeated_samples() -> None:
    random = np.random.default_rng(4)

    def sample() -> tuple[np.ndarray, np.ndarray]:
        shared = random.normal(size=(200, 4))
        return tuple(kernel(shared + random.normal(size=(200, 4))) for _ in range(2))  # type: ignore[return-value]

    values = [debiased_cka(*sample()).value for _ in range(100)]
    found = [
        debiased_cka(*sample(), half_samples(hashes(200))).standard_deviation for _ in range(10)
    ]
    assert np.mean(found) == pytest.approx(np.std(values, ddof=1), rel=0.35)


def test_a_half_sample_is_the_value_of_its_rows() -> None:
    random = np.random.default_rng(5)
    x, y = random.normal(size=(20, 3)), random.normal(size=(20, 3))
    halves = half_samples(hashes(20), 2)
    assert halves.sum(axis=1).tolist() == [10, 10]
    own = [debiased_cka(kernel(x[row == 1]), kernel(y[row == 1])).value for row in halves]
    spread = debiased_cka(kernel(x), kernel(y), halves).standard_deviation
    assert spread == pytest.approx(np.std(own, ddof=1))


def test_drift_and_self_retrieval_of_a_worked_example() -> None:
    clean = np.array([(1, 0), (0, 2), (1, 1)], dtype=float)
    switched = np.array([(1, 1), (0, 1), (-1, 1)], dtype=float)
    found = cosines(clean, switched)
    assert found == pytest.approx([0.707107, 1, 0], abs=5e-7)
    assert 1 - found.mean() == pytest.approx(0.430964, abs=5e-7)
    similarity = unit(switched) @ unit(clean).T
    assert similarity.argmax(axis=1).tolist() == [2, 1, 1]
    assert nearest_is_own(similarity).mean() == pytest.approx(1 / 3)


def test_a_tie_is_a_miss() -> None:
    assert nearest_is_own(np.array([[1.0, 1.0], [0.5, 0.9]])).tolist() == [False, True]
