"""The rows with scores on perturbed inputs, and the levels of their transforms."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from xstilts_kit.scoring.averages import Vector
from xstilts_kit.transforms import HYPOTHESIS, all_transforms
from xstilts_leaderboard.rows.perturbed import PerturbedCell, read_perturbed
from xstilts_leaderboard.rows.row import ScoredRow
from xstilts_leaderboard.tables.columns import is_invented, row_href
from xstilts_leaderboard.tables.perturbed import (
    Pair,
    Setting,
    difference,
    pairs_of,
)
from xstilts_leaderboard.tables.ranking import RankRange, rank_rows

SWITCHING = ("codeswitch", "wrong", "english", "copy")
"""Code-switching and its placebos, which have a track of their own."""

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Perturbed:
    """A row with scores on perturbed inputs."""

    suite: str
    name: str
    href: str
    """Path of its page, relative to the site's root."""
    division: str
    invented: bool

    @property
    def key(self) -> str:
        """``suite/name``."""
        return f"{self.suite}/{self.name}"


Cells = Mapping[tuple[str, str], Mapping[str, Pair]]
"""(task, transform) → language → clean and transformed cell."""


def perturbed_rows(
    rows: Mapping[str, Sequence[ScoredRow]],
) -> Iterator[tuple[Perturbed, Cells]]:
    """Every row that has scores on perturbed inputs, once, whichever boards show it.

    Args:
        rows: Board → its rows.

    Raises:
        DataError: The numbers of a scored row are damaged.
    """
    every = {(row.suite, row.name): row for own in rows.values() for row in own}
    for (suite, name), row in sorted(every.items()):
        cells: Sequence[PerturbedCell] = read_perturbed(row.scores.parent)
        if cells:
            href = row_href(suite, name)
            yield Perturbed(suite, name, href, row.division, is_invented(suite)), pairs_of(cells)


def series_of(transform: str) -> tuple[str, float | None]:
    """The series of a transform, and its place in it: ``typo:0.2`` is 0.2 of ``typo``.

    Options and seeds are part of the series (``codeswitch:0.5+same`` is 0.5 of
    ``codeswitch+same``); a level that is a name is a series of its own, without a place.
    """
    name, _, level = transform.partition(":")
    amount, *options = level.split("+")
    try:
        return "+".join((name, *options)), float(amount)
    except ValueError:
        return transform, None


def title_of(series: str) -> str:
    """A title for readers: the transform's own, then its options."""
    series, part = without_part(series)
    name, _, level = series.partition(":")
    name, _, options = name.partition("+")
    known = all_transforms().get(name)
    parts = (known.title if known else name, level, options, part)
    return ", ".join(part for part in parts if part)


def without_part(series: str) -> tuple[str, str]:
    """A series without the part of a pair that it changes, and that part in words."""
    head, colon, level = series.partition(":")  # a level that is a name keeps its options
    rest = level if colon else head
    pieces = rest.split("+")
    if HYPOTHESIS not in pieces:
        return series, ""
    kept = "+".join(piece for piece in pieces if piece != HYPOTHESIS)
    return (f"{head}:{kept}" if kept else head) if colon else kept, "hypotheses only"


def alike(rows: Iterable[tuple[_T, Setting]]) -> list[tuple[str, list[_T]]]:
    """Put rows of one setting together.

    Returns:
        The groups, the largest first, each with why it does not compare with the first.
    """
    groups: dict[Setting, list[_T]] = {}
    for row, setting in rows:
        groups.setdefault(setting, []).append(row)
    ordered = sorted(groups.items(), key=lambda one: (-len(one[1]), one[0]))
    return [(difference(setting, ordered[0][0]), own) for setting, own in ordered]


def ranks_by_division(
    rows: Sequence[Perturbed], losses: Mapping[str, Vector]
) -> dict[str, RankRange]:
    """Rank the rows of each division among themselves, the lowest loss first.

    Args:
        rows: The rows.
        losses: Key → loss with replicates, float64, (1 + replicates,).
    """
    ranks: dict[str, RankRange] = {}
    for division in {row.division for row in rows}:
        keys = [row.key for row in rows if row.division == division]
        scores = np.array([-losses[key][0] for key in keys])
        drawn = np.stack([-losses[key][1:] for key in keys]).astype(np.float32)
        ranks |= dict(zip(keys, rank_rows(scores, drawn).ranges, strict=True))
    return ranks
