"""Measures of one layer: how far switching moves sentences, and whether translations are found.

Every measure except CKA is a function of sums over sentences, so its interval comes from the same
weighted sums as the value.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from xstilts_kit.statistics.bootstrap import vector_interval
from xstilts_kit.statistics.similarity import (
    cosines,
    debiased_cka,
    kernel,
    linear_cka,
    nearest_is_own,
    next_rows,
    unit,
)

LEAST_SPREAD = 1e-6
"""Smallest 1 - anisotropy by which a drift is divided."""
LEAST_RETRIEVAL = 0.10
"""Smallest clean retrieval of which a retention is given."""

Vector = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Estimate:
    """One measure of one layer."""

    value: float | None
    low: float | None = None
    """Lower end of the 95 % interval, from a bootstrap over English sentences."""
    high: float | None = None
    standard_deviation: float | None = None
    """For debiased CKA: from half-samples."""
    reason: str | None = None
    """Why there is no value."""


@dataclass(frozen=True, slots=True)
class Hits:
    """For each sentence, in how many of the two directions its translation is found: 0, 1, 2."""

    clean: tuple[int, ...]
    switched: tuple[int, ...]


Columns = Mapping[str, Vector]
"""Name → one value per sentence: float64, (n,)."""


def columns_of(clean: ArrayLike, switched: ArrayLike, translated: ArrayLike) -> Columns:
    """The per-sentence terms of all measures.

    Args:
        clean: Vectors of the English sentences, (n, width).
        switched: Vectors of their switched forms.
        translated: Vectors of their translations.
    """
    s, w, t = (np.asarray(x, dtype=np.float64) for x in (clean, switched, translated))
    mean = s.mean(axis=0)
    own, before, after = unit(t), unit(s) @ unit(t).T, unit(w) @ unit(t).T
    columns = {
        "drift": 1 - cosines(s, w),
        "anisotropy": cosines(s, next_rows(s)),
        "centred_drift": 1 - cosines(s - mean, w - mean),
        "self_retrieval": nearest_is_own(unit(w) @ unit(s).T).astype(float),
    }
    unrelated = next_rows(own)
    for name, rows, similarity in (("clean", s, before), ("switched", w, after)):
        columns[f"forward_{name}"] = nearest_is_own(similarity).astype(float)
        columns[f"backward_{name}"] = nearest_is_own(similarity.T).astype(float)
        columns[f"related_{name}"] = similarity.diagonal().copy()
        columns[f"unrelated_{name}"] = (unit(rows) * unrelated).sum(axis=1)
        columns[f"squared_{name}"] = columns[f"unrelated_{name}"] ** 2
    return {**columns, "n": np.ones(len(s))}


def hits_of(columns: Columns) -> Hits:
    """Directions in which each sentence's translation is found."""

    def counts(name: str) -> tuple[int, ...]:
        both = columns[f"forward_{name}"] + columns[f"backward_{name}"]
        return tuple(int(x) for x in both)

    return Hits(counts("clean"), counts("switched"))


def _retrieval(sums: Columns, which: str) -> Vector:
    return np.asarray((sums[f"forward_{which}"] + sums[f"backward_{which}"]) / (2 * sums["n"]))


def _margin(sums: Columns, which: str) -> Vector:
    n = sums["n"]
    unrelated = sums[f"unrelated_{which}"] / n
    variance = sums[f"squared_{which}"] / n - unrelated**2
    spread = np.sqrt(np.where(variance > 1e-18, variance, np.nan))
    return np.asarray((sums[f"related_{which}"] / n - unrelated) / spread)


def _relative_drift(sums: Columns) -> Vector:
    n = sums["n"]
    below = 1 - sums["anisotropy"] / n
    return np.asarray(sums["drift"] / n / np.where(below >= LEAST_SPREAD, below, np.nan))


def _retention(sums: Columns) -> Vector:
    before = _retrieval(sums, "clean")
    return np.asarray(_retrieval(sums, "switched") / np.where(before > 0, before, np.nan))


def _share(name: str) -> Callable[[Columns], Vector]:
    return lambda sums: np.asarray(sums[name] / sums["n"])


FORMULAS: Mapping[str, Callable[[Columns], Vector]] = {
    "drift": _share("drift"),
    "anisotropy": _share("anisotropy"),
    "relative_drift": _relative_drift,
    "centred_drift": _share("centred_drift"),
    "self_retrieval": _share("self_retrieval"),
    "retrieval_clean": lambda sums: _retrieval(sums, "clean"),
    "retrieval": lambda sums: _retrieval(sums, "switched"),
    "forward": _share("forward_switched"),
    "backward": _share("backward_switched"),
    "loss": lambda sums: _retrieval(sums, "clean") - _retrieval(sums, "switched"),
    "retention": _retention,
    "margin_clean": lambda sums: _margin(sums, "clean"),
    "margin": lambda sums: _margin(sums, "switched"),
}
"""Measures that are functions of sums over sentences."""

SHARES = frozenset({"self_retrieval", "retrieval_clean", "retrieval", "forward", "backward"})
"""Measures whose intervals are clipped to 0 to 1."""

_REASONS = {
    "relative_drift": f"1 - anisotropy is below {LEAST_SPREAD:g}",
    "retention": f"clean retrieval is below {LEAST_RETRIEVAL:g}",
    "margin_clean": "all unrelated pairs have the same cosine",
    "margin": "all unrelated pairs have the same cosine",
}


def estimates_of(columns: Columns, weights: NDArray[np.float64] | None) -> dict[str, Estimate]:
    """Every measure of `FORMULAS`, with its interval.

    Args:
        columns: As from `columns_of`.
        weights: How often each sentence is drawn in each replicate, (replicates, n); None: no
            intervals.
    """
    stacked = np.stack(list(columns.values()), axis=1)
    point = dict(zip(columns, stacked.sum(axis=0)[:, None], strict=True))
    drawn = None if weights is None else dict(zip(columns, (weights @ stacked).T, strict=True))
    found = {}
    for name, formula in FORMULAS.items():
        value = float(formula(point)[0])
        few = name == "retention" and _retrieval(point, "clean")[0] < LEAST_RETRIEVAL
        if few or np.isnan(value):
            found[name] = Estimate(None, reason=_REASONS[name])
            continue
        ends = (None, None) if drawn is None else interval(value, formula(drawn))
        low, high = (clipped(end) if name in SHARES else end for end in ends)
        found[name] = Estimate(value, low, high)
    return found


def clipped(end: float | None) -> float | None:
    """Clip an end of a share's interval to 0 to 1."""
    return None if end is None else min(1.0, max(0.0, end))


def interval(value: float, replicates: Vector) -> tuple[float | None, float | None]:
    """95 % interval: the value plus percentiles of the centred replicates."""
    return vector_interval(np.concatenate([[value], replicates])) or (None, None)


def cka_estimates(
    clean: ArrayLike,
    switched: ArrayLike,
    translated: ArrayLike,
    halves: NDArray[np.float64] | None = None,
) -> dict[str, Estimate]:
    """Linear and debiased CKA: stability (clean, switched) and alignment (switched, translated).

    Args:
        clean: Vectors of the English sentences, (n, width).
        switched: Vectors of their switched forms.
        translated: Vectors of their translations.
        halves: Half-samples for the standard deviation of debiased CKA; None: none is given.
    """
    found = {}
    kernels = [kernel(x) for x in (clean, switched, translated)]
    for name, x, y, k_x, k_y in (
        ("stability", clean, switched, kernels[0], kernels[1]),
        ("alignment", switched, translated, kernels[1], kernels[2]),
        ("alignment_clean", clean, translated, kernels[0], kernels[2]),
    ):
        plain = linear_cka(x, y)
        why = "all vectors are equal" if plain is None else None
        found[f"cka_{name}"] = Estimate(plain, reason=why)
        fair = debiased_cka(k_x, k_y, halves)
        why = "a denominator is not positive" if fair.value is None else None
        found[f"debiased_cka_{name}"] = Estimate(
            fair.value, standard_deviation=fair.standard_deviation, reason=why
        )
    return found
