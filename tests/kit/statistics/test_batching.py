"""Batches are a pure function of lengths and budget."""

from hypothesis import example, given
from hypothesis import strategies as st

from xstilts_kit.engine.batching import token_batches

LENGTHS = st.lists(st.integers(1, 600), max_size=200)
BUDGETS = st.integers(1, 5000)


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


@given(LENGTHS, BUDGETS)
def test_a_batch_is_closed_only_when_the_next_item_does_not_fit(
    lengths: list[int], budget: int
) -> None:
    batches = token_batches(lengths, budget)
    for batch in batches[:-1]:
        assert lengths[batch[0]] * (len(batch) + 1) > budget


@given(LENGTHS, BUDGETS)
def test_the_same_lengths_give_the_same_batches(lengths: list[int], budget: int) -> None:
    kept = list(lengths)
    first = token_batches(lengths, budget)
    assert token_batches(tuple(kept), budget) == first
    assert lengths == kept
