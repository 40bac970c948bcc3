"""Data for the site's JavaScript, as classic scripts, which also load from ``file://``."""

import base64
import json
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from xstilts_leaderboard.rows.row import GAP, OVERALL, ScoredRow, layout_of
from xstilts_leaderboard.site.rendering import key_of
from xstilts_leaderboard.site.writing import Part
from xstilts_leaderboard.tables.columns import board_columns
from xstilts_leaderboard.tables.languages import language
from xstilts_leaderboard.text import rounded

_UNKNOWN = -128
"""Marks a missing replicate; all others lie between -127 and 127."""


def board_script(board: str, rows: Iterable[ScoredRow], keys: Mapping[str, str]) -> list[Part]:
    """``data/<board>.js``: the data for comparisons, as a classic script.

    Args:
        board: The board's name.
        rows: Its rows.
        keys: ``suite/name`` → digest of a row's numbers.
    """
    means, codes = compared_means(board), layout_of(board).languages
    titles = {column.key: column.title for column in board_columns(board)}
    about = {
        "means": means,
        "names": [titles[name] for name in means],
        "languages": [language(code).name for code in codes],
    }

    def numbers(row: ScoredRow) -> list[float | None]:
        return [rounded(row.mean(name), 3) for name in (*means, *language_means(board))]

    start = f"(window.xstilts = window.xstilts || {{}})[{json.dumps(board)}] = "
    return _parts(start, about, rows, keys, numbers)


def languages_script(board: str, rows: Iterable[ScoredRow], keys: Mapping[str, str]) -> list[Part]:
    """``data/languages/<board>.js``: language means of each row, and their correlations.

    A row holds its means, the standard deviations of their replicates, and the correlations of
    these (the upper triangle, row by row, as signed bytes, 127 for 1), from which the interval of a
    mean over any choice of languages is computed. Arguments as for `board_script`.
    """
    about = {"languages": list(layout_of(board).languages)}
    return _parts("window.xstiltsLanguages = ", about, rows, keys, _spread)


def _parts(
    start: str,
    about: Mapping[str, Any],
    rows: Iterable[ScoredRow],
    keys: Mapping[str, str],
    numbers: Callable[[ScoredRow], Any],
) -> list[Part]:
    """A script with one part per row: an object with `about` and the numbers of each row."""
    head = f"{start}{as_script(about)[:-1]},{as_script('rows')}:{{"
    parts = [Part("", head.encode)]
    for row in sorted(rows, key=lambda row: (row.suite, row.name)):
        name = f"{row.suite}/{row.name}"
        comma = "," if len(parts) > 1 else ""
        parts.append(
            Part(
                key_of("numbers", comma, keys[name]),
                partial(_row_part, f"{comma}{as_script(name)}:", row, numbers),
            )
        )
    return [*parts, Part("", "}};\n".encode)]


def _row_part(start: str, row: ScoredRow, numbers: Callable[[ScoredRow], Any]) -> bytes:
    return f"{start}{as_script(numbers(row))}".encode()


def _spread(row: ScoredRow) -> list[Any]:
    layout = layout_of(row.board)
    places = [layout.mean_at[name] for name in language_means(row.board)]
    vectors = row.numbers.replicates[places].astype(np.float64)
    means = [rounded(row.mean(name), 2) for name in language_means(row.board)]
    whole = ~np.isnan(vectors).all(axis=1)
    centred = np.zeros_like(vectors)
    means_of = np.nanmean(vectors[whole], axis=1, keepdims=True)
    centred[whole] = np.nan_to_num(vectors[whole] - means_of)
    covariance = centred @ centred.T / max(centred.shape[1] - 1, 1)
    deviation = np.sqrt(np.diag(covariance))
    scale = np.where(deviation > 0, deviation, 1.0)
    correlation = covariance / np.outer(scale, scale)
    upper = np.round(127 * correlation[np.triu_indices(len(places), 1)]).astype(np.int8)
    packed = base64.b64encode(upper.tobytes()).decode()
    return [means, [round(float(one), 3) for one in deviation], packed]


def language_means(board: str) -> list[str]:
    """The means by language, in the order of the layout."""
    return [f"language:{code}" for code in layout_of(board).languages]


def compared_means(board: str) -> list[str]:
    """The means whose replicates are shipped: overall, groups, tasks and the gap."""
    wanted = (OVERALL, GAP)
    return [
        name
        for name in layout_of(board).means
        if name in wanted or name.startswith(("group:", "task:"))
    ]


def replicates_script(row: ScoredRow, *, languages: bool = False) -> str:
    """``data/replicates/<board>/<row>.js``: centred, 8 bits each, one scale per mean.

    Args:
        row: The row.
        languages: Use the language means instead of overall, groups and tasks.
    """
    layout = layout_of(row.board)
    scales, packed = [], []
    for name in language_means(row.board) if languages else compared_means(row.board):
        scale, quantised = _quantised(row.numbers.replicates[layout.mean_at[name]])
        scales.append(scale)
        packed.append(quantised.tobytes())
    content = base64.b64encode(b"".join(packed)).decode()
    values = (f"{row.suite}/{row.name}", row.board, scales, content, languages)
    return f"xstiltsReplicates({', '.join(map(as_script, values))});\n"


def _quantised(vector: NDArray[np.float32]) -> tuple[float, NDArray[np.int8]]:
    known = ~np.isnan(vector)
    if not known.any():
        return 0.0, np.full(len(vector), _UNKNOWN, dtype=np.int8)
    centred = vector.astype(np.float64) - vector[known].mean(dtype=np.float64)
    largest = float(np.abs(centred[known]).max())
    scale = largest / 127 or 1.0
    values = np.where(known, np.round(np.where(known, centred, 0.0) / scale), _UNKNOWN)
    return float(f"{scale:.9g}"), values.astype(np.int8)


def as_script(value: Any) -> str:
    """Serialise JSON for a script, escaping tags and Unicode line separators."""
    text = json.dumps(value, ensure_ascii=True, separators=(",", ":"), allow_nan=False)
    return text.replace("<", "\\u003c")
