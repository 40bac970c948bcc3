"""Evenness over languages and agreement of answers, of rows and of published systems.

Definitions: `xstilts_kit.statistics.consistency`. Rows carry both in their scores.json, computed by
the board from their predictions; published systems only the spread of their printed scores (exact
match and F1 are averaged).
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from xstilts_kit.boards import BOARDS
from xstilts_kit.statistics.consistency import ENGLISH, Agreement, Evenness, evenness
from xstilts_kit.suites import get_suite
from xstilts_kit.tasks import all_tasks, get_task
from xstilts_leaderboard.rows.row import ScoredRow
from xstilts_leaderboard.tables.columns import is_invented, row_href
from xstilts_leaderboard.tables.published import ReportedRow
from xstilts_leaderboard.text import plain

Training = Literal["english", "translated", "other"]
"""Labels in English only; labels on translated text; anything else, or not stated."""

_EDITION = "xtreme"
"""Edition of the published scores."""


@dataclass(frozen=True, slots=True)
class System:
    """A row or a published system on one task."""

    name: str
    about: str
    """Author, or paper and protocol."""
    href: str
    """Relative to the site's root."""
    published: bool
    division: str
    training: Training
    spread: Evenness
    agreement: Agreement | None
    """None for published systems, and where the items are not parallel."""


@dataclass(frozen=True, slots=True)
class Group:
    """Systems scored on the same task, languages and edition, so that they can be compared."""

    task: str
    metric: str
    edition: str
    languages: tuple[str, ...]
    """Without English."""
    invented: bool
    name: str
    """Distinct among the groups with the same `invented`."""
    systems: tuple[System, ...]
    """Most even first."""
    front: tuple[int, ...]
    """Places of the systems with English labels only than which no other of them has both a higher
    mean and a smaller standard deviation; by mean."""

    @property
    def has_agreement(self) -> bool:
        """Whether the agreement of a system is known."""
        return any(one.agreement is not None for one in self.systems)


_Key = tuple[bool, str, str, str, tuple[str, ...]]
"""Invented, task, metric, edition, languages."""


def evenness_groups(
    rows: Mapping[str, Sequence[ScoredRow]], published: Iterable[ReportedRow]
) -> tuple[Group, ...]:
    """Group rows and published systems by what they were scored on, in the order of the tasks.

    Args:
        rows: Board → its rows; a row on several boards counts once.
        published: The published rows; those with a score in every language of a task count.
    """
    found: dict[_Key, list[System]] = {}
    for key, system in (*_of_rows(rows), *_of_published(published)):
        found.setdefault(key, []).append(system)
    ours = (*get_suite("xtreme").task_names, *get_suite("xtreme-r").task_names)
    order = [*ours, *all_tasks()]
    keys = sorted(
        found,
        key=lambda key: (
            key[0],
            order.index(key[1]),
            -len(found[key]),
            key,
        ),
    )
    names: set[tuple[bool, str]] = set()
    return tuple(_group(key, found[key], names) for key in keys)


def _group(key: _Key, systems: Sequence[System], names: set[tuple[bool, str]]) -> Group:
    invented, task, metric, edition, languages = key
    name = task
    for more in (f"-{len(languages)}", f"-{edition}"):
        if (invented, name) in names:
            name += more
    names.add((invented, name))
    ordered = tuple(sorted(systems, key=_most_even_first))
    return Group(task, metric, edition, languages, invented, name, ordered, front_of(ordered))


def _most_even_first(one: System) -> tuple[float, float, str]:
    return one.spread.standard_deviation, -one.spread.mean, one.name


def front_of(systems: Sequence[System]) -> tuple[int, ...]:
    """Places of the systems that no other one beats in both mean and spread, by mean."""
    places, best = [], -1.0
    for place, one in sorted(enumerate(systems), key=lambda pair: _most_even_first(pair[1])):
        if one.training == "english" and one.spread.mean > best:
            best = one.spread.mean
            places.append(place)
    return tuple(places)


def _of_rows(boards: Mapping[str, Sequence[ScoredRow]]) -> Iterator[tuple[_Key, System]]:
    rows = {(row.suite, row.name): row for own in boards.values() for row in own}
    for row in rows.values():
        scores = _scores(row)
        for entry in scores.get("consistency") or ():
            task = get_task(entry["task"])
            spread = Evenness(**entry["evenness"] | {"languages": _languages(entry["evenness"])})
            whole = set(BOARDS[row.board].suite.languages_of(task)) - {ENGLISH}
            if set(spread.languages) != whole:
                continue  # its mean is one over other languages
            agreed = entry["agreement"]
            edition = _edition(scores, task.name)
            yield (
                (is_invented(row.board), task.name, task.metric, edition, spread.languages),
                System(
                    name=row.name,
                    about=plain(row.manifest.author.name or ""),
                    href=row_href(row.suite, row.name),
                    published=False,
                    division=row.division,
                    training=_training(row),
                    spread=spread,
                    agreement=None
                    if agreed is None
                    else Agreement(**agreed | {"languages": _languages(agreed)}),
                ),
            )


def _scores(row: ScoredRow) -> Mapping[str, Any]:
    """A row's scores.json; empty if it is damaged, which its own page reports."""
    try:
        value = json.loads(row.scores.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return value if isinstance(value, dict) else {}


def _languages(entry: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(sorted(entry["languages"]))


def _edition(scores: Mapping[str, Any], task: str) -> str:
    """Names of the editions of a task's cells."""
    own = {cell.get("edition") or "unknown" for cell in scores["cells"] if cell["task"] == task}
    return "+".join(sorted(own))


def _training(row: ScoredRow) -> Training:
    told = row.manifest.supervision
    if told.translated_training_data:
        return "translated"
    only_english = told.labelled_languages == (ENGLISH,)
    return "english" if only_english and told.translated_training_data is False else "other"


def _of_published(rows: Iterable[ReportedRow]) -> Iterator[tuple[_Key, System]]:
    """Every task of a published system that is printed in all of XTREME's languages."""
    for row in rows:
        for name in dict.fromkeys(task for task, _ in row.languages):
            task = get_task(name)
            values = {code: row.score_in(name, code) for code in task.languages}
            known = {code: value for code, value in values.items() if value is not None}
            spread = evenness(known)
            if spread is not None and len(known) == len(values):
                languages = tuple(sorted(spread.languages))
                yield (False, name, task.metric, _EDITION, languages), _published(row, spread)


def _published(row: ReportedRow, spread: Evenness) -> System:
    training: Training = "other"
    if row.is_zero_shot_protocol:
        training = "english"
    elif row.protocol.startswith("translate-"):
        training = "translated"
    return System(
        name=row.system,
        about=f"{row.paper} · {row.protocol}",
        href=f"published.html#{row.anchor}",
        published=True,
        division=row.division,
        training=training,
        spread=spread,
        agreement=None,
    )
