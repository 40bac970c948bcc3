"""Top-1 by cosine against a plain double-precision search."""

import tracemalloc

import numpy as np
import pytest

from oracles import retrieval as oracle
from xstilts_kit.families.retrieval.nearest import nearest


def _f32(*rows: tuple[float, ...]) -> np.ndarray:
    return np.array(rows, dtype=np.float32)


def test_worked_example_t1() -> None:
    x = _f32((1, 0), (0, 1), (1, 1), (2, 1))
    y = _f32((1, 0.1), (0.1, 1), (1, 0.9), (-1, 0))
    found = nearest(y, x)
    assert found.tolist() == [0, 1, 2, 1]
    assert found.dtype == np.int64


def test_worked_example_t2_lower_index_on_ties() -> None:
    x, y = _f32((1, 0), (1, 0), (0, 1)), _f32((1, 0), (0, 2))
    assert nearest(y, x).tolist() == [0, 2]


@pytest.mark.parametrize(
    ("n", "m", "d"), [(1, 1, 1), (1, 7, 3), (7, 1, 3), (50, 80, 16), (300, 211, 768)]
)
def test_random_embeddings_find_what_the_plain_search_finds(n: int, m: int, d: int) -> None:
    draw = np.random.default_rng(n * m)
    queries = draw.standard_normal((n, d)).astype(np.float32)
    candidates = draw.standard_normal((m, d)).astype(np.float32)
    expected = oracle.nearest(queries, candidates)
    for block in (1, 7, 64, 1024):
        assert nearest(queries, candidates, block=block).tolist() == expected


def test_length_does_not_matter_and_inputs_stay_as_they_were() -> None:
    draw = np.random.default_rng(4)
    queries = draw.standard_normal((40, 24)).astype(np.float32)
    candidates = draw.standard_normal((60, 24)).astype(np.float32)
    lengths = np.exp2(draw.integers(-12, 12, (60, 1))).astype(np.float32)
    before = candidates * lengths
    handed = before.copy()
    assert nearest(queries * np.float32(1e4), handed).tolist() == oracle.nearest(
        queries, candidates
    )
    assert np.array_equal(handed, before)


def test_embeddings_that_may_not_be_written_to_are_accepted() -> None:
    draw = np.random.default_rng(5)
    rows = draw.standard_normal((30, 8)).astype(np.float32)
    rows.setflags(write=False)
    assert nearest(rows, rows).tolist() == list(range(30))


@pytest.mark.parametrize("block", [1, 3, 16, 100, 1024])
@pytest.mark.parametrize("d", [8, 768, 1024])
def test_among_equal_candidates_the_first_is_found_wherever_the_others_stand(
    d: int, block: int
) -> None:
    """Matrix products round a row by its place in the block; copies must stay equal anyway."""
    draw = np.random.default_rng(d)
    distinct = draw.standard_normal((37, d)).astype(np.float32)
    order = np.concatenate([draw.permutation(37) for _ in range(9)])
    candidates = distinct[order]
    queries = draw.standard_normal((150, d)).astype(np.float32)
    found = nearest(queries, candidates, block=block)
    first = {int(value): i for i, value in reversed(list(enumerate(order)))}
    expected = [first[i] for i in oracle.nearest(queries, distinct)]
    assert found.tolist() == expected


def test_exact_ties_of_different_candidates_go_to_the_lower_index() -> None:
    """Four entries of one half against sixteen of one quarter: exact in any precision."""
    draw = np.random.default_rng(7)
    candidates = draw.choice([-1.0, 1.0], (60, 16)).astype(np.float32)
    candidates *= np.exp2(draw.integers(-3, 3, (60, 1))).astype(np.float32)
    queries = np.zeros((200, 16), dtype=np.float32)
    for query in queries:
        query[draw.permutation(16)[:4]] = draw.choice([-1.0, 1.0], 4)
    expected = oracle.nearest(queries, candidates)
    for block in (1, 5, 1024):
        assert nearest(queries, candidates, block=block).tolist() == expected


def test_an_embedding_of_zeros_is_at_right_angles_to_everything() -> None:
    x, y = _f32((-1, 0), (0, 0), (-1, -1)), _f32((1, 0), (0, 0), (-1, -1))
    with np.errstate(all="raise"):
        assert nearest(y, x).tolist() == [1, 0, 2]


def test_the_matrix_of_all_similarities_is_never_held() -> None:
    n = 12_000
    draw = np.random.default_rng(6)
    queries = draw.standard_normal((n, 8)).astype(np.float32)
    order = draw.permutation(n)
    tracemalloc.start()
    found = nearest(queries, queries[order])
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert np.array_equal(order[found], np.arange(n))
    assert peak < 200e6  # the whole matrix takes 576 MB in float32
