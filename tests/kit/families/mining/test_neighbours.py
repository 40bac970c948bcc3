"""The neighbours are those of an exhaustive search in float64, also where float32 is unsure."""

import numpy as np
import pytest
from numpy.typing import NDArray

from xstilts_kit.families import _neighbours as module
from xstilts_kit.families._neighbours import neighbours
from xstilts_kit.families._vectors import cosines, unit_length


def _exhaustive(one: NDArray[np.float32], two: NDArray[np.float32], k: int) -> list[list[int]]:
    order: list[list[int]] = np.argsort(-cosines(one, two), axis=1, kind="stable")[:, :k].tolist()
    return order


def _check(source: NDArray[np.float32], target: NDArray[np.float32], k: int, block: int) -> None:
    source, target = unit_length(source), unit_length(target)
    for found, one, two in zip(
        neighbours(source, target, k, block), (source, target), (target, source), strict=True
    ):
        assert found.index.tolist() == _exhaustive(one, two, k)
        expected = np.take_along_axis(cosines(one, two), found.index, axis=1)
        np.testing.assert_array_equal(found.similarity, expected)


@pytest.mark.parametrize("block", [7, 64, 130, 4096])
@pytest.mark.parametrize(("n", "m", "d"), [(1, 1, 3), (5, 300, 8), (300, 5, 8), (257, 301, 24)])
def test_random_vectors(n: int, m: int, d: int, block: int) -> None:
    chosen = np.random.default_rng(n + m + d)
    source = chosen.standard_normal((n, d)).astype(np.float32)
    target = chosen.standard_normal((m, d)).astype(np.float32)
    _check(source, target, 4, block)


@pytest.mark.parametrize("block", [16, 100, 4096])
def test_vectors_that_float32_cannot_tell_apart(
    block: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen = np.random.default_rng(3)
    centres = chosen.standard_normal((6, 48))
    crowd = centres[chosen.integers(0, 6, 240)] + 1e-6 * chosen.standard_normal((240, 48))
    unsure = 0
    exhaustive = module._all_possible

    def counted(own: NDArray[np.float32], *rest: object) -> object:
        nonlocal unsure
        unsure += len(own)
        return exhaustive(own, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(module, "_all_possible", counted)
    _check(centres.astype(np.float32), crowd.astype(np.float32), 4, block)
    assert unsure > 0


def test_copies_of_one_vector_take_the_lowest_rows() -> None:
    same = np.ones((600, 16), dtype=np.float32)
    forward, backward = neighbours(unit_length(same), unit_length(same[:40]), 4, 64)
    assert np.unique(forward.index, axis=0).tolist() == [[0, 1, 2, 3]]
    assert np.unique(backward.index, axis=0).tolist() == [[0, 1, 2, 3]]


def test_vectors_of_zeros_have_no_cosine() -> None:
    zeros = np.zeros((9, 5), dtype=np.float32)
    forward, _ = neighbours(zeros, zeros, 2, 4)
    assert forward.similarity.tolist() == [[0.0, 0.0]] * 9
    assert forward.index.tolist() == [[0, 1]] * 9
