"""Rows: a submission that was scored here, as numbers that ranking and pages need."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from xstilts_kit.boards import BOARDS, Division
from xstilts_kit.cell import Cell
from xstilts_kit.submission.manifest import Manifest

Trust = Literal["reported", "re-scored", "reproduced"]

OVERALL = "overall"
GAP = "gap"
WORST = "worst"
"""The lowest of the languages' means."""


@dataclass(frozen=True, slots=True)
class Layout:
    """What the rows of a board's arrays stand for."""

    cells: tuple[Cell, ...]
    """In the suite's order."""
    means: tuple[str, ...]
    """``overall``, ``group:…``, ``task:…``, ``language:…``, ``gap`` (English minus the others)."""
    languages: tuple[str, ...]
    """Every language that a task of the board has, sorted."""
    cell_at: Mapping[Cell, int]
    mean_at: Mapping[str, int]


def cell_key(cell: Cell) -> str:
    """The name of a cell's column, beside those of the means."""
    return f"cell:{cell.name}"


@cache
def layout_of(board: str) -> Layout:
    """The layout of the board called `board`."""
    suite = BOARDS[board].suite
    cells = suite.cells()
    languages = tuple(sorted({cell.language for cell in cells}))
    means = (
        OVERALL,
        *(f"group:{name}" for name in suite.groups),
        *(f"task:{name}" for name in suite.task_names),
        *(f"language:{language}" for language in languages),
        GAP,
    )
    return Layout(
        cells,
        means,
        languages,
        {cell: place for place, cell in enumerate(cells)},
        {mean: place for place, mean in enumerate(means)},
    )


@dataclass(frozen=True, slots=True)
class Numbers:
    """All scores of one submission on one board."""

    cells: NDArray[np.float64]
    """(cells, 3): score, lower and upper end of its 95 % interval; NaN where there is none."""
    means: NDArray[np.float64]
    """(means, 3): the same of the means; NaN unless every part of a mean is there."""
    replicates: NDArray[np.float32]
    """(means, replicates); NaN rows where there is no mean."""


@dataclass(frozen=True, slots=True)
class ScoredRow:
    """A submission's own manifest beside numbers that were computed from its predictions."""

    board: str
    suite: str
    """The suite it was filed under, which is the first part of its folder."""
    name: str
    manifest: Manifest
    """Without `data` and `files`."""
    numbers: Numbers
    predictions: str
    """SHA-256 of the canonical predictions: equal for copies."""
    division: Division
    division_reason: str
    trust: Trust
    version: int
    """How often this row was filed, from 1."""
    added: str | None
    """Date of its last version, ``YYYY-MM-DD`` in UTC; None where there is no history."""
    scores: Path
    """Its whole scores.json, as it was computed here."""
    owners: tuple[str, ...] = ()
    """Logins of the accounts that are known to stand behind the row; see `confirmed_owners`."""
    gone: str | None = None
    """The date since which its predictions cannot be fetched any more."""

    @property
    def missing(self) -> tuple[str, ...]:
        """``task/language`` of the board that have no score."""
        absent = np.isnan(self.numbers.cells[:, 0])
        cells = layout_of(self.board).cells
        return tuple(cells[place].name for place in np.flatnonzero(absent))

    @property
    def complete(self) -> bool:
        """Whether every task and language of the board has a score."""
        return not np.isnan(self.numbers.cells[:, 0]).any()

    def mean(self, name: str) -> float | None:
        """One of the layout's means, or None."""
        value = float(self.numbers.means[layout_of(self.board).mean_at[name], 0])
        return None if np.isnan(value) else value
