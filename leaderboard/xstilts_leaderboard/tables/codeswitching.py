"""Code-switching: scores by the share of words that are replaced by translations, with placebos."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from xstilts_kit.statistics.bootstrap import mean_of
from xstilts_leaderboard.rows.row import ScoredRow
from xstilts_leaderboard.tables.perturbed import (
    Estimate,
    Pair,
    Reading,
    clean_score,
    drop_vector,
    estimate,
    reading,
    setting_of,
)
from xstilts_leaderboard.tables.perturbed_rows import (
    SWITCHING,
    Cells,
    Perturbed,
    alike,
    perturbed_rows,
    ranks_by_division,
    series_of,
    without_part,
)
from xstilts_leaderboard.tables.ranking import RankRange

_ENGLISH = "en"
_REAL, _WRONG = "codeswitch", "wrong"
_TITLES: Mapping[str, str] = {
    "codeswitch+same": "translations into English",
    "codeswitch+third": "translations into other languages",
    "codeswitch": "translations",
    "wrong": "placebo: translations of other words",
    "english": "placebo: other words of the same language",
    "copy": "placebo: no change",
}


@dataclass(frozen=True, slots=True)
class Series:
    """One transform of a row at several ratios."""

    series: str
    kind: str
    """``same``, ``third``, ``own`` (named languages), or the placebo's name."""
    title: str
    readings: tuple[tuple[float, Reading], ...]
    """By ratio."""


@dataclass(frozen=True, slots=True)
class Switched:
    """One row: all its series over the same languages."""

    row: Perturbed
    languages: tuple[str, ...]
    """Those that every series has."""
    clean: Estimate
    series: tuple[Series, ...]
    left_out: tuple[str, ...]
    """Series without a language in common with the others."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One row at one ratio of one series."""

    row: Perturbed
    clean: Estimate
    reading: Reading
    kept: Estimate | None
    """Score minus that with wrong translations at the same words; None without that placebo."""
    rank: RankRange | None
    """Among the comparable rows of its division, by the drop."""


@dataclass(frozen=True, slots=True)
class Block:
    """Rows that were given the same switched inputs, so that they can be compared."""

    transform: str
    kind: str
    title: str
    ratio: float
    languages: tuple[str, ...]
    entries: tuple[Entry, ...]
    why: str
    """Why it does not compare with the block before; empty if there is none."""


@dataclass(frozen=True, slots=True)
class Panel:
    """One task, for English texts or for those in other languages."""

    task: str
    english: bool
    invented: bool
    rows: tuple[Switched, ...]
    blocks: tuple[Block, ...]

    @property
    def texts(self) -> str:
        """Which texts are switched, in words."""
        return "English texts" if self.english else "texts in other languages"

    @property
    def anchor(self) -> str:
        """Fragment of its heading."""
        return f"{self.task}-{'english' if self.english else 'others'}"


Levels = Mapping[str, Mapping[str, Pair]]
"""Transform → language → cells."""


def switched_panels(rows: Mapping[str, Sequence[ScoredRow]]) -> tuple[Panel, ...]:
    """Collect the rows that have predictions on code-switched inputs.

    Args:
        rows: Board → its rows.

    Raises:
        DataError: The numbers of a scored row are damaged.
    """
    found: dict[tuple[bool, str, bool], list[tuple[Switched, Levels]]] = {}
    for row, cells in perturbed_rows(rows):
        for task in sorted({task for task, _ in cells}):
            for english in (False, True):
                levels = _levels(cells, task, english)
                if any(_name(one) == _REAL for one in levels):
                    switched, kept = _switched(row, levels)
                    found.setdefault((row.invented, task, english), []).append((switched, kept))
    return tuple(
        Panel(task, english, invented, tuple(one for one, _ in own), tuple(_blocks(own)))
        for (invented, task, english), own in sorted(found.items(), key=lambda one: one[0])
    )


def _name(transform: str) -> str:
    return transform.partition(":")[0]


def _levels(cells: Cells, task: str, english: bool) -> dict[str, dict[str, Pair]]:
    """The switched cells of a task in English, or in the other languages."""
    found = {
        transform: {code: pair for code, pair in pairs.items() if (code == _ENGLISH) == english}
        for (own, transform), pairs in cells.items()
        if own == task and _name(transform) in SWITCHING
    }
    return {transform: pairs for transform, pairs in found.items() if pairs}


def _switched(row: Perturbed, levels: Levels) -> tuple[Switched, Levels]:
    """Describe a row over the languages that its series have in common."""
    by_series: dict[str, dict[float, str]] = {}
    for transform in levels:
        series, place = series_of(transform)
        by_series.setdefault(series, {})[place or 0.0] = transform
    ordered = sorted(by_series, key=lambda one: (SWITCHING.index(_plain(one)), one))
    shared: set[str] = set()
    left_out: list[str] = []
    for series in ordered:
        own = set.intersection(*(set(levels[one]) for one in by_series[series].values()))
        common = own & shared if shared else own
        if common:
            shared = common
        else:
            left_out.append(series)
    languages = tuple(sorted(shared))
    kept = [series for series in ordered if series not in left_out]
    drawn = tuple(_series(series, by_series[series], levels, languages) for series in kept)
    names = [transform for series in kept for transform in by_series[series].values()]
    some = {name: {code: levels[name][code] for code in languages} for name in names}
    clean = clean_score(some[names[0]], languages)
    return Switched(row, languages, clean, drawn, tuple(left_out)), some


def _plain(series: str) -> str:
    return series.partition("+")[0]


def _kind(series: str) -> str:
    name, _, option = without_part(series)[0].partition("+")
    if name != _REAL:
        return name
    return option if option in ("same", "third") else "own"


def title_of(series: str) -> str:
    """A series in words."""
    series, part = without_part(series)
    if part:
        return f"{title_of(series)}, {part}"
    name, _, option = series.partition("+")
    if series in _TITLES:
        return _TITLES[series]
    if name not in (_REAL, _WRONG) or not option:  # the others do not depend on the lexicons
        return _TITLES[name]
    into = {"same": "English", "third": "not English"}.get(option, option.replace("+", ", "))
    return f"{_TITLES[name]} ({into})"


def _series(
    series: str, transforms: Mapping[float, str], levels: Levels, languages: Sequence[str]
) -> Series:
    readings = tuple(
        (place, reading(one, levels[one], languages)) for place, one in sorted(transforms.items())
    )
    return Series(series, _kind(series), title_of(series), readings)


def _blocks(rows: Sequence[tuple[Switched, Levels]]) -> Iterator[Block]:
    transforms = {transform for _, levels in rows for transform in levels}
    for transform in sorted(transforms, key=_order):
        having = [
            ((one, levels), setting_of({transform: levels[transform]}))
            for one, levels in rows
            if transform in levels
        ]
        series, place = series_of(transform)
        for why, members in alike(having):
            languages = members[0][0].languages
            entries = tuple(_entries(transform, members, languages))
            title = title_of(series)
            yield Block(transform, _kind(series), title, place or 0.0, languages, entries, why)


def _order(transform: str) -> tuple[int, str, float]:
    series, place = series_of(transform)
    return SWITCHING.index(_plain(series)), series, place or 0.0


def _entries(
    transform: str, members: Sequence[tuple[Switched, Levels]], languages: Sequence[str]
) -> list[Entry]:
    drops = {one.row.key: drop_vector(levels[transform], languages) for one, levels in members}
    ranks = ranks_by_division([one.row for one, _ in members], drops)
    entries = [
        Entry(
            one.row,
            one.clean,
            reading(transform, levels[transform], languages),
            _kept(transform, levels, languages),
            ranks.get(one.row.key),
        )
        for one, levels in members
    ]
    return sorted(entries, key=lambda one: (one.reading.drop.value, one.row.key))


def _kept(transform: str, levels: Levels, languages: Sequence[str]) -> Estimate | None:
    wrong = transform.replace(_REAL, _WRONG, 1)
    if _name(transform) != _REAL or wrong not in levels:
        return None
    pairs = levels[transform], levels[wrong]
    return estimate(mean_of([pairs[0][c][1].vector - pairs[1][c][1].vector for c in languages]))
