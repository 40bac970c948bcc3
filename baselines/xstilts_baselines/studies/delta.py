"""Differences between an arm and the baseline arm, with their spread over seeds.

Seeds are paired: the same seed fixes heads, data order and dropout in both arms. Replicates are
paired as well: the kit draws the same items for every system. No effect is claimed from a single
seed.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Verdict = Literal["better", "worse", "not shown", "one seed"]

T_975 = (
    *(12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228),
    *(2.201, 2.179, 2.160, 2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086),
    *(2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042),
)
"""The 97.5th percentile of Student's t with 1 to 30 degrees of freedom."""


@dataclass(frozen=True, slots=True, order=True)
class Score:
    """The identity of a score."""

    kind: str
    """``cell``, ``task``, ``group`` or ``overall``."""
    name: str
    """``task/language``, the task, the group, or ``overall``."""
    transform: str = "none"
    """Transform of the sentence vectors."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One score of one run."""

    value: float
    replicates: NDArray[np.float64]
    """float64, (replicates,)."""


Run = Mapping[Score, Measured]
"""Every score of one run."""


@dataclass(frozen=True, slots=True)
class Delta:
    """Arm minus baseline in points; fields as in the schema ``study``."""

    arm: str
    kind: str
    name: str
    transform: str
    seeds: int
    baseline: float
    score: float
    delta: float
    by_seed: tuple[float, ...]
    sd: float | None
    interval_seeds: tuple[float, float] | None
    interval_items: tuple[float, float] | None
    interval: tuple[float, float] | None
    verdict: Verdict


def deltas(arm: str, runs: Sequence[Run], baseline: Sequence[Run]) -> Iterator[Delta]:
    """Compute the differences of all scores present in every run.

    Args:
        arm: The arm's name.
        runs: Its runs, one per seed.
        baseline: The baseline's runs with the same seeds, in the same order.
    """
    for score in runs[0]:
        if all(score in run for run in (*runs, *baseline)):
            own = [run[score] for run in runs]
            other = [run[score] for run in baseline]
            yield _delta(arm, score, own, other)


def _delta(arm: str, score: Score, own: Sequence[Measured], other: Sequence[Measured]) -> Delta:
    by_seed = [a.value - b.value for a, b in zip(own, other, strict=True)]
    count, mean = len(by_seed), float(np.mean(by_seed))
    vectors = np.stack([a.replicates - b.replicates for a, b in zip(own, other, strict=True)])
    items = _items_interval(mean, vectors, score)
    sd = float(np.std(by_seed, ddof=1)) if count > 1 else None
    seeds, wider = None, None
    if sd is not None:
        reach = student(count - 1) * sd / math.sqrt(count)
        seeds = (mean - reach, mean + reach)
        wider = seeds if items is None or _width(seeds) >= _width(items) else items
    return Delta(
        arm=arm,
        kind=score.kind,
        name=score.name,
        transform=score.transform,
        seeds=count,
        baseline=float(np.mean([one.value for one in other])),
        score=float(np.mean([one.value for one in own])),
        delta=mean,
        by_seed=tuple(by_seed),
        sd=sd,
        interval_seeds=seeds,
        interval_items=items,
        interval=wider,
        verdict=_verdict(wider),
    )


def _items_interval(
    observed: float, vectors: NDArray[np.float64], score: Score
) -> tuple[float, float] | None:
    """Run a paired bootstrap on two levels: seeds with replacement, then items."""
    seeds, replicates = vectors.shape
    drawn = np.array(
        [
            [int(_uniform(score.kind, score.name, row, draw) * seeds) for draw in range(seeds)]
            for row in range(replicates)
        ]
    )
    means = vectors[drawn, np.arange(replicates)[:, None]].mean(axis=1)
    means = means[~np.isnan(means)]
    if means.size < 2 or np.ptp(means) == 0.0:
        return None
    low, high = np.percentile(means - means.mean(), [2.5, 97.5])
    return observed + float(low), observed + float(high)


def _uniform(*parts: object) -> float:
    """Return a hash as a number from 0 to 1, independent of any library's random stream."""
    text = "\x1f".join(map(str, parts))
    return int.from_bytes(sha256(text.encode()).digest()[:8], "big") / 2.0**64


def student(freedom: int) -> float:
    """Return the 97.5th percentile of Student's t, or of the normal distribution above 30."""
    return T_975[freedom - 1] if freedom <= len(T_975) else 1.960


def _width(interval: tuple[float, float]) -> float:
    return interval[1] - interval[0]


def _verdict(interval: tuple[float, float] | None) -> Verdict:
    if interval is None:
        return "one seed"
    if interval[0] > 0:
        return "better"
    return "worse" if interval[1] < 0 else "not shown"
