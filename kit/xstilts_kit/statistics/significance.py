"""Tests for paired scores, correction for several tests, and the smallest detectable effect."""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from xstilts_kit.statistics.poisson import splitmix64

FLIPS = 10_000
"""Number of random sign patterns, where there are too many to try them all."""

_ALL_PATTERNS = 13
"""Largest number of differences for which every sign pattern is tried."""


def mcnemar(only_a: int, only_b: int) -> float:
    """Exact two-sided McNemar test: the p-value of two numbers of discordant items.

    Args:
        only_a: Items on which only A is right.
        only_b: Items on which only B is right.

    Raises:
        ValueError: A number is negative.
    """
    if only_a < 0 or only_b < 0:
        raise ValueError("numbers of items are not negative")
    n, few = only_a + only_b, min(only_a, only_b)
    tail = sum(math.comb(n, k) for k in range(few + 1))
    return min(1.0, tail / 2 ** (n - 1)) if n else 1.0


def holm(p: Sequence[float]) -> tuple[float, ...]:
    """Adjust p-values of several tests by Holm's step-down method, in the given order."""
    order = sorted(range(len(p)), key=lambda i: p[i])
    adjusted, largest = [0.0] * len(p), 0.0
    for rank, index in enumerate(order):
        largest = max(largest, min(1.0, (len(p) - rank) * p[index]))
        adjusted[index] = largest
    return tuple(adjusted)


def sign_flip(differences: ArrayLike, seed: int = 0, flips: int = FLIPS) -> float:
    """Two-sided p of the hypothesis that paired differences are symmetric around 0.

    With up to 13 differences every pattern of signs is tried, so p cannot be smaller than 2 / 2^n:
    0.0625 for five pairs of seeds.

    Args:
        differences: One per seed or cluster of examples, (n,).
        seed: Chooses the random patterns, where there are more.
        flips: Number of random patterns.
    """
    values = np.asarray(differences, dtype=np.float64)
    n = len(values)
    if n == 0:
        return 1.0
    observed = abs(values.sum())
    reached = observed - 1e-12 * np.abs(values).sum()
    if n <= _ALL_PATTERNS:
        bits = np.arange(2**n)[:, None] >> np.arange(n) & 1
        return float((np.abs((1.0 - 2.0 * bits) @ values) >= reached).mean())
    hits = 0
    for number in range(flips):
        hits += bool(abs(_signs(seed, number, n) @ values) >= reached)
    return (hits + 1) / (flips + 1)


def _signs(seed: int, number: int, n: int) -> NDArray[np.float64]:
    """The signs of one random pattern: -1 or 1, float64, (n,)."""
    start = np.array([seed, number], dtype=np.uint64)
    first = splitmix64(splitmix64(start[:1]) ^ start[1:])
    words = splitmix64(first ^ np.arange(-(-n // 64), dtype=np.uint64))
    bits = np.unpackbits(words.view(np.uint8), count=n)
    return np.asarray(1.0 - 2.0 * bits, dtype=np.float64)


_NORMAL = 2.802
"""1.960 + 0.842: two-sided 5 %, power 80 %."""


def minimum_detectable_effect(discordant: float, n: float) -> float:
    """Smallest difference of two accuracies, in points, found with 80 % power at two-sided 5 %.

    Args:
        discordant: Share of items on which exactly one of the two is right.
        n: Independent items, divided by the design effect if they come in clusters.

    Raises:
        ValueError: The share is not between 0 and 1, or there are no items.
    """
    if not 0 <= discordant <= 1 or n <= 0:
        raise ValueError("a share between 0 and 1, and a positive number of items")
    return 100 * _NORMAL * math.sqrt(discordant / n)
