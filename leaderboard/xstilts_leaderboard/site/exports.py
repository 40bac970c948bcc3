"""Data of a board for programs: JSON of the API, CSV, and what the site's own scripts read."""

import base64
import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np
from numpy.typing import NDArray

from xstilts_kit.boards import BOARDS
from xstilts_leaderboard.rows.row import GAP, OVERALL, ScoredRow, layout_of
from xstilts_leaderboard.tables.columns import board_columns
from xstilts_leaderboard.tables.lines import Cell, Line
from xstilts_leaderboard.tables.ranking import RankRange
from xstilts_leaderboard.tables.views import Table
from xstilts_leaderboard.text import plain, spreadsheet_cell
from xstilts_leaderboard.tracks.published import ReportedRow
from xstilts_leaderboard.tracks.transfer import Transfer

_UNKNOWN = -128
"""Stands for a replicate that is not known; others are at most 127 from 0."""


def board_json(board: str, tables: Sequence[Table]) -> dict[str, Any]:
    """``api/v1/boards/<board>.json``: every row with every mean, its interval and rank range."""
    return {
        "schema": "xstilts-api-board-v1",
        "board": board,
        "edition": BOARDS[board].edition,
        "split": "test",
        "divisions": [
            {
                "division": table.division,
                "ranked": [_line_json(table, line) for line in table.ranked],
                "incomplete": [
                    {"suite": line.row.suite, "name": line.row.name, "missing": line.row.missing}
                    for line in table.incomplete
                ],
            }
            for table in tables
        ],
    }


def _line_json(table: Table, line: Line) -> dict[str, Any]:
    row = line.row
    return {
        "suite": row.suite,
        "name": row.name,
        "author": plain(row.manifest.author.name or ""),
        "trust": row.trust,
        "version": row.version,
        "added": row.added,
        "scores": {
            column.key: _cell_json(line.cells[column.key], table.rank(line, column))
            for column in table.columns
        },
    }


def _cell_json(cell: Cell, rank: RankRange | None) -> dict[str, Any]:
    return {
        "score": _rounded(cell.score),
        "interval": None if cell.low is None else [_rounded(cell.low), _rounded(cell.high)],
        "rank": None if rank is None else [rank.low, rank.high],
    }


def row_json(row: ScoredRow, scores: Mapping[str, Any]) -> dict[str, Any]:
    """``api/v1/rows/<suite>/<name>.json``: what a row is, and all its scores.

    Args:
        row: The row.
        scores: Its scores.json, as it was computed here.
    """
    supervision = asdict(row.manifest.supervision)
    return {
        "schema": "xstilts-api-row-v1",
        "suite": row.suite,
        "name": row.name,
        "author": plain(row.manifest.author.name or ""),
        "licence": plain(row.manifest.licence or ""),
        "division": row.division,
        "division_reason": plain(row.division_reason),
        "trust": row.trust,
        "version": row.version,
        "added": row.added,
        "gone": row.gone,
        "predictions": row.predictions,
        "models": [
            {"id": plain(one.id), "revision": one.revision, "parameters": one.parameters}
            for one in row.manifest.models
        ],
        "supervision": supervision,
        "signature": scores["signature"],
        "cells": [
            {
                "task": cell["task"],
                "language": cell["language"],
                "metrics": None
                if cell["metrics"] is None
                else {name: _rounded(value) for name, value in cell["metrics"].items()},
                "interval": None
                if cell["interval"] is None
                else {name: [_rounded(x) for x in ends] for name, ends in cell["interval"].items()},
                "units": cell["units"],
            }
            for cell in scores["cells"]
        ],
    }


def reported_json(rows: Iterable[ReportedRow]) -> dict[str, Any]:
    """``api/v1/reported.json``: every printed mean with the address of its source."""
    return {
        "schema": "xstilts-api-reported-v1",
        "rows": [
            {
                "system": row.system,
                "paper": row.paper,
                "protocol": row.protocol,
                "division": row.division,
                "selection": row.selection,
                "mean_of_seven": _rounded(row.mean_of_seven),
                "means": [
                    {
                        "task": task,
                        "metric": metric,
                        "value": number.value,
                        "source": number.source,
                        "href": number.href,
                    }
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
            for row in rows
        ],
    }


def transfer_json(tables: Iterable[Transfer]) -> dict[str, Any]:
    """``api/v1/transfer.json``: every table of differences."""
    return {"schema": "xstilts-api-transfer-v1", "tables": [asdict(table) for table in tables]}


def board_csv(tables: Sequence[Table]) -> str:
    """A board as CSV; text that a spreadsheet would run as a formula is prefixed."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    columns = [column for table in tables[:1] for column in table.columns]
    ends = [f"{column.key} {end}" for column in columns for end in ("", "low", "high")]
    writer.writerow(
        ["division", "rank low", "rank high", "suite", "name", "author", "trust", "parameters"]
        + [name.strip() for name in ends]
    )
    for table in tables:
        for line in (*table.ranked, *table.incomplete):
            rank = table.rank(line, columns[0])
            cells = [line.cells[column.key] for column in columns]
            numbers = [x for cell in cells for x in (cell.score, cell.low, cell.high)]
            writer.writerow(
                [table.division, rank.low if rank else "", rank.high if rank else ""]
                + [line.row.suite, line.row.name, spreadsheet_cell(line.author), line.row.trust]
                + ["" if line.parameters is None else line.parameters]
                + ["" if x is None else f"{x:.6f}" for x in numbers]
            )
    return written.getvalue()


def board_script(board: str, rows: Iterable[ScoredRow]) -> str:
    """``data/<board>.js``: what comparisons need, as a classic script."""
    means = compared_means(board)
    titles = {column.key: column.title for column in board_columns(board)}
    value = {
        "means": means,
        "names": [titles[name] for name in means],
        "rows": {
            f"{row.suite}/{row.name}": [_rounded(row.mean(name), 3) for name in means]
            for row in sorted(rows, key=lambda row: (row.suite, row.name))
        },
    }
    return f"(window.xstilts = window.xstilts || {{}})[{json.dumps(board)}] = {_script(value)};\n"


def languages_script(board: str, rows: Iterable[ScoredRow]) -> str:
    """``data/languages/<board>.js``: each row's mean in every language, for a board's filter."""
    layout = layout_of(board)
    value = {
        "languages": list(layout.languages),
        "rows": {
            f"{row.suite}/{row.name}": [
                _rounded(row.mean(f"language:{code}"), 2) for code in layout.languages
            ]
            for row in sorted(rows, key=lambda row: (row.suite, row.name))
        },
    }
    return f"window.xstiltsLanguages = {_script(value)};\n"


def compared_means(board: str) -> list[str]:
    """The means whose replicates are shipped: overall, groups, tasks and the gap."""
    wanted = (OVERALL, GAP)
    return [
        name
        for name in layout_of(board).means
        if name in wanted or name.startswith(("group:", "task:"))
    ]


def replicates_script(row: ScoredRow) -> str:
    """``data/replicates/<board>/<row>.js``: centred, 8 bits each, a scale a mean."""
    layout = layout_of(row.board)
    scales, packed = [], []
    for name in compared_means(row.board):
        scale, quantised = _quantised(row.numbers.replicates[layout.mean_at[name]])
        scales.append(scale)
        packed.append(quantised.tobytes())
    content = base64.b64encode(b"".join(packed)).decode()
    values = (f"{row.suite}/{row.name}", row.board, scales, content)
    return f"xstiltsReplicates({', '.join(map(_script, values))});\n"


def _quantised(vector: NDArray[np.float32]) -> tuple[float, NDArray[np.int8]]:
    known = ~np.isnan(vector)
    if not known.any():
        return 0.0, np.full(len(vector), _UNKNOWN, dtype=np.int8)
    centred = vector.astype(np.float64) - vector[known].mean(dtype=np.float64)
    largest = float(np.abs(centred[known]).max())
    scale = largest / 127 or 1.0
    values = np.where(known, np.round(np.where(known, centred, 0.0) / scale), _UNKNOWN)
    return float(f"{scale:.9g}"), values.astype(np.int8)


def _rounded(value: float | None, digits: int = 6) -> float | None:
    return None if value is None else round(float(value), digits)


def _script(value: Any) -> str:
    """JSON that may stand in a script: no tag can end it, no line separator breaks it."""
    text = json.dumps(value, ensure_ascii=True, separators=(",", ":"), allow_nan=False)
    return text.replace("<", "\\u003c")
