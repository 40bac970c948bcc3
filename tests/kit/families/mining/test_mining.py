"""Mining by ratio margin and its threshold, against the official steps."""

import math
import random
import tracemalloc
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oracles import mining as oracle
from xstilts_kit.families.mining.margin import fit_threshold, mine, unify

Pair = tuple[str, str]
B6_X = np.array([(1, 0), (0, 1), (1, 1), (2, 1)], dtype=np.float32)
B6_Y = np.array([(1, 0.1), (0.1, 1), (1, 0.9), (-1, 0)], dtype=np.float32)


def _pairs(found: Sequence[tuple[int, int, float]]) -> list[tuple[int, int]]:
    return [(int(i), int(j)) for i, j, _ in found]


def _compare(source: np.ndarray, target: np.ndarray, k: int = 4, block: int = 1024) -> None:
    found, expected = mine(source, target, k=k, block=block), oracle.mine(source, target, k)
    assert _pairs(found) == _pairs(expected)
    assert [s for *_, s in found] == pytest.approx([s for *_, s in expected], rel=2e-4)


def test_worked_example_b6() -> None:
    found = mine(B6_X, B6_Y, k=4)
    assert _pairs(found) == [(2, 3), (0, 0), (1, 1), (3, 2)]
    expected = [7.422636, 2.186402, 1.910779, 1.569728]
    assert [s for *_, s in found] == pytest.approx(expected, abs=5e-6)


@pytest.mark.parametrize(
    ("gold", "threshold"),
    [
        pytest.param({(0, 0), (1, 1), (2, 3)}, 1.740253, id="B7"),
        pytest.param({(0, 0), (1, 1), (2, 2), (3, 3)}, 1.740253, id="B8"),
    ],
)
def test_worked_thresholds_of_mined_pairs(gold: set[tuple[int, int]], threshold: float) -> None:
    candidates = [((i, j), score) for i, j, score in mine(B6_X, B6_Y, k=4)]
    assert fit_threshold(candidates, gold) == pytest.approx(threshold, abs=5e-6)


@pytest.mark.parametrize(
    ("scores", "gold", "threshold"),
    [
        pytest.param((1.2, 1.1, 1.0), "ab", 1.05, id="B9"),
        pytest.param((1.2, 1.1), "ab", 1.1, id="B10"),
        pytest.param((1.2, 1.1), "c", 0.0, id="nothing right"),
        pytest.param((), "a", 0.0, id="no candidates"),
        pytest.param((1.2,), "", 0.0, id="no gold"),
        pytest.param((1.3, 1.2, 1.1), "b", 1.15, id="a wrong one first"),
        pytest.param((1.5, 1.5, 1.0), "a", 1.5, id="equal scores"),
        pytest.param((1.5, 1.4, 1.3, 1.2, 1.1), "ae", 1.45, id="not improved later"),
    ],
)
def test_worked_thresholds(scores: tuple[float, ...], gold: str, threshold: float) -> None:
    candidates = [((name, name), score) for name, score in zip("abcde", scores, strict=False)]
    found = fit_threshold(candidates, {(name, name) for name in gold})
    assert found == pytest.approx(threshold, abs=1e-12)


def _strict(candidates: Sequence[tuple[Pair, float]], gold: set[Pair]) -> bool:
    """Whether no two cuts have equal F1, so that rounding cannot choose between them."""
    correct, values = 0, []
    for extracted, (pair, _) in enumerate(candidates, 1):
        correct += pair in gold
        values.append((correct, extracted + len(gold)))
    cuts = {a / math.gcd(a, b) + 1000 * (b / math.gcd(a, b)) for a, b in values if a}
    return len(cuts) == sum(1 for a, _ in values if a)


def test_random_thresholds_are_those_of_the_second_implementation() -> None:
    chosen, compared = random.Random(1), 0
    for _ in range(1500):
        number = chosen.randint(0, 25)
        scores = sorted((round(chosen.uniform(0.5, 2), 2) for _ in range(number)), reverse=True)
        candidates = [((f"s{i}", f"t{i}"), score) for i, score in enumerate(scores)]
        gold = {pair for pair, _ in candidates if chosen.random() < 0.6}
        gold |= {("x", str(i)) for i in range(chosen.randint(0, 4))}
        if _strict(candidates, gold):
            compared += 1
            expected = oracle.fit_threshold(candidates, gold)
            assert fit_threshold(candidates, gold) == pytest.approx(expected, abs=1e-12)
    assert compared > 300


def test_a_later_cut_of_the_same_f1_does_not_move_the_threshold() -> None:
    """1 right of 1, and 2 right of 5, of 3: both F1 are one half."""
    candidates = [((n, n), s) for n, s in zip("abcde", (9.0, 8.0, 7.0, 6.0, 5.0), strict=True)]
    gold = {("a", "a"), ("e", "e"), ("x", "x")}
    assert fit_threshold(candidates, gold) == 8.5


def test_lines_are_unified_in_the_order_in_which_they_are_first_seen() -> None:
    assert unify(["dup", "dup", "s2", "s3"]) == (["dup", "s2", "s3"], [0, 0, 1, 2])  # B11
    assert oracle.rows_used(["dup", "dup", "s2", "s3"]) == [1, 2, 3]
    assert unify([]) == ([], [])
    assert unify(["b", "a", "B", "b ", "a", "b", ""]) == (
        ["b", "a", "B", "b ", ""],
        [0, 1, 2, 3, 1, 0, 4],
    )
    composed, decomposed = "\u00e9", "e\u0301"
    assert unify([composed, decomposed])[1] == [0, 1]


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.lists(st.sampled_from(["a", "b", "a ", "", "A", "é", "e\u0301", "日"]), max_size=20))
def test_unifying_is_that_of_the_second_implementation(lines: list[str]) -> None:
    assert unify(lines) == oracle.unify(lines)


@pytest.mark.parametrize(
    ("n", "m", "d"),
    [(1, 1, 4), (1, 9, 4), (9, 1, 4), (3, 5, 8), (40, 40, 16), (150, 90, 32), (60, 200, 768)],
)
def test_random_matrices_are_mined_as_by_the_second_implementation(n: int, m: int, d: int) -> None:
    draw = np.random.default_rng(n + m)
    centre = draw.standard_normal(d)  # sentence embeddings lie on one side: no mean near zero
    for k in (1, 2, 4, 7):
        source = (centre + draw.standard_normal((n, d))).astype(np.float32)
        target = (centre + draw.standard_normal((m, d))).astype(np.float32)
        shared = min(n, m) // 2
        target[:shared] = source[:shared] + 0.3 * draw.standard_normal((shared, d))
        _compare(source, target, k)


def test_more_neighbours_than_sentences_are_all_the_sentences() -> None:
    draw = np.random.default_rng(8)
    for n, m in ((1, 1), (1, 2), (2, 3), (3, 2), (3, 3), (2, 30)):
        source, target = (1 + draw.random((rows, 6)).astype(np.float32) for rows in (n, m))
        for k in (4, 50):
            _compare(source, target, k)


def test_negative_means_are_divided_by_as_upstream_divides() -> None:
    """All similarities below zero: the ratio of two negative numbers is a positive margin."""
    draw = np.random.default_rng(9)
    for _ in range(20):
        source = (2 + draw.standard_normal((6, 5))).astype(np.float32)
        target = (-2 + draw.standard_normal((7, 5))).astype(np.float32)
        found, expected = mine(source, target), oracle.mine(source, target)
        assert _pairs(found) == _pairs(expected)
        assert all(s > 0 for *_, s in found)


def test_only_scores_above_zero_are_kept() -> None:
    source = np.array([(1, 0), (-1, 0.001)], dtype=np.float32)
    target = np.array([(1, 0.001), (0.999, 0.01), (0.99, 0.02)], dtype=np.float32)
    for k in (1, 2, 4):
        found = mine(source, target, k=k)
        assert all(score > 0 for *_, score in found)
        assert _pairs(found) == _pairs(oracle.mine(source, target, k))


def _exact(draw: np.random.Generator, rows: int) -> np.ndarray:
    """Unit vectors of four entries one half: all products, sums and means of four are exact."""
    out = np.zeros((rows, 6), dtype=np.float32)
    for row in out:
        row[draw.permutation(6)[:4]] = draw.choice([0.5, 0.5, 0.5, -0.5], 4)
    return out


def test_exact_ties_are_settled_by_the_lower_index() -> None:
    """Candidates of equal margin: the more similar one, then the lower index, as upstream's argmax.

    Equal pairs: forward ones in the order of the source, then backward ones.
    """
    draw = np.random.default_rng(10)
    for _ in range(300):
        n, m = draw.integers(1, 14, 2)
        source, target = _exact(draw, n), _exact(draw, m)
        if _safe(source, target):
            _compare(source, target)


def _safe(source: np.ndarray, target: np.ndarray) -> bool:
    """No two means that sum to zero."""
    similarity = source.astype(float) @ target.T.astype(float)
    x = np.sort(similarity, axis=1)[:, -4:].mean(axis=1)
    y = np.sort(similarity, axis=0)[-4:].mean(axis=0)
    return bool((np.abs(x[:, None] + y[None, :]) > 1e-9).all())


@pytest.mark.parametrize("block", [1, 13, 64, 1024])
@pytest.mark.parametrize("d", [8, 768])
def test_copies_of_an_embedding_are_mined_in_the_order_of_their_rows(d: int, block: int) -> None:
    """Matrix products round a row by its place in the block; copies must stay equal anyway."""
    draw = np.random.default_rng(d)
    centre = draw.standard_normal(d)
    distinct = (centre + draw.standard_normal((30, d))).astype(np.float32)
    near = (distinct + 0.2 * draw.standard_normal((30, d))).astype(np.float32)
    source = distinct[draw.integers(0, 30, 70)]
    target = near[draw.integers(0, 30, 90)]
    _compare(source, target, block=block)


@pytest.mark.parametrize("block", [1, 2, 17, 100, 101, 4096])
def test_the_block_does_not_change_what_is_mined(block: int) -> None:
    draw = np.random.default_rng(11)
    centre = draw.standard_normal(64)
    source = (centre + draw.standard_normal((101, 64))).astype(np.float32)
    target = (centre + draw.standard_normal((173, 64))).astype(np.float32)
    _compare(source, target, block=block)


def test_inputs_stay_as_they_were_and_lengths_do_not_matter() -> None:
    draw = np.random.default_rng(12)
    source = (1 + draw.standard_normal((20, 8))).astype(np.float32)
    target = (1 + draw.standard_normal((25, 8))).astype(np.float32)
    longer = source * np.exp2(draw.integers(-9, 9, (20, 1))).astype(np.float32)
    before = longer.copy()
    longer.setflags(write=False)
    assert mine(longer, target) == mine(source, target)
    assert np.array_equal(longer, before)


def test_an_embedding_of_zeros_gives_no_pair_and_spoils_none() -> None:
    draw = np.random.default_rng(13)
    source = (2 + draw.standard_normal((12, 8))).astype(np.float32)
    target = (2 + draw.standard_normal((15, 8))).astype(np.float32)
    source[3] = target[5] = 0.0
    found = mine(source, target)
    assert _pairs(found) == _pairs(oracle.mine(source, target))
    assert all(math.isfinite(score) for *_, score in found)
    assert not any(i == 3 or j == 5 for i, j, _ in found)


def test_scores_fall_and_no_row_is_used_twice() -> None:
    draw = np.random.default_rng(14)
    source, target = (draw.standard_normal((n, 12)).astype(np.float32) for n in (80, 60))
    found = mine(source, target)
    scores = [score for *_, score in found]
    assert scores == sorted(scores, reverse=True)
    assert len({i for i, *_ in found}) == len({j for _, j, _ in found}) == len(found)


@pytest.mark.slow
def test_the_matrix_of_all_similarities_is_never_held() -> None:
    n = 12_000
    draw = np.random.default_rng(15)
    source = (1 + draw.standard_normal((n, 16))).astype(np.float32)
    order = draw.permutation(n)
    tracemalloc.start()
    found = mine(source, source[order])
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(found) > 0.9 * n
    assert peak < 400e6  # the whole matrix takes 576 MB in float32
