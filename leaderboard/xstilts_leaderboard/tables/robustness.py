"""Robustness: how far scores fall on noisy inputs, from the rows that have predictions on them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from xstilts_kit.scoring.averages import Vector
from xstilts_kit.scoring.robustness import chance_of
from xstilts_kit.statistics.bootstrap import mean_of
from xstilts_kit.statistics.degradation import above_chance_drop, mean_relative_degradation
from xstilts_kit.tasks import get_task
from xstilts_leaderboard.rows.row import ScoredRow
from xstilts_leaderboard.tables.languages import language
from xstilts_leaderboard.tables.perturbed import (
    Estimate,
    LanguageReading,
    Pair,
    Reading,
    clean_score,
    estimate,
    is_near,
    language_readings,
    reading,
    setting_of,
    usual_intensity,
)
from xstilts_leaderboard.tables.perturbed_rows import (
    SWITCHING,
    Cells,
    Perturbed,
    alike,
    perturbed_rows,
    ranks_by_division,
    series_of,
    title_of,
)
from xstilts_leaderboard.tables.ranking import RankRange


@dataclass(frozen=True, slots=True)
class Family:
    """The languages of one family: clean, then every level."""

    name: str
    languages: tuple[str, ...]
    clean: Estimate
    readings: tuple[Reading, ...]
    comparable: bool
    """Whether as many of its words were changed as in the other families, within 20 %."""


@dataclass(frozen=True, slots=True)
class Robust:
    """One row under one transform."""

    row: Perturbed
    clean: Estimate
    readings: tuple[Reading, ...]
    """Mean over the languages at each level."""
    degradation: Estimate | None
    """Mean relative drop, in percent; None if a clean score is 0."""
    over_chance: Estimate | None
    """The same over the clean scores' distances from chance; None for tasks without a chance level,
    and if a clean score is less than 5 points above it."""
    rank: RankRange | None
    """Among the comparable rows of its division, by the mean relative drop."""
    families: tuple[Family, ...]
    languages: tuple[tuple[LanguageReading, ...], ...]
    """Level by level."""

    @property
    def worst(self) -> LanguageReading:
        """The language that loses most at the highest level."""
        return max(self.languages[-1], key=lambda one: one.drop.value)

    @property
    def lowest(self) -> LanguageReading:
        """The language with the lowest score at the highest level."""
        return min(self.languages[-1], key=lambda one: one.score.value)


@dataclass(frozen=True, slots=True)
class Group:
    """Rows that were given the same inputs, so that they can be compared."""

    levels: tuple[str, ...]
    """Transforms, from weak to strong."""
    languages: tuple[str, ...]
    rows: tuple[Robust, ...]
    """Lowest mean relative drop first."""
    why: str
    """Why it does not compare with the panel's first group; empty for that."""

    @property
    def has_chance(self) -> bool:
        """Whether some row has drops over the distance from chance."""
        return any(one.over_chance is not None for one in self.rows)

    @property
    def places(self) -> tuple[float, ...]:
        """Place of each level between 0 (clean) and 1; 1 for a transform without levels."""
        return tuple(1.0 if (at := series_of(one)[1]) is None else at for one in self.levels)

    @property
    def names(self) -> tuple[str, ...]:
        """Each level in a word."""
        places = (series_of(one)[1] for one in self.levels)
        return tuple("changed" if place is None else f"{place:g}" for place in places)


@dataclass(frozen=True, slots=True)
class Panel:
    """One task under one transform."""

    task: str
    series: str
    """The transform without its level."""
    title: str
    invented: bool
    groups: tuple[Group, ...]

    @property
    def anchor(self) -> str:
        """Fragment of its heading."""
        return f"{self.task}-{self.series}".replace(":", "-").replace("+", "-")


def noise_panels(rows: Mapping[str, Sequence[ScoredRow]]) -> tuple[Panel, ...]:
    """Compare the rows that have predictions on noisy inputs.

    Args:
        rows: Board → its rows.

    Raises:
        DataError: The numbers of a scored row are damaged.
    """
    found: dict[tuple[bool, str, str], list[tuple[Perturbed, Cells]]] = {}
    for row, cells in perturbed_rows(rows):
        for task, series, own in _series(cells):
            if series.partition(":")[0].partition("+")[0] not in SWITCHING:
                found.setdefault((row.invented, task, series), []).append((row, own))
    return tuple(
        Panel(task, series, title_of(series), invented, tuple(_groups(own)))
        for (invented, task, series), own in sorted(found.items())
    )


def _series(cells: Cells) -> Iterator[tuple[str, str, Cells]]:
    """(task, series, the cells of its levels)."""
    found: dict[tuple[str, str], dict[tuple[str, str], Mapping[str, Pair]]] = {}
    for (task, transform), pairs in cells.items():
        own = found.setdefault((task, series_of(transform)[0]), {})
        own[task, transform] = pairs
    for (task, series), own in found.items():
        yield task, series, own


def _groups(rows: Sequence[tuple[Perturbed, Cells]]) -> Iterator[Group]:
    settings = [
        ((row, levels), setting_of(levels))
        for row, cells in rows
        for levels in [{transform: pairs for (_, transform), pairs in cells.items()}]
    ]
    for why, members in alike(settings):
        levels = members[0][1]
        order = tuple(sorted(levels, key=lambda one: series_of(one)[1] or 0.0))
        shared = tuple(sorted(set.intersection(*(set(levels[one]) for one in order))))
        if shared:
            yield Group(order, shared, tuple(_ranked(members, order, shared)), why)


def _ranked(
    members: Sequence[tuple[Perturbed, Mapping[str, Mapping[str, Pair]]]],
    order: Sequence[str],
    languages: Sequence[str],
) -> list[Robust]:
    """The rows by their mean relative drop, with rank ranges among those of a division."""
    vectors = {row.key: _degradation(levels, order, languages) for row, levels in members}
    rows = [_robust(row, levels, order, languages, vectors[row.key]) for row, levels in members]
    ranks = ranks_by_division([one.row for one in rows if one.degradation], vectors)
    ranked = (replace(one, rank=ranks.get(one.row.key)) for one in rows)
    return sorted(ranked, key=_place)


def _place(one: Robust) -> tuple[bool, float, str]:
    return one.degradation is None, one.degradation.value if one.degradation else 0.0, one.row.key


def _degradation(
    levels: Mapping[str, Mapping[str, Pair]], order: Sequence[str], languages: Sequence[str]
) -> Vector:
    clean = [levels[order[0]][code][0].vector for code in languages]
    changed = [[levels[one][code][1].vector for one in order] for code in languages]
    return mean_relative_degradation(clean, changed)


def _robust(
    row: Perturbed,
    levels: Mapping[str, Mapping[str, Pair]],
    order: Sequence[str],
    languages: Sequence[str],
    degradation: Vector,
) -> Robust:
    families: dict[str, list[str]] = {}
    for code in languages:
        families.setdefault(language(code).family, []).append(code)
    return Robust(
        row=row,
        clean=clean_score(levels[order[0]], languages),
        readings=tuple(reading(one, levels[one], languages) for one in order),
        degradation=_known(degradation),
        over_chance=_over_chance(levels, order, languages),
        rank=None,
        families=tuple(_families(families, levels, order)),
        languages=tuple(language_readings(levels[one]) for one in order),
    )


def _known(vector: Vector) -> Estimate | None:
    return None if np.isnan(vector[0]) else estimate(vector)


def _over_chance(
    levels: Mapping[str, Mapping[str, Pair]], order: Sequence[str], languages: Sequence[str]
) -> Estimate | None:
    chance = chance_of(get_task(levels[order[0]][languages[0]][0].cell.task))
    if chance is None:
        return None
    pairs = [levels[one][code] for one in order for code in languages]
    own = [above_chance_drop(clean.vector, changed.vector, chance) for clean, changed in pairs]
    return _known(100 * mean_of(own))


def _families(
    families: Mapping[str, Sequence[str]],
    levels: Mapping[str, Mapping[str, Pair]],
    order: Sequence[str],
) -> Iterator[Family]:
    drawn = {
        name: tuple(reading(one, levels[one], codes) for one in order)
        for name, codes in families.items()
    }
    usual = usual_intensity(one[-1].words for one in drawn.values())
    for name, codes in sorted(families.items()):
        own = drawn[name]
        clean = clean_score(levels[order[0]], codes)
        yield Family(name, tuple(codes), clean, own, is_near(own[-1].words, usual))
