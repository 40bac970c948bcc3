"""Weights of the Poisson bootstrap, scheme ``poisson-splitmix-v1``.

The weight of a unit in a replicate is a hash of (family string, unit id, replicate) only, so any
two systems, on any subset and in any order, are always resampled alike, independently of any
library's random stream. splitmix64: Steele, Lea and Flood 2014.
"""

import hashlib
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

SCHEME = "poisson-splitmix-v1"
"""Name of this scheme; replicates are comparable only within one scheme."""

REPLICATES = 1000

_POISSON_CDF = np.array(
    [
        0.36787944117144233,
        0.7357588823428847,
        0.9196986029286058,
        0.9810118431238463,
        0.9963401531726563,
        0.9994058151824183,
        0.999916758850712,
        0.9999897508033253,
        0.999998874797402,
        0.9999998885745216,
        0.9999999899522336,
        0.9999999991683892,
    ]
)

_THRESHOLDS = np.ceil(_POISSON_CDF * 2.0**53).astype(np.uint64) << np.uint64(11)
"""Smallest hash whose first 53 bits, as a fraction of 1, reach each value above."""

_AT_ONCE = 1 << 15
"""Weights drawn at once: few calls for small data, and small enough for the CPU cache."""


def splitmix64(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Apply one step of splitmix64 to every value, modulo 2^64."""
    with np.errstate(over="ignore"):
        z = values + np.uint64(0x9E3779B97F4A7C15)
        z ^= z >> np.uint64(30)
        z *= np.uint64(0xBF58476D1CE4E5B9)
        z ^= z >> np.uint64(27)
        z *= np.uint64(0x94D049BB133111EB)
        z ^= z >> np.uint64(31)
    return z


def unit_hashes(family: str, units: Iterable[str]) -> NDArray[np.uint64]:
    """64-bit hash of every unit: uint64, (units,)."""
    prefix = f"{family}\t".encode()
    digests = b"".join(hashlib.sha256(prefix + unit.encode()).digest()[:8] for unit in units)
    return np.frombuffer(digests, dtype="<u8").astype(np.uint64)


def poisson_weights(
    family: str, units: Iterable[str], replicates: Iterable[int] = range(REPLICATES)
) -> NDArray[np.uint8]:
    """How often each unit is drawn in each replicate: uint8, (replicates, units).

    Args:
        family: The task's family string F.
        units: Unit ids.
        replicates: Replicate numbers, from 0.
    """
    return weights_of(unit_hashes(family, units), replicates)


def weights_of(hashes: NDArray[np.uint64], replicates: Iterable[int]) -> NDArray[np.uint8]:
    """How often the units with these hashes are drawn: uint8, (replicates, units)."""
    seeds = splitmix64(np.fromiter(replicates, dtype=np.uint64))
    weights = np.zeros((len(seeds), len(hashes)), dtype=np.uint8)
    rows = max(1, _AT_ONCE // max(1, len(hashes)))
    for start in range(0, len(seeds), rows):
        drawn = splitmix64(hashes ^ seeds[start : start + rows, None])
        for threshold in _THRESHOLDS:
            above = drawn >= threshold
            if not above.any():
                break
            weights[start : start + rows] += above
    return weights
