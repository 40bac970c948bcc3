"""Track robustness: how far scores fall on noisy inputs."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from xstilts_leaderboard.tables.columns import INVENTED
from xstilts_leaderboard.tables.perturbed import LanguageReading
from xstilts_leaderboard.tables.robustness import Panel, Robust, noise_panels
from xstilts_leaderboard.text import rounded
from xstilts_leaderboard.tracks._perturbed import estimate_json, reading_json
from xstilts_leaderboard.tracks._track import Cell, Leaf, Material, Track
from xstilts_schemas import load


def read(material: Material) -> tuple[Panel, ...]:
    """Compare the rows that have predictions on noisy inputs.

    Raises:
        DataError: The numbers of a scored row are damaged.
    """
    return noise_panels(material.rows)


def export(value: Sequence[Panel]) -> Mapping[str, Any]:
    """``api/v1/robustness.json``: every panel with its groups of comparable rows."""
    return {"schema": "xstilts-api-robustness-v1", "panels": [_panel_json(one) for one in value]}


def _panel_json(panel: Panel) -> Mapping[str, Any]:
    return {
        "task": panel.task,
        "transform": panel.series,
        "invented": panel.invented,
        "groups": [
            {
                "levels": list(group.levels),
                "languages": list(group.languages),
                "why_apart": group.why or None,
                "rows": [_row_json(one) for one in group.rows],
            }
            for group in panel.groups
        ],
    }


def _row_json(one: Robust) -> Mapping[str, Any]:
    return {
        "suite": one.row.suite,
        "name": one.row.name,
        "division": one.row.division,
        "mean_relative_drop": estimate_json(one.degradation),
        "mean_drop_over_chance": estimate_json(one.over_chance),
        "rank": None if one.rank is None else [one.rank.low, one.rank.high, one.rank.of],
        "clean": estimate_json(one.clean),
        "levels": [reading_json(reading) for reading in one.readings],
        "families": [
            {
                "family": family.name,
                "languages": list(family.languages),
                "comparable": family.comparable,
                "clean": estimate_json(family.clean),
                "levels": [reading_json(reading) for reading in family.readings],
            }
            for family in one.families
        ],
        "languages": [
            {
                "language": found.code,
                "transform": reading.transform,
                "score": estimate_json(found.score),
                "drop": estimate_json(found.drop),
                "relative_drop": rounded(found.relative),
                "words_changed": rounded(found.words),
                "comparable": found.comparable,
            }
            for reading, level in zip(one.readings, one.languages, strict=True)
            for found in level
        ],
    }


def rows(value: Sequence[Panel]) -> Iterator[Sequence[Cell]]:
    """``csv/robustness.csv``: a line per language, level and row."""
    yield (
        *("task", "transform", "group", "suite", "row", "division", "mean relative drop"),
        *("language", "clean", "score", "score low", "score high"),
        *("drop", "drop low", "drop high", "relative drop", "words changed", "comparable"),
    )
    for panel in value:
        for number, group in enumerate(panel.groups, 1):
            for one in group.rows:
                mean = one.degradation.value if one.degradation else None
                about = (number, one.row.suite, one.row.name, one.row.division, mean)
                for level, found in zip(group.levels, one.languages, strict=True):
                    for own in found:
                        yield (panel.task, level, *about, *_csv(own))


def _csv(one: LanguageReading) -> Iterable[Cell]:
    score, drop = one.score, one.drop
    return (
        *(one.code, score.value + drop.value, score.value, score.low, score.high),
        *(drop.value, drop.low, drop.high, one.relative, one.words, int(one.comparable)),
    )


def _leaves(value: Sequence[Panel]) -> Iterable[Leaf]:
    """The same page for invented data."""
    yield Leaf(f"{INVENTED}robustness.html", "Robustness of the miniature", value)


TRACK = Track(
    name="robustness",
    path="robustness.html",
    title="Robustness",
    read=read,
    template="robustness.html.j2",
    export=export,
    schema=load("api-robustness"),
    order=40,
    leaves=_leaves,
    rows=rows,
)
