"""Windows and the choice of an answer, against the official loop written out."""

import random

import numpy as np
import pytest

from oracles import windows as oracle
from xstilts_kit.families.span_qa.choice import best_span
from xstilts_kit.families.span_qa.windows import owners, step_of, windows


@pytest.mark.parametrize(
    ("capacity", "step"),
    [(360, 128), (128, 128), (129, 128), (127, 63), (104, 52), (33, 16), (32, 16), (2, 1), (1, 1)],
)
def test_the_step_is_halved_where_the_model_is_short(capacity: int, step: int) -> None:
    assert step_of(capacity) == step


def test_another_step_is_kept_as_long_as_it_fits() -> None:
    assert [step_of(c, 10) for c in (11, 10, 9, 3, 2, 1)] == [10, 10, 4, 1, 1, 1]


def test_worked_example_w1() -> None:
    found = tuple(tuple(w) for w in windows(500, 360, 128))
    assert found == ((0, 360), (128, 360), (256, 244))
    assert list(owners(found, 500)) == [0] * 244 + [1] * (373 - 244) + [2] * (500 - 373)


def test_worked_example_w2() -> None:
    assert list(owners(((0, 5), (2, 5), (4, 3)), 7)) == [0, 0, 0, 0, 1, 1, 1]


def test_worked_example_w3() -> None:
    found = [tuple(w) for w in windows(1000, 360, 128)]
    assert found == [(start, 360) for start in (0, 128, 256, 384, 512, 640)]


def test_windows_are_the_official_loops_for_every_length() -> None:
    for capacity, step in ((360, 128), (319, 128), (128, 128), (104, 52), (33, 16), (5, 2), (1, 1)):
        for tokens in (*range(1, 140), *range(140, 1100, 7)):
            found = tuple(tuple(w) for w in windows(tokens, capacity, step))
            assert found == oracle.windows(tokens, capacity, step), (tokens, capacity, step)
            count = 1 if tokens <= capacity else 1 + -(-(tokens - capacity) // step)
            assert len(found) == count


def test_every_token_is_owned_as_the_official_rule_says() -> None:
    """Also where 0.01 times two lengths makes a tie that rounding breaks."""
    pairs = [(360, 128), (319, 128), (128, 128), (200, 100), (300, 50), (104, 52), (9, 4)]
    for capacity, step in pairs:
        lengths = range(1, 60) if capacity < 100 else (*range(300, 700, 29), 488, 616, 744, 500)
        for tokens in lengths:
            spans = oracle.windows(tokens, capacity, step)
            assert list(owners(spans, tokens)) == oracle.owners(spans, tokens), (tokens, capacity)


def test_no_token_is_left_without_a_window_that_holds_it() -> None:
    for capacity in (1, 2, 31, 32, 100, 127, 128, 129, 377):
        step = step_of(capacity)
        spans = windows(900, capacity, step)
        for token, owner in enumerate(owners(spans, 900)):
            start, length = spans[owner]
            assert start <= token < start + length


def _compare(
    starts: np.ndarray, ends: np.ndarray, owned: list[bool | None], **options: int
) -> None:
    found = best_span(starts, ends, owned, **options)
    expected = oracle.best_span(starts.tolist(), ends.tolist(), owned, **options)
    assert [tuple(c[1:]) for c in found] == [c[1:] for c in expected]
    assert [c[0] for c in found] == pytest.approx([c[0] for c in expected], abs=1e-5)


def _owned(chosen: random.Random, length: int) -> list[bool | None]:
    question = chosen.randint(2, max(2, length // 3))
    inside = [chosen.random() < 0.7 for _ in range(length - question - 1)]
    return [None] * question + inside + [None]


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_random_logits_give_the_official_candidates_in_the_official_order(dtype: type) -> None:
    chosen, draw = random.Random(1), np.random.default_rng(1)
    for _ in range(150):
        owned = _owned(chosen, chosen.randint(5, 200))
        starts, ends = draw.standard_normal((2, len(owned))).astype(dtype)
        _compare(starts, ends, owned)


def test_equal_logits_come_in_the_official_order() -> None:
    chosen, draw = random.Random(2), np.random.default_rng(2)
    for values in (1, 2, 4):
        for _ in range(60):
            owned = _owned(chosen, chosen.randint(5, 90))
            starts, ends = draw.integers(0, values, (2, len(owned))).astype(np.float32)
            _compare(starts, ends, owned)


def test_the_number_of_candidates_and_the_longest_answer_are_options() -> None:
    chosen, draw = random.Random(3), np.random.default_rng(3)
    for n_best, longest in ((1, 1), (3, 2), (5, 100), (50, 4), (1000, 1000)):
        for _ in range(10):
            owned = _owned(chosen, chosen.randint(5, 60))
            starts, ends = draw.integers(0, 9, (2, len(owned))).astype(np.float32)
            _compare(starts, ends, owned, n_best=n_best, longest=longest)


def test_positions_outside_the_context_take_places_among_the_best() -> None:
    owned: list[bool | None] = [None] * 20 + [True, None]
    logits = np.zeros(22, dtype=np.float32)
    logits[:20] = 1.0
    assert list(best_span(logits, logits, owned)) == []


def test_a_start_of_another_window_is_dropped_and_an_end_of_another_window_is_kept() -> None:
    owned: list[bool | None] = [None, False, True, False, None]
    starts = np.array([0, 9, 5, 1, 0], dtype=np.float32)
    ends = np.array([0, 2, 3, 8, 0], dtype=np.float32)
    assert [tuple(c) for c in best_span(starts, ends, owned)] == [(13.0, 2, 3), (8.0, 2, 2)]


def test_an_answer_of_thirty_tokens_is_kept_and_one_of_thirty_one_is_not() -> None:
    owned: list[bool | None] = [None, *[True] * 40, None]
    starts, ends = np.full((2, 42), -9.0, dtype=np.float32)
    starts[5] = ends[34] = ends[35] = 1.0
    ends[35] = 2.0
    best = best_span(starts, ends, owned)[0]
    assert tuple(best) == (2.0, 5, 34)


def test_scores_are_summed_finely_enough_to_keep_the_official_order() -> None:
    """Sums of two float32 logits that float32 cannot tell apart, though the official code can."""
    owned: list[bool | None] = [None, True, True, True, True, None]
    starts = np.array([-50, 1 - 2**-24, -50, 1, -50, -50], dtype=np.float32)
    ends = np.array([-50, -50, 7e-8, -50, 0, -50], dtype=np.float32)
    found = [tuple(c[1:]) for c in best_span(starts, ends, owned)]
    assert found[:2] == [(1, 2), (3, 4)]
    _compare(starts, ends, owned)
