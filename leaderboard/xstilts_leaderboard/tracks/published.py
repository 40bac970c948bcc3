"""Published results: numbers from papers and repositories, cited and never ranked."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from xstilts_leaderboard.tables.published import RESULTS, ReportedRow, read_reported
from xstilts_leaderboard.text import rounded
from xstilts_leaderboard.tracks._track import Answer, Material, Track
from xstilts_schemas import load

_TASK = "xnli"


def read(material: Material) -> tuple[ReportedRow, ...]:
    """Read the published rows of a checkout."""
    return read_reported(material.root / RESULTS)


def export(rows: Sequence[ReportedRow]) -> Mapping[str, Any]:
    """``api/v1/reported.json``: every published mean with the address of its source."""
    return {"schema": "xstilts-api-reported-v1", "rows": [_row_json(row) for row in rows]}


def _row_json(row: ReportedRow) -> Mapping[str, Any]:
    return {
        "system": row.system,
        "paper": row.paper,
        "protocol": row.protocol,
        "division": row.division,
        "selection": row.selection,
        "mean_of_seven": rounded(row.mean_of_seven),
        "means": [
            {"task": task, "metric": metric, "value": number.value}
            | {"source": number.source, "href": number.href}
            for (task, metric), number in sorted(row.means.items())
        ],
        "languages": [
            {"task": task, "metric": metric, "values": dict(sorted(values.items()))}
            for (task, metric), values in sorted(row.languages.items())
        ],
        "extended": [
            {"task": task, "metric": metric, "language": code, "value": number.value}
            | {"source": number.source, "href": number.href}
            for (task, metric), numbers in sorted(row.extended.items())
            for code, number in sorted(numbers.items())
        ],
    }


def answers(rows: Sequence[ReportedRow]) -> Iterator[Answer]:
    """Published results of R3F and R4F, which train against noise in the embeddings."""
    found = {
        row.system: row.means[_TASK, "accuracy"].value
        for row in rows
        if row.is_zero_shot_protocol and (_TASK, "accuracy") in row.means
    }
    for system, score in sorted(found.items()):
        base, _, method = system.partition(" + ")
        if method == "R4F" and base in found:
            line = (
                f"One paper prints {score:.1f} on XNLI for {base} with {method}; the paper of"
                f" {base} prints {found[base]:.1f} without. No study with seeds yet."
            )
            yield Answer("adversarial", line, "published.html", (found[base], score))


TRACK = Track(
    name="reported",
    path="published.html",
    title="Published",
    read=read,
    template="published.html.j2",
    export=export,
    schema=load("api-reported"),
    files=RESULTS,
    order=30,
    answers=answers,
)
