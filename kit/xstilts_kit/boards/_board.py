"""Boards: a suite on the test split of one edition. Rows of different boards are not compared."""

from dataclasses import dataclass

from xstilts_kit import editions
from xstilts_kit.cell import Cell
from xstilts_kit.suites import Suite, get_suite


@dataclass(frozen=True, slots=True)
class Board:
    """A leaderboard definition."""

    name: str
    """Name in paths and addresses; equals the suite's."""
    edition: str
    """Edition on which every row must be predicted; it gives the board its data."""
    takes: tuple[str, ...]
    """Suites whose submissions are ranked here; larger suites are ranked on this board's tasks."""
    title: str
    """Title for readers, e.g. ``XTREME-8``."""
    keeps: tuple[str, ...] = ()
    """Editions for the cells that the board's own edition lacks."""
    order: int = 50
    """Position among the boards, lowest first; the first is the main one."""
    invented: bool = False
    """Whether its data are invented; such a board is shown apart."""
    carries_predictions: bool = False
    """Whether rows keep their predictions in the board's repository, not on the Hub: for small
    suites, up to 2 MiB per file and 8 MiB per row."""

    @property
    def lead(self) -> str:
        """One sentence on the board's tasks, edition and split."""
        title = self.suite.title
        edition = " with ".join((self.edition, *self.keeps))
        return f"{title[0].upper()}{title[1:]}; edition {edition}, test split."

    def edition_of(self, cell: Cell) -> str:
        """Edition on which a cell must be predicted: the first that has it, or the board's own."""
        known = (self.edition, *self.keeps)
        return next((name for name in known if editions.registered(cell, name)), self.edition)

    @property
    def suite(self) -> Suite:
        return get_suite(self.name)
