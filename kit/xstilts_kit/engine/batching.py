"""Batches as a pure function of lengths and a token budget."""

from collections.abc import Sequence


def token_batches(lengths: Sequence[int], budget: int) -> tuple[tuple[int, ...], ...]:
    """Cut items into batches whose padded size fits the budget.

    Items are sorted by length, longest first (so that memory runs out at once or not at all),
    ties in their own order. An item longer than the budget is a batch of its own.

    Args:
        lengths: Sub-words of each item.
        budget: Padded sub-words a batch may have: longest item times number of items.

    Returns:
        Indices of the items, batch by batch; each index once.
    """
    order = sorted(range(len(lengths)), key=lambda i: (-lengths[i], i))
    batches: list[tuple[int, ...]] = []
    current: list[int] = []
    for index in order:
        if current and lengths[current[0]] * (len(current) + 1) > budget:
            batches.append(tuple(current))
            current = []
        current.append(index)
    if current:
        batches.append(tuple(current))
    return tuple(batches)
