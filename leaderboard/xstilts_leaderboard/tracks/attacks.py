"""Track attacks: accuracy before and after an adaptive attack, and on those on other models."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from xstilts_leaderboard.tables.attacks import ATTACKS, Group, Panel, Result, read_attacks
from xstilts_leaderboard.tables.columns import INVENTED
from xstilts_leaderboard.tracks._track import Cell, Leaf, Material, Track
from xstilts_schemas import load


def read(material: Material) -> tuple[Panel, ...]:
    """Read the attacks of a checkout.

    Raises:
        DataError: A file is not an attack's.
    """
    return read_attacks(material.root / ATTACKS)


def export(value: Sequence[Panel]) -> Mapping[str, Any]:
    """``api/v1/attacks.json``: every group of comparable attacks."""
    return {
        "schema": "xstilts-api-attacks-v1",
        "panels": [
            {
                "task": panel.task,
                "language": panel.language,
                "kind": panel.kind,
                "embedded": list(panel.embedded),
                "invented": panel.invented,
                "groups": [_group_json(group) for group in panel.groups],
            }
            for panel in value
        ],
    }


def _group_json(group: Group) -> Mapping[str, Any]:
    queries, beam, share = group.setting.budget
    return {
        "split": group.setting.split,
        "inputs": group.setting.inputs,
        "sample": group.setting.sample[0],
        "filtered": list(group.setting.filtered),
        "queries": queries,
        "beam": beam,
        "share": share,
        "aligner": group.aligner or None,
        "why_apart": group.why or None,
        "attacks": [{**_result_json(one), "comparable": group.is_near(one)} for one in group.own],
        "transfers": [
            {**_result_json(one), "attacked": origin.file}
            for one in group.transferred
            for origin in group.own
            if origin.sha256 == one.origin
        ],
        "more_robust": [[one.file, other.file] for one, other in group.verdicts],
    }


def _result_json(one: Result) -> Mapping[str, Any]:
    return {
        "file": one.file,
        "model": one.model,
        "examples": one.examples,
        "accuracy_before": one.before,
        "accuracy_after": one.after,
        "success_rate": one.rate,
        "interval": None if one.interval is None else list(one.interval),
        "mean_queries": one.queries,
        "words_changed": one.words,
    }


def rows(value: Sequence[Panel]) -> Iterator[Sequence[Cell]]:
    """``csv/attacks.csv``: a line per attack and per transfer."""
    yield (
        *("task", "language", "attack", "embedded", "group", "attacked", "scored", "model"),
        *("examples", "before", "after", "success rate", "low", "high", "queries", "words changed"),
    )
    for panel in value:
        about = (panel.task, panel.language, panel.kind, "+".join(panel.embedded))
        for number, group in enumerate(panel.groups, 1):
            names = {one.sha256: one.file for one in group.own}
            for one in (*group.own, *group.transferred):
                attacked = names[one.origin] if one.origin else one.file
                yield (*about, number, attacked, one.file, *_csv(one))


def _csv(one: Result) -> Iterable[Cell]:
    low, high = one.interval or (None, None)
    return (
        *(one.model, one.examples, one.before, one.after),
        *(one.rate, low, high, one.queries, one.words),
    )


def _leaves(value: Sequence[Panel]) -> Iterable[Leaf]:
    """The same page for invented data."""
    yield Leaf(f"{INVENTED}attacks.html", "Attacks on the miniature", value)


TRACK = Track(
    name="attacks",
    path="attacks.html",
    title="Attacks",
    read=read,
    template="attacks.html.j2",
    export=export,
    schema=load("api-attacks"),
    files=ATTACKS,
    order=44,
    leaves=_leaves,
    rows=rows,
)
