"""Batches are a pure function of lengths, a budget of sub-words and a share of padding."""

from itertools import pairwise

from hypothesis import example, given
from hypothesis import strategies as st

from xstilts_kit.engine.batching import token_batches

LENGTHS = st.lists(st.integers(1, 600), max_size=200)
BUDGETS = st.integers(1, 5000)
PERCENTS = st.integers(0, 100)


@given(LENGTHS, BUDGETS)
@example([], 1)
@example([5, 5, 5], 10)
def test_every_item_is_in_exactly_one_batch(lengths: list[int], budget: int) -> None:
    batches = token_batches(lengths, budget)
    assert sorted(index for batch in batches for index in batch) == list(range(len(lengths)))
    assert all(batches)


@given(LENGTHS, BUDGETS)
def test_a_batch_of_several_fits_the_budget_when_padded(lengths: list[int], budget: int) -> None:
    for batch in token_batches(lengths, budget):
        assert len(batch) == 1 or max(lengths[i] for i in batch) * len(batch) <= budget


@given(LENGTHS, BUDGETS)
def test_longest_items_come_first_and_equal_ones_in_their_own_order(
    lengths: list[int], budget: int
) -> None:
    flat = [index for batch in token_batches(lengths, budget) for index in batch]
    assert [(-lengths[i], i) for i in flat] == sorted((-n, i) for i, n in enumerate(lengths))


@given(LENGTHS, BUDGETS, PERCENTS)
def test_no_batch_has_more_padding_than_its_share(
    lengths: list[int], budget: int, percent: int
) -> None:
    for batch in token_batches(lengths, budget, percent):
        real = sum(lengths[i] for i in batch)
        assert lengths[batch[0]] * len(batch) - real <= percent * real / 100


@given(LENGTHS, BUDGETS)
def test_padding_of_a_file_is_five_percent_at_most(lengths: list[int], budget: int) -> None:
    batches = token_batches(lengths, budget)
    assert sum(lengths[b[0]] * len(b) for b in batches) <= 1.05 * sum(lengths)


@given(LENGTHS, BUDGETS, PERCENTS)
@example([100] * 21 + [1], 100_000, 5)  # the last item fits the padding to the token
def test_a_batch_is_closed_only_when_the_next_item_does_not_fit(
    lengths: list[int], budget: int, percent: int
) -> None:
    batches = token_batches(lengths, budget, percent)
    for batch, following in pairwise(batches):
        padded = lengths[batch[0]] * (len(batch) + 1)
        real = sum(lengths[i] for i in batch) + lengths[following[0]]
        assert padded > budget or 100 * padded > (100 + percent) * real


def test_lengths_of_a_skewed_file_make_these_batches() -> None:
    lengths = [40, 20, 19, 39, 1, 20, 38]
    assert token_batches(lengths, 1000) == ((0, 3, 6), (1, 5, 2), (4,))
    assert token_batches(lengths, 80) == ((0, 3), (6,), (1, 5, 2), (4,))
    assert token_batches(lengths, 1000, 50) == ((0, 3, 6, 1, 5, 2), (4,))


@given(LENGTHS, BUDGETS)
def test_the_same_lengths_give_the_same_batches(lengths: list[int], budget: int) -> None:
    kept = list(lengths)
    first = token_batches(lengths, budget)
    assert token_batches(tuple(kept), budget) == first
    assert lengths == kept
