"""Track code-switching: scores by the share of words that are replaced by translations."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from xstilts_leaderboard.tables.codeswitching import Block, Panel, switched_panels
from xstilts_leaderboard.tables.columns import INVENTED
from xstilts_leaderboard.tables.perturbed import Estimate
from xstilts_leaderboard.tracks._perturbed import estimate_json, reading_json
from xstilts_leaderboard.tracks._track import Cell, Leaf, Material, Track
from xstilts_schemas import load


def read(material: Material) -> tuple[Panel, ...]:
    """Collect the rows that have predictions on code-switched inputs.

    Raises:
        DataError: The numbers of a scored row are damaged.
    """
    return switched_panels(material.rows)


def export(value: Sequence[Panel]) -> Mapping[str, Any]:
    """``api/v1/codeswitching.json``: every block of comparable rows."""
    return {
        "schema": "xstilts-api-codeswitching-v1",
        "panels": [
            {
                "task": panel.task,
                "texts": "en" if panel.english else "others",
                "invented": panel.invented,
                "blocks": [_block_json(block) for block in panel.blocks],
            }
            for panel in value
        ],
    }


def _block_json(block: Block) -> Mapping[str, Any]:
    return {
        "transform": block.transform,
        "ratio": block.ratio,
        "languages": list(block.languages),
        "why_apart": block.why or None,
        "rows": [
            {
                "suite": one.row.suite,
                "name": one.row.name,
                "division": one.row.division,
                "clean": estimate_json(one.clean),
                **reading_json(one.reading),
                "kept_by_meaning": estimate_json(one.kept),
                "rank": None if one.rank is None else [one.rank.low, one.rank.high, one.rank.of],
            }
            for one in block.entries
        ],
    }


def rows(value: Sequence[Panel]) -> Iterator[Sequence[Cell]]:
    """``csv/codeswitching.csv``: a line per series, ratio and row."""
    yield (
        *("task", "texts", "transform", "ratio", "group", "suite", "row", "division", "clean"),
        *("score", "score low", "score high", "drop", "drop low", "drop high"),
        *("words changed", "kept by meaning", "kept low", "kept high"),
    )
    for panel in value:
        numbers: dict[str, int] = {}
        for block in panel.blocks:
            group = numbers[block.transform] = numbers.get(block.transform, 0) + 1
            texts = "en" if panel.english else "others"
            for one in block.entries:
                yield (
                    *(panel.task, texts, block.transform, block.ratio, group),
                    *(one.row.suite, one.row.name, one.row.division, one.clean.value),
                    *_csv(one.reading.score),
                    *_csv(one.reading.drop),
                    one.reading.words,
                    *_csv(one.kept),
                )


def _csv(one: Estimate | None) -> Iterable[Cell]:
    return (None, None, None) if one is None else (one.value, one.low, one.high)


def _leaves(value: Sequence[Panel]) -> Iterable[Leaf]:
    """The same page for invented data."""
    yield Leaf(f"{INVENTED}codeswitching.html", "Code-switching of the miniature", value)


TRACK = Track(
    name="codeswitching",
    path="codeswitching.html",
    title="Code-switching",
    read=read,
    template="codeswitching.html.j2",
    export=export,
    schema=load("api-codeswitching"),
    order=42,
    leaves=_leaves,
    rows=rows,
)
