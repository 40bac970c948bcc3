"""Rank ranges: which differences are called real, checked by hand, by a direct count, by chance."""

import math
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from benchmarks.many_rows import add_row
from xstilts_kit.sources.packs import Lock
from xstilts_kit.statistics.comparison import compare_replicates
from xstilts_leaderboard.rows.loading import load_rows
from xstilts_leaderboard.rows.row import OVERALL, Numbers, ScoredRow
from xstilts_leaderboard.store.submissions import read_store
from xstilts_leaderboard.tables import separating
from xstilts_leaderboard.tables.lines import Line
from xstilts_leaderboard.tables.ranking import RankRange, p_of, place_among, ranges_of, rank_ranges
from xstilts_leaderboard.tables.separating import separated_pairs
from xstilts_leaderboard.tables.views import BoardView

Floats = NDArray[np.float64]


def apart(rows: int, spread: float) -> NDArray[np.float32]:
    """Replicates of which every two rows differ by exactly this standard deviation.

    Rows of a Hadamard matrix but the first: each has mean 0, and no two vary together.
    """
    matrix = np.ones((1, 1))
    while len(matrix) <= rows:
        matrix = np.block([[matrix, matrix], [matrix, -matrix]])
    own = matrix[1 : rows + 1]
    return (own * spread / math.sqrt(2 * len(matrix) / (len(matrix) - 1))).astype(np.float32)


def said(scores: list[float], replicates: NDArray[np.float32]) -> list[tuple[int, int]]:
    found = rank_ranges(np.array(scores), replicates + np.array(scores, np.float32)[:, None])
    assert {one.of for one in found} == {len(scores)}
    return [(one.low, one.high) for one in found]


def test_three_rows_by_hand() -> None:
    """p(A,B) = 0.00086; p(A,C) = p(C,B) = 0.0956: A and B alone are told apart."""
    spread = apart(3, 0.9)
    assert math.isclose(float((spread[0] - spread[1]).std(ddof=1)), 0.9, rel_tol=1e-6)
    assert p_of(3 / 0.9) == pytest.approx(0.00086, abs=5e-6)
    assert p_of(1.5 / 0.9) == pytest.approx(0.0956, abs=5e-5)
    assert said([80, 77, 78.5], spread) == [(1, 2), (2, 3), (1, 3)]


def test_a_small_p_carries_a_larger_one_with_it() -> None:
    """z of 2.2, 2.6 and 4.8: the largest p, 0.0278, is below 0.05 · 3/3, so all are real."""
    assert said([84.8, 82.2, 80], apart(3, 1.0)) == [(1, 1), (2, 2), (3, 3)]
    assert p_of(2.2) < 0.05


def test_the_same_difference_is_not_real_among_more_pairs() -> None:
    """z = 2.2, p = 0.0278: real between two rows, not as the only one of six pairs."""
    assert said([82.2, 80], apart(2, 1.0)) == [(1, 1), (2, 2)]
    four = said([82.2, 80, 81.1, 81.1], apart(4, 1.0))
    assert four == [(1, 4)] * 4


def test_a_clear_leader_is_first_and_the_others_are_one_tier() -> None:
    assert said([90, 70, 70.1, 69.9], apart(4, 0.5)) == [(1, 1), (2, 4), (2, 4), (2, 4)]


def test_equal_rows_tie_over_the_whole_range() -> None:
    assert said([70, 70, 70], apart(3, 0.5)) == [(1, 3)] * 3
    same = np.tile(apart(1, 0.5), (3, 1))
    assert said([70, 70, 70], same) == [(1, 3)] * 3


def test_rows_that_never_vary_together_differ_by_any_real_difference() -> None:
    same = np.tile(apart(1, 0.5), (2, 1))
    assert said([70.5, 70], same) == [(1, 1), (2, 2)]


def test_one_row_alone_is_first() -> None:
    (alone,) = rank_ranges(np.array([3.0]), np.zeros((1, 4), np.float32))
    assert (alone, str(alone)) == (RankRange(1, 1, 1), "1")
    assert str(RankRange(2, 5, 9)) == "2–5"


def test_a_replicate_that_a_row_lacks_is_left_out_for_all() -> None:
    spread = np.hstack([apart(3, 0.9), np.full((3, 1), 500, np.float32)])
    spread[1, -1] = np.nan
    assert said([80, 77, 78.5], spread) == [(1, 2), (2, 3), (1, 3)]


def directly(scores: Floats, replicates: NDArray[np.float32]) -> list[tuple[int, int]]:
    """Every pair compared by itself, then the rule as Benjamini and Hochberg print it."""
    pairs = list(combinations(range(len(scores)), 2))
    vectors = replicates.astype(np.float64)
    p = {
        (a, b): compare_replicates(float(scores[a]), float(scores[b]), vectors[a], vectors[b]).p
        for a, b in pairs
    }
    ordered = sorted(pairs, key=lambda pair: p[pair])
    last = max(
        (i for i, pair in enumerate(ordered, 1) if p[pair] <= 0.05 * i / len(pairs)), default=0
    )
    above, below = [0] * len(scores), [0] * len(scores)
    for a, b in ordered[:last]:
        better, worse = (a, b) if scores[a] > scores[b] else (b, a)
        above[worse] += 1
        below[better] += 1
    return [(1 + up, len(scores) - down) for up, down in zip(above, below, strict=True)]


def random_board(rng: np.random.Generator, rows: int, gap: float) -> tuple[Floats, Floats]:
    """Scores with noise of 1 around equally spaced truths, and replicates that vary together."""
    truth = 70 - gap * np.arange(rows)
    common = rng.normal(0, 1, 500)
    scores = truth + rng.normal(0, 1, rows)
    return scores, scores[:, None] + common + rng.normal(0, 1, (rows, 500))


@pytest.mark.parametrize("gap", [0.0, 0.3, 0.8, 3.0])
def test_one_gram_matrix_finds_what_all_pairs_find(gap: float) -> None:
    rng = np.random.default_rng(7)
    for _ in range(5):
        scores, replicates = random_board(rng, 14, gap)
        narrow = replicates.astype(np.float32)
        found = rank_ranges(scores, narrow)
        assert [(one.low, one.high) for one in found] == directly(scores, narrow)


def test_many_rows_are_judged_as_few_are() -> None:
    """More pairs than are judged in one block."""
    scores, replicates = random_board(np.random.default_rng(11), 70, 0.2)
    narrow = replicates.astype(np.float32)
    found = rank_ranges(scores, narrow)
    assert [(one.low, one.high) for one in found] == directly(scores, narrow)


def test_the_order_of_the_rows_does_not_matter() -> None:
    rng = np.random.default_rng(3)
    scores, replicates = random_board(rng, 12, 0.7)
    found = rank_ranges(scores, replicates.astype(np.float32))
    order = rng.permutation(12)
    assert rank_ranges(scores[order], replicates[order].astype(np.float32)) == tuple(
        found[place] for place in order
    )


def test_equal_systems_are_rarely_told_apart() -> None:
    rng = np.random.default_rng(1)
    boards = 400
    false = 0
    for _ in range(boards):
        scores, replicates = random_board(rng, 8, 0.0)
        found = rank_ranges(scores, replicates.astype(np.float32))
        false += any((one.low, one.high) != (1, 8) for one in found)
    assert 0 < false / boards <= 0.05


@pytest.mark.parametrize("alike", [0.0, 0.05, 0.5])
def test_single_precision_separates_the_same_pairs(
    alike: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also among rows that are copies, or nearly; with too many of them, it is not used."""
    rng = np.random.default_rng(7)
    scores, replicates = random_board(rng, 300, 0.02)
    for row in range(1, int(alike * 300), 2):
        replicates[row] = replicates[row - 1] + rng.normal(0, 0.1 * (row % 5), 500)
    vectors = replicates.astype(np.float32)
    found = separated_pairs(scores, vectors, 0.05)
    monkeypatch.setattr(separating, "_FEW", len(scores))
    assert 0.1 < found.mean() < 0.9
    assert np.array_equal(found, separated_pairs(scores, vectors, 0.05))


def test_weak_rows_do_not_hide_a_real_lead() -> None:
    """Twenty copies of a weak row: with Holm's rule their pairs would cost the lead."""
    scores = np.array([82.0, 79.0, *[40.0] * 20])
    spread = apart(22, 1.0)
    spread[3:] = spread[2]
    found = rank_ranges(scores, (spread + scores[:, None]).astype(np.float32))
    assert (found[0].low, found[0].high) == (1, 1)
    assert {(one.low, one.high) for one in found[2:]} == {(3, 22)}


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> tuple[ScoredRow, ...]:
    """Four invented complete rows of XTREME."""
    root, scored = (tmp_path_factory.mktemp("ranked") / name for name in ("root", "scored"))
    for number in range(4):
        add_row(root, scored, number)
    return load_rows(root, "xtreme", read_store(root), scored, Lock(()))


def without_one_cell(row: ScoredRow) -> ScoredRow:
    """The row as it is where its first cell and every mean over it have no score."""
    cells, means = row.numbers.cells.copy(), row.numbers.means.copy()
    replicates = row.numbers.replicates.copy()
    cells[0], means[0], replicates[0] = np.nan, np.nan, np.nan
    return replace(row, numbers=Numbers(cells, means, replicates))


def test_an_incomplete_row_is_listed_without_a_rank_and_moves_nobody(
    rows: tuple[ScoredRow, ...], tmp_path: Path
) -> None:
    whole = BoardView("xtreme", tuple(map(Line, rows[:3]))).board_tables()[0]
    broken = without_one_cell(rows[3])
    mixed = BoardView("xtreme", tuple(map(Line, (*rows[:3], broken)))).board_tables()[0]
    column = mixed.columns[0]
    assert [line.row.name for line in mixed.incomplete] == [broken.name]
    assert mixed.rank(mixed.incomplete[0], column) is None
    assert mixed.incomplete[0].missing == "xnli ar"
    assert [(line.key, mixed.rank(line, column)) for line in mixed.ranked] == [
        (line.key, whole.rank(line, column)) for line in whole.ranked
    ]


def test_a_new_row_takes_the_rank_that_it_would_have(rows: tuple[ScoredRow, ...]) -> None:
    *others, new = rows
    assert place_among(others, new, OVERALL) == ranges_of(rows, OVERALL)[-1]
    assert place_among(others, without_one_cell(new), OVERALL) is None
    incomplete = [others[0], without_one_cell(others[1]), others[2]]
    assert place_among(incomplete, new, OVERALL) == place_among(
        [others[0], others[2]], new, OVERALL
    )
