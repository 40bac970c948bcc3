"""Rows: scored submissions with the numbers that ranking and pages need."""

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
"""The lowest language mean."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The meaning of the rows of a board's arrays."""

    cells: tuple[Cell, ...]
    """Cells in the suite's order."""
    means: tuple[str, ...]
    """Keys: ``overall``, ``group:…``, ``task:…``, ``language:…``, ``gap`` (English − others)."""
    languages: tuple[str, ...]
    """All languages of the board's tasks, sorted."""
    cell_at: Mapping[Cell, int]
    mean_at: Mapping[str, int]


def cell_key(cell: Cell) -> str:
    """Return the key of a cell's column; it cannot clash with the keys of the means."""
    return f"cell:{cell.name}"


@cache
def layout_of(board: str) -> Layout:
    """Return the layout of a board."""
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
    """(cells, 3): score, lower and upper end of its 95 % interval; NaN if there is none."""
    means: NDArray[np.float64]
    """(means, 3): the same for the means; NaN unless a mean is complete."""
    replicates: NDArray[np.float32]
    """(means, replicates); a row is NaN if there is no mean."""


@dataclass(frozen=True, slots=True)
class ScoredRow:
    """A submission's manifest with the scores computed from its predictions."""

    board: str
    suite: str
    """The suite it was submitted to, the name of its parent folder."""
    name: str
    manifest: Manifest
    """The manifest without `data` and `files`."""
    numbers: Numbers
    predictions: str
    """SHA-256 of the canonical predictions; equal for copies."""
    division: Division
    division_reason: str
    trust: Trust
    version: int
    """Version of the row, counted from 1."""
    added: str | None
    """Date of its last version, ``YYYY-MM-DD`` in UTC; None without a git history."""
    scores: Path
    """The complete scores.json computed by the board."""
    owners: tuple[str, ...] = ()
    """Logins of the confirmed owners; see `confirmed_owners`."""
    gone: str | None = None
    """The date since which its predictions can no longer be fetched."""

    @property
    def missing(self) -> tuple[str, ...]:
        """Cells of the board without a score, as ``task/language``."""
        absent = np.isnan(self.numbers.cells[:, 0])
        cells = layout_of(self.board).cells
        return tuple(cells[place].name for place in np.flatnonzero(absent))

    @property
    def complete(self) -> bool:
        """Whether every task and language of the board has a score."""
        return not np.isnan(self.numbers.cells[:, 0]).any()

    def mean(self, name: str) -> float | None:
        """Return a mean by its key in the layout, or None if it is incomplete."""
        value = float(self.numbers.means[layout_of(self.board).mean_at[name], 0])
        return None if np.isnan(value) else value
