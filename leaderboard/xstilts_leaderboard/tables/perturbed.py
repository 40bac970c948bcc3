"""Scores on perturbed inputs as estimates with paired intervals, and which of them compare."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np

from xstilts_kit.scoring.averages import Vector
from xstilts_kit.statistics.bootstrap import mean_of, vector_interval
from xstilts_leaderboard.rows.perturbed import PerturbedCell

ALIKE = 0.2
"""Realised intensities that differ by more than this share are not compared."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number with its 95 % interval; None where replicates are missing or all equal."""

    value: float
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Reading:
    """A score under one transform, averaged over languages."""

    transform: str
    score: Estimate
    drop: Estimate
    """Clean minus this score, on the same items."""
    words: float | None
    """Mean share of words that were changed."""


@dataclass(frozen=True, slots=True)
class LanguageReading:
    """One language under one transform."""

    code: str
    score: Estimate
    drop: Estimate
    relative: float | None
    """Drop over the clean score."""
    words: float | None
    comparable: bool
    """Whether its realised intensity is near the median of the languages."""


Pair = tuple[PerturbedCell, PerturbedCell]
"""The clean cell of a language, and its transformed one."""

Pairs = Mapping[str, Pair]
"""Language → its cells."""

Setting = tuple[tuple[str, str, str, str, str], ...]
"""Transform, language, and fingerprints of clean inputs, changed inputs and files, in order."""


def estimate(vector: Vector, *, bounded: bool = False) -> Estimate:
    """The value plus the percentiles of its centred replicates.

    Args:
        vector: The value, then its replicates.
        bounded: Clip the interval to 0 to 100, as for scores.
    """
    value = float(vector[0])
    ends = vector_interval(vector)
    if ends is None or np.ptp(vector[1:][~np.isnan(vector[1:])]) == 0.0:
        return Estimate(value, None, None)
    low, high = ends
    return (
        Estimate(value, max(low, 0.0), min(high, 100.0)) if bounded else Estimate(value, low, high)
    )


def pairs_of(cells: Iterable[PerturbedCell]) -> dict[tuple[str, str], dict[str, Pair]]:
    """Pair every transformed cell with its clean one: (task, transform) → language → pair."""
    held = {one.cell: one for one in cells}
    found: dict[tuple[str, str], dict[str, Pair]] = {}
    for one in held.values():
        if one.cell.transform is not None:
            group = found.setdefault((one.cell.task, one.cell.transform), {})
            group[one.cell.language] = held[one.cell.clean], one
    return found


def clean_score(pairs: Pairs, languages: Sequence[str]) -> Estimate:
    """Mean clean score over languages."""
    return estimate(mean_of([pairs[code][0].vector for code in languages]), bounded=True)


def drop_vector(pairs: Pairs, languages: Sequence[str]) -> Vector:
    """Mean of clean minus transformed score over languages, with replicates."""
    return mean_of([pairs[code][0].vector - pairs[code][1].vector for code in languages])


def reading(transform: str, pairs: Pairs, languages: Sequence[str]) -> Reading:
    """Score and drop under a transform, averaged over languages."""
    return Reading(
        transform,
        estimate(mean_of([pairs[code][1].vector for code in languages]), bounded=True),
        estimate(drop_vector(pairs, languages)),
        mean_words(pairs, languages),
    )


def mean_words(pairs: Pairs, languages: Sequence[str]) -> float | None:
    """Mean share of changed words; None if it is unknown for one of the languages."""
    known = [share for code in languages if (share := pairs[code][1].words) is not None]
    return sum(known) / len(known) if known and len(known) == len(languages) else None


def language_readings(pairs: Pairs) -> tuple[LanguageReading, ...]:
    """Every language under one transform, in the order of codes."""
    shares = {code: pair[1].words for code, pair in pairs.items()}
    usual = usual_intensity(shares.values())
    return tuple(
        LanguageReading(
            code,
            estimate(changed.vector, bounded=True),
            estimate(clean.vector - changed.vector),
            _relative(clean.vector, changed.vector),
            shares[code],
            is_near(shares[code], usual),
        )
        for code, (clean, changed) in sorted(pairs.items())
    )


def _relative(clean: Vector, changed: Vector) -> float | None:
    return None if clean[0] == 0 else float((clean[0] - changed[0]) / clean[0])


def usual_intensity(shares: Iterable[float | None]) -> float | None:
    """Median of the known shares."""
    known = [share for share in shares if share is not None]
    return median(known) if known else None


def is_near(share: float | None, usual: float | None) -> bool:
    """Whether a realised intensity is comparable with the usual one; yes if one is unknown."""
    return share is None or not usual or abs(share - usual) <= ALIKE * usual


def setting_of(groups: Mapping[str, Pairs]) -> Setting:
    """What the numbers of a row depend on, apart from the model.

    Args:
        groups: Transform → language → cells.
    """
    return tuple(
        (name, code, clean.inputs or "", changed.transformed or "", changed.resources or "")
        for name, pairs in sorted(groups.items())
        for code, (clean, changed) in sorted(pairs.items())
    )


def difference(one: Setting, other: Setting) -> str:
    """Why two settings cannot be compared, in words; empty if they can."""
    for words, column in (("levels", 0), ("languages", 1)):
        mine, theirs = ({line[column] for line in setting} for setting in (one, other))
        if mine != theirs:
            return f"other {words} ({_listed(mine, theirs)})"
    pairs = list(zip(one, other, strict=False))
    if len(one) != len(other) or any(a[:2] != b[:2] for a, b in pairs):
        return "other languages at one of the levels"
    if any(a[2] != b[2] for a, b in pairs):
        return "another edition of the inputs"
    if any(a[4] != b[4] for a, b in pairs):
        return "other lexicons or lists"
    return "" if one == other else "other words changed, by another version of the transform"


def _listed(mine: set[str], theirs: set[str]) -> str:
    added, lacking = sorted(mine - theirs), sorted(theirs - mine)
    parts = [f"with {', '.join(added)}"] if added else []
    return "; ".join(parts + ([f"without {', '.join(lacking)}"] if lacking else []))
