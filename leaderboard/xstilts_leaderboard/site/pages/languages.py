"""The index of languages: one dot strip per language, hardest last."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np

from xstilts_kit.boards import BOARDS
from xstilts_kit.tasks import get_task
from xstilts_leaderboard.rows.row import ScoredRow, layout_of
from xstilts_leaderboard.site.figures.strips import Mark, Strips, both_widths
from xstilts_leaderboard.site.rendering import key_of, template_page
from xstilts_leaderboard.site.site import Shown, Site
from xstilts_leaderboard.site.writing import Page
from xstilts_leaderboard.tables.columns import folder_of
from xstilts_leaderboard.tables.languages import Language, language
from xstilts_leaderboard.tables.printed import has_language
from xstilts_leaderboard.tables.published import ReportedRow

TASK = "xnli"


@dataclass(frozen=True, slots=True)
class Listed:
    """One language of the index."""

    language: Language
    href: str | None
    """Address of its page; None if it has no scores."""
    tasks: int
    best: float | None
    middle: float | None
    rows: int


def languages_page(site: Site, shown: Shown) -> Page:
    """The index of the main board's languages."""
    return template_page(
        "languages.html",
        key_of("languages", sorted(site.keys.items()), repr(site.published), site.made),
        "languages.html.j2",
        shown,
        listed=lambda: _listed(site),
        figure=lambda: _figure(site),
        count=len(site.rows.get(next(iter(BOARDS)), ())),
    )


def _listed(site: Site) -> list[Listed]:
    board = next(iter(BOARDS))
    layout, rows = layout_of(board), site.rows.get(board, ())
    found = []
    for code, means in _means(board, rows):
        scores = [score for score in means if score is not None]
        known = bool(rows) or has_language(site.published, board, code)
        found.append(
            Listed(
                language(code),
                f"{folder_of(board)}languages/{code}.html" if known else None,
                sum(cell.language == code for cell in layout.cells),
                max(scores, default=None),
                median(scores) if scores else None,
                len(scores),
            )
        )
    return sorted(found, key=lambda one: (-(one.middle or 0.0), one.language.name))


def _means(board: str, rows: Sequence[ScoredRow]) -> Iterator[tuple[str, Sequence[float | None]]]:
    """Every language of a board with the mean of each row; None where a row has none."""
    layout = layout_of(board)
    for code in layout.languages:
        place = layout.mean_at[f"language:{code}"]
        scores = np.array([row.numbers.means[place, 0] for row in rows], dtype=np.float64)
        yield code, [None if absent else score for absent, score in zip(
            np.isnan(scores).tolist(), scores.tolist(), strict=True)]  # fmt: skip


def _figure(site: Site) -> tuple[Strips, Strips]:
    """Figure of every row's mean per language; without rows, of published results on XNLI."""
    board = next(iter(BOARDS))
    rows = site.rows.get(board, ())
    if not rows:
        return published_figure(site.published)
    marks = {}
    for code, means in _means(board, rows):
        marks[code] = [
            Mark(score, f"{row.name}: {score:.1f}")
            for row, score in zip(rows, means, strict=True)
            if score is not None
        ]
    return _strips(marks)


def whole_systems(rows: Sequence[ReportedRow]) -> list[ReportedRow]:
    """Published zero-shot systems with scores in every language of XNLI."""
    codes = get_task(TASK).languages
    return [
        row
        for row in rows
        if row.is_zero_shot_protocol and all(row.score_in(TASK, code) is not None for code in codes)
    ]


def published_figure(rows: Sequence[ReportedRow]) -> tuple[Strips, Strips]:
    """Figure of published zero-shot XNLI: one dot per system, hardest language last."""
    systems = whole_systems(rows)
    codes = get_task(TASK).languages if systems else ()
    marks = {
        code: [
            Mark(score, f"{row.system}: {score:.1f}", _KINDS.get(row.system, ""))
            for row in systems
            if (score := row.score_in(TASK, code)) is not None
        ]
        for code in codes
    }
    return _strips(marks)


_KINDS = {"XLM-R Large": "blue", "mBERT": "orange"}
"""Systems highlighted in the figure."""


def _strips(marks: Mapping[str, Sequence[Mark]]) -> tuple[Strips, Strips]:
    known = {code: own for code, own in marks.items() if own}
    order = sorted(known, key=lambda code: (-median(mark.value for mark in known[code]), code))
    return both_widths([(language(code).name, known[code]) for code in order])
