"""Batches from lengths: sorted by length, bounded by a token budget and by their padding.

The rule is part of the protocol, because float32 results may depend on the padding. It depends only
on the lengths and two numbers.
"""

from collections.abc import Sequence

PADDING = 5
"""Maximum padding of a batch, in percent of its sub-words."""

_BUDGETS = {"cpu": 2048}
_ACCELERATOR = 8192


def default_budget(device: str) -> int:
    """Return the padded sub-words of a batch for a kind of device, e.g. ``cpu`` or ``cuda``.

    On a CPU, batches of 256 to 4,096 sub-words are equally fast and larger ones slower, because
    their activations no longer fit the caches.
    """
    return _BUDGETS.get(device, _ACCELERATOR)


def token_batches(
    lengths: Sequence[int], budget: int, padding: int = PADDING
) -> tuple[tuple[int, ...], ...]:
    """Cut items into batches.

    Items are sorted by length, longest first (so that memory runs out immediately or never), ties
    in original order. A batch takes the next item unless its padded size would exceed the budget,
    or its padding the given share; an item longer than the budget forms a batch of its own.

    Args:
        lengths: Sub-words of each item.
        budget: Maximum padded sub-words of a batch: longest item times number of items.
        padding: Maximum padding of a batch, in percent of the sub-words of its items.

    Returns:
        Indices of the items, batch by batch; each index occurs once.
    """
    order = sorted(range(len(lengths)), key=lambda i: (-lengths[i], i))
    batches: list[tuple[int, ...]] = []
    current: list[int] = []
    real = 0
    for index in order:
        if current:
            padded = lengths[current[0]] * (len(current) + 1)
            if padded > budget or 100 * padded > (100 + padding) * (real + lengths[index]):
                batches.append(tuple(current))
                current, real = [], 0
        current.append(index)
        real += lengths[index]
    if current:
        batches.append(tuple(current))
    return tuple(batches)
