"""Bootstrap weights: published vectors, distribution, and that they depend on the unit alone."""

import hashlib
import math
import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chisquare, poisson

from xstilts_kit.statistics.poisson import (
    _POISSON_CDF,
    _THRESHOLDS,
    REPLICATES,
    SCHEME,
    poisson_weights,
    splitmix64,
    unit_hashes,
)

VECTORS = [
    ("xnli", "0", 0, 0xEE01730136FD4C20, 0xFA30B866BF2A219C, 3),
    ("xnli", "0", 1, 0xEE01730136FD4C20, 0x6F0149C2ECD8F3C3, 1),
    ("xnli", "1", 0, 0x24509FF54D91F181, 0x8A74171620DE1CAA, 1),
    ("xquad", "56beb4343aeaaa14008c925b", 0, 0x25C6DAB9ACCD4126, 0xB706D480752B93D9, 1),
    ("panx/de", "0", 7, 0x6DF034C72ED32853, 0xA2A3BE46246801A6, 1),
    ("mlqa", "ba7865d50777f2b90ba88fcb070a672d042b6b69", 999, 0x9E73E139656E32D9,
     0xF2AB0A3EDC61B857, 3),
]  # fmt: skip
MASK = (1 << 64) - 1


def _splitmix64(z: int) -> int:
    """splitmix64 with Python's unbounded integers."""
    z = (z + 0x9E3779B97F4A7C15) & MASK
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
    return z ^ (z >> 31)


def test_splitmix64_gives_the_published_values() -> None:
    found = splitmix64(np.array([0, 1], dtype=np.uint64))
    assert [int(value) for value in found] == [0xE220A8397B1DCDAF, 0x910A2DEC89025CC1]


@given(st.lists(st.integers(0, MASK), min_size=1, max_size=50))
def test_splitmix64_wraps_like_unbounded_arithmetic(values: list[int]) -> None:
    found = splitmix64(np.array(values, dtype=np.uint64))
    assert [int(value) for value in found] == [_splitmix64(value) for value in values]


@pytest.mark.parametrize(("family", "unit", "replicate", "h", "x", "w"), VECTORS)
def test_weight_of_a_unit_is_the_published_one(
    family: str, unit: str, replicate: int, h: int, x: int, w: int
) -> None:
    hashed = unit_hashes(family, [unit])
    assert int(hashed[0]) == h
    seed = splitmix64(np.array([replicate], dtype=np.uint64))
    assert int(splitmix64(hashed ^ seed)[0]) == x
    assert poisson_weights(family, [unit], [replicate]).tolist() == [[w]]


def test_unit_ids_and_families_outside_ascii_are_hashed_as_utf_8() -> None:
    digest = hashlib.sha256("späth\tдом".encode()).digest()
    assert int(unit_hashes("späth", ["дом"])[0]) == int.from_bytes(digest[:8], "little")


def test_weights_are_poisson_with_mean_and_variance_one() -> None:
    weights = poisson_weights("panx/de", map(str, range(2000)))
    assert weights.shape == (REPLICATES, 2000) == (1000, 2000)
    assert weights.mean() == pytest.approx(1.0, abs=0.004)
    assert weights.var() == pytest.approx(1.0, abs=0.008)
    seen = np.bincount(weights.ravel(), minlength=7)
    expected = poisson.pmf(np.arange(6), 1.0) * weights.size
    observed = [*seen[:6], seen[6:].sum()]
    assert chisquare(observed, [*expected, weights.size - expected.sum()]).pvalue > 1e-4


def test_weights_of_different_replicates_and_units_are_uncorrelated() -> None:
    weights = poisson_weights("xnli", map(str, range(600)), range(600)).astype(float)
    for matrix in (weights, weights.T):
        between = np.corrcoef(matrix)[~np.eye(600, dtype=bool)]
        assert abs(between.mean()) < 0.002
        assert between.std() == pytest.approx(1 / np.sqrt(600), rel=0.03)


@given(st.lists(st.text(max_size=8), unique=True, min_size=2, max_size=30), st.randoms())
def test_a_unit_keeps_its_weights_in_any_order_and_any_subset(
    units: list[str], chosen: random.Random
) -> None:
    whole = dict(zip(units, poisson_weights("f", units, range(5)).T.tolist(), strict=True))
    subset = chosen.sample(units, k=chosen.randint(1, len(units)))
    found = poisson_weights("f", subset, range(5)).T.tolist()
    assert found == [whole[unit] for unit in subset]


def test_a_replicate_keeps_its_weights_whichever_others_are_drawn() -> None:
    units = [str(i) for i in range(40)]
    whole = poisson_weights("pawsx", units, range(100))
    assert np.array_equal(poisson_weights("pawsx", units, [99, 3]), whole[[99, 3]])


def test_families_are_resampled_independently() -> None:
    units = [str(i) for i in range(3000)]
    de, fr = (poisson_weights(f, units, [0])[0].astype(float) for f in ("panx/de", "panx/fr"))
    assert abs(np.corrcoef(de, fr)[0, 1]) < 0.08


def test_the_scheme_has_the_name_under_which_vectors_are_stored() -> None:
    assert SCHEME == "poisson-splitmix-v1"


def test_a_hash_is_weighed_as_the_fraction_that_it_stands_for() -> None:
    least = [math.ceil(value * 2**53) << 11 for value in _POISSON_CDF.tolist()]
    hashes = np.array([h + d for h in least for d in (-2049, -1, 0, 1, 2047)], dtype=np.uint64)
    fractions = (hashes >> np.uint64(11)) * 2.0**-53
    expected = np.searchsorted(_POISSON_CDF, fractions, side="right")
    assert (hashes[:, None] >= _THRESHOLDS).sum(axis=1).tolist() == expected.tolist()
