"""Boards: a suite on the test split of one edition. Rows of different boards are not compared."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from xstilts_kit.suites import Suite, get_suite


@dataclass(frozen=True, slots=True)
class Board:
    """A leaderboard definition."""

    name: str
    """Name in paths and addresses; equals the suite's."""
    edition: str
    """Edition on which every row must be predicted."""
    takes: tuple[str, ...]
    """Suites whose submissions are ranked here; larger suites are ranked on this board's tasks."""
    title: str
    """Title for readers, e.g. ``XTREME-8``."""

    @property
    def lead(self) -> str:
        """One sentence on the board's tasks, edition and split."""
        title = self.suite.title
        return f"{title[0].upper()}{title[1:]}; edition {self.edition}, test split."

    @property
    def suite(self) -> Suite:
        return get_suite(self.name)


BOARDS: Mapping[str, Board] = MappingProxyType(
    {
        board.name: board
        for board in (
            Board("xtreme-8", "xtreme", takes=("xtreme-8", "xtreme"), title="XTREME-8"),
            Board("xtreme", "xtreme", takes=("xtreme",), title="XTREME"),
            Board("mini", "mini-2", takes=("mini",), title="Miniature"),
        )
    }
)
"""All boards by name; the first is the main one."""
