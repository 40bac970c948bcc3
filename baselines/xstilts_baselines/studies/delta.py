"""Differences between an arm and the baseline arm, with their spread over seeds.

Seeds are paired: the same seed fixes heads, data order and dropout in both arms. Replicates are
paired as well: the kit draws the same items for every system. No effect is claimed from a single
seed.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from xstilts_baselines.studies.paired import paired

Verdict = Literal["better", "worse", "not shown", "one seed"]


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
    vectors = [_difference(a, b) for a, b in zip(own, other, strict=True)]
    found = paired(vectors, f"{score.kind}\x1f{score.name}")
    return Delta(
        arm=arm,
        kind=score.kind,
        name=score.name,
        transform=score.transform,
        seeds=len(found.by_seed),
        baseline=float(np.mean([one.value for one in other])),
        score=float(np.mean([one.value for one in own])),
        delta=found.value,
        by_seed=found.by_seed,
        sd=found.sd,
        interval_seeds=found.interval_seeds,
        interval_items=found.interval_items,
        interval=found.interval,
        verdict=_verdict(found.interval),
    )


def _difference(one: Measured, two: Measured) -> NDArray[np.float64]:
    return np.concatenate([[one.value - two.value], one.replicates - two.replicates])


def _verdict(interval: tuple[float, float] | None) -> Verdict:
    if interval is None:
        return "one seed"
    if interval[0] > 0:
        return "better"
    return "worse" if interval[1] < 0 else "not shown"
