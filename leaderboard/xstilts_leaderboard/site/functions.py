"""Functions available to all templates."""

from collections.abc import Mapping
from typing import Any

from xstilts_kit.suites import get_suite
from xstilts_leaderboard.site.all_numbers import scores_html
from xstilts_leaderboard.site.figures.attacked import attacked_of
from xstilts_leaderboard.site.figures.axis import WIDTH as AXIS
from xstilts_leaderboard.site.figures.effects import effects
from xstilts_leaderboard.site.figures.forest import forest
from xstilts_leaderboard.site.figures.lines import condition_panels, encoder_panels, letter
from xstilts_leaderboard.site.figures.rank_bar import WIDTH as BAR
from xstilts_leaderboard.site.figures.scatter import scatters
from xstilts_leaderboard.site.figures.slopes import slopes_of
from xstilts_leaderboard.site.figures.strips_svg import both
from xstilts_leaderboard.site.figures.switching import switching_of
from xstilts_leaderboard.site.figures.tint import tint
from xstilts_leaderboard.site.provenance import model_href
from xstilts_leaderboard.tables.columns import is_invented
from xstilts_leaderboard.tables.differences import Transfer
from xstilts_leaderboard.tables.languages import language
from xstilts_leaderboard.tables.lines import decimal
from xstilts_leaderboard.tables.published import ReportedRow, metrics_of, reported_evenness

_PRINTED = tuple(task for task in get_suite("xtreme").task_names if task != "bucc2018")


def _arm_hours(table: Transfer) -> Mapping[str, float | None]:
    return {arm.name: arm.hours for arm in table.arms}


def _languages_of(table: Transfer) -> list[tuple[str, list[str]]]:
    """(task, languages) of every task for which an arm has results by language."""
    found: dict[str, list[str]] = {}
    for arm in table.arms:
        for name in arm.cells:
            task, _, code = name.partition("/")
            codes = found.setdefault(task, [])
            if code not in codes:
                codes.append(code)
    return list(found.items())


def _language_name(code: str) -> str:
    return language(code).name


def _family_of(code: str) -> str:
    return language(code).family


def _hub_href(name: str) -> str | None:
    """The address of ``id@revision`` on the Hub; None for a model that is not there."""
    identifier, _, revision = name.partition("@")
    return model_href(identifier, revision or None, "hub") if identifier else None


def _printed_of(row: ReportedRow, task: str) -> tuple[str, str]:
    """(sort key, text) of the printed score of a task; empty if none was printed."""
    numbers = [row.means.get((task, metric)) for metric in metrics_of(task)]
    known = [number.value for number in numbers if number is not None]
    if not known:
        return "", ""
    text = " / ".join(decimal(number.value) if number else "–" for number in numbers)
    return f"{sum(known) / len(known):.2f}", text


def _source_words(href: str) -> str:
    """Short name of a source: its arXiv number, or the repository."""
    return "/".join(href.removeprefix("https://").split("/")[1:3]).removeprefix("abs/")


FUNCTIONS: Mapping[str, Any] = {
    "arm_hours": _arm_hours,
    "attacked_of": attacked_of,
    "axis_width": AXIS,
    "bar_width": BAR,
    "both": both,
    "condition_panels": condition_panels,
    "effects": effects,
    "encoder_panels": encoder_panels,
    "evenness_of": reported_evenness,
    "family_of": _family_of,
    "forest": forest,
    "hub_href": _hub_href,
    "is_invented": is_invented,
    "language_name": _language_name,
    "languages_of": _languages_of,
    "letter": letter,
    "printed_of": _printed_of,
    "published_tasks": _PRINTED,
    "scatters": scatters,
    "scores_html": scores_html,
    "slopes_of": slopes_of,
    "source_words": _source_words,
    "switching_of": switching_of,
    "tint": tint,
}
