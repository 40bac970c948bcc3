"""Consistency: how evenly systems treat languages, and how alike they answer parallel items."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from xstilts_kit.tasks import get_task
from xstilts_leaderboard.tables.columns import INVENTED
from xstilts_leaderboard.tables.evenness import Group, evenness_groups
from xstilts_leaderboard.tables.published import RESULTS, read_reported
from xstilts_leaderboard.tracks._track import Answer, Cell, Leaf, Material, Track
from xstilts_schemas import load

_PAGE = "consistency.html"
_TASK = "xnli"


@dataclass(frozen=True, slots=True)
class View:
    """One page: a group, and links to the others."""

    path: str
    title: str
    """The group's title; empty without a group."""
    tabs: tuple[tuple[str, str], ...]
    """(path, title) of every page on real, or on invented data."""
    group: Group | None
    """None if there is none yet."""


@dataclass(frozen=True, slots=True)
class Consistency:
    """The data of all pages."""

    groups: tuple[Group, ...]

    @property
    def view(self) -> View:
        """The first page."""
        return self.views(invented=False)[0]

    def views(self, *, invented: bool) -> list[View]:
        """Every page on real, or on invented data."""
        own = [group for group in self.groups if group.invented is invented]
        tabs = tuple((_path(group, own), _title(group, own)) for group in own)
        if not own:
            return [View(f"{INVENTED if invented else ''}{_PAGE}", "", (), None)]
        return [View(*tab, tabs, group) for tab, group in zip(tabs, own, strict=True)]


def _path(group: Group, groups: Sequence[Group]) -> str:
    folder = INVENTED if group.invented else ""
    return folder + (_PAGE if group == groups[0] else f"consistency/{group.name}.html")


def _title(group: Group, groups: Sequence[Group]) -> str:
    """Title of the task; with languages and edition where two groups share it."""
    title = get_task(group.task).title
    others = [one for one in groups if one.task == group.task and one != group]
    if not others:
        return title
    if all(len(one.languages) != len(group.languages) for one in others):
        return f"{title}, {len(group.languages)} languages"
    return f"{title}, edition {group.edition}"


def read(material: Material) -> Consistency:
    """Read the consistency of every row and published system."""
    published = read_reported(material.root / RESULTS)
    return Consistency(evenness_groups(material.rows, published))


def _leaves(value: Consistency) -> Iterable[Leaf]:
    """A page a group on real data after the first, and all pages on invented data."""
    for view in value.views(invented=False)[1:]:
        yield Leaf(view.path, f"Consistency: {view.title}", view)
    for view in value.views(invented=True):
        words = f": {view.title}" if view.title else ""
        yield Leaf(view.path, f"Consistency on the miniature{words}", view)


def _answers(value: Consistency) -> Iterator[Answer]:
    """The spread of published systems with English labels on XNLI."""
    for group in value.groups:
        if group.task == _TASK and not group.invented:
            own = [one for one in group.systems if one.published and one.training == "english"]
            deviations = sorted(one.spread.standard_deviation for one in own)
            if deviations:
                line = (
                    f"No. Over {len(deviations)} published zero-shot systems, XNLI scores spread"
                    f" over languages with a standard deviation of {deviations[0]:.1f} to"
                    f" {deviations[-1]:.1f} points."
                )
                yield Answer("evenness", line, _PAGE, tuple(deviations))


def export(value: Consistency) -> Mapping[str, Any]:
    """``api/v1/consistency.json``: every group with the numbers of its systems."""
    return {
        "schema": "xstilts-api-consistency-v1",
        "groups": [
            {
                "task": group.task,
                "metric": group.metric,
                "edition": group.edition,
                "languages": list(group.languages),
                "invented": group.invented,
                "systems": [
                    {
                        "name": one.name,
                        "about": one.about,
                        "href": one.href,
                        "published": one.published,
                        "division": one.division,
                        "training": one.training,
                        "unbeaten": place in group.front,
                        "evenness": _rounded(asdict(one.spread)),
                        "agreement": None
                        if one.agreement is None
                        else _rounded(asdict(one.agreement)),
                    }
                    for place, one in enumerate(group.systems)
                ],
            }
            for group in value.groups
        ],
    }


def _rounded(value: Mapping[str, Any]) -> dict[str, Any]:
    """Numbers to six digits; without the languages, which the group has."""
    return {
        name: round(x, 6) if isinstance(x, float) else x
        for name, x in value.items()
        if name != "languages"
    }


_SPREAD = (
    "mean",
    "standard_deviation",
    "variance",
    "variance_without_noise",
    "log_odds_standard_deviation",
    "range",
    "worst_language",
    "worst",
    "mean_of_lowest_three",
    "english_gap",
)
_AGREED = (
    "items",
    "kappa",
    "pairwise",
    "with_english",
    "right",
    "wrong",
    "all_same",
    "all_correct",
    "any_correct",
    "right_where_english_is",
)


def rows(value: Consistency) -> Iterator[Sequence[Cell]]:
    """The lines of ``csv/consistency.csv``."""
    yield (
        *("task", "metric", "edition", "languages", "invented", "name", "about", "published"),
        *("division", "training", *_SPREAD, *_AGREED),
    )
    for group in value.groups:
        about = (group.task, group.metric, group.edition, " ".join(group.languages))
        for one in group.systems:
            yield (
                *(*about, str(group.invented).lower(), one.name, one.about),
                *(str(one.published).lower(), one.division, one.training),
                *(getattr(one.spread, name) for name in _SPREAD),
                *(getattr(one.agreement, name, None) for name in _AGREED),
            )


TRACK = Track(
    name="consistency",
    path=_PAGE,
    title="Consistency",
    read=read,
    template="consistency.html.j2",
    export=export,
    schema=load("api-consistency"),
    order=22,
    leaves=_leaves,
    answers=_answers,
    rows=rows,
)
