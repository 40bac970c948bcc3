"""Machine-readable data of a board: JSON for the API, and CSV."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from math import isnan
from typing import Any

from xstilts_kit.boards import BOARDS
from xstilts_kit.cell import Cell
from xstilts_leaderboard.rows.row import ScoredRow
from xstilts_leaderboard.site.provenance import Provenance, model_hrefs
from xstilts_leaderboard.tables.lines import Line
from xstilts_leaderboard.tables.numbers import numbers_of
from xstilts_leaderboard.tables.ranking import RankRange
from xstilts_leaderboard.tables.views import Table
from xstilts_leaderboard.text import plain, rounded, spreadsheet_cell


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
                "ranked": [
                    _line_json(table, line, numbers)
                    for line, numbers in zip(
                        table.ranked, numbers_of(table.ranked, table.columns).tolist(), strict=True
                    )
                ],
                "incomplete": [
                    {"suite": line.row.suite, "name": line.row.name, "missing": line.row.missing}
                    for line in table.incomplete
                ],
            }
            for table in tables
        ],
    }


def _line_json(table: Table, line: Line, numbers: list[list[float]]) -> dict[str, Any]:
    row = line.row
    return {
        "suite": row.suite,
        "name": row.name,
        "author": plain(row.manifest.author.name or ""),
        "trust": row.trust,
        "version": row.version,
        "added": row.added,
        "scores": {
            column.key: _cell_json(own, table.rank(line, column))
            for column, own in zip(table.columns, numbers, strict=True)
        },
    }


def _cell_json(numbers: Sequence[float], rank: RankRange | None) -> dict[str, Any]:
    score, low, high = numbers
    return {
        "score": None if isnan(score) else rounded(score),
        "interval": None if isnan(low) else [rounded(low), rounded(high)],
        "rank": None if rank is None else [rank.low, rank.high],
    }


def row_json(row: ScoredRow, scores: Mapping[str, Any], provenance: Provenance) -> dict[str, Any]:
    """``api/v1/rows/<suite>/<name>.json``: what a row is, and all its scores.

    Args:
        row: The row.
        scores: Its scores.json, as computed by the board.
        provenance: Addresses of its models and predictions.
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
        "links": {
            "models": model_hrefs(row.manifest),
            "predictions": provenance.predictions,
            "manifest": provenance.manifest,
            "pull_request": provenance.pull_request,
        },
        "supervision": supervision,
        "signature": scores["signature"],
        "cells": [
            {
                "task": cell["task"],
                "language": cell["language"],
                "metrics": None
                if cell["metrics"] is None
                else {name: rounded(value) for name, value in cell["metrics"].items()},
                "interval": None
                if cell["interval"] is None
                else {name: [rounded(x) for x in ends] for name, ends in cell["interval"].items()},
                "units": cell["units"],
                "predictions": provenance.file(Cell(cell["task"], cell["language"])),
            }
            for cell in scores["cells"]
            if cell.get("transform") is None
        ],
    }


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
        lines = (*table.ranked, *table.incomplete)
        numbers_of_all = numbers_of(lines, columns).reshape(len(lines), -1).tolist()
        for line, numbers in zip(lines, numbers_of_all, strict=True):
            rank = table.rank(line, columns[0])
            writer.writerow(
                [table.division, rank.low if rank else "", rank.high if rank else ""]
                + [line.row.suite, line.row.name, spreadsheet_cell(line.author), line.row.trust]
                + ["" if line.parameters is None else line.parameters]
                + ["" if isnan(x) else f"{x:.6f}" for x in numbers]
            )
    return written.getvalue()


def track_csv(rows: Iterable[Sequence[str | int | float | None]]) -> str:
    """Rows of a track as CSV; numbers have at most six digits after the point."""
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerows(map(_csv_cell, row) for row in rows)
    return written.getvalue()


def _csv_cell(value: str | int | float | None) -> str | int | float:
    if isinstance(value, float):
        return round(value, 6)
    return "" if value is None else spreadsheet_cell(value) if isinstance(value, str) else value
