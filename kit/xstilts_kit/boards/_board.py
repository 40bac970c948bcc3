"""Boards: a suite on the test split of one edition. Rows of different boards are never compared."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from xstilts_kit.suites import Suite, get_suite


@dataclass(frozen=True, slots=True)
class Board:
    """What rows are ranked on."""

    name: str
    """Its name in paths and addresses; the suite's own."""
    edition: str
    """The data that every row must have been made on."""
    takes: tuple[str, ...]
    """Suites whose submissions are ranked here: one that holds more tasks is ranked on fewer."""
    title: str
    """Its name for readers, e.g. ``XTREME-8``."""

    @property
    def lead(self) -> str:
        """One sentence on what the board ranks: tasks, edition, split."""
        title = self.suite.title
        return f"{title[0].upper()}{title[1:]}; edition {self.edition}, test split."

    @property
    def suite(self) -> Suite:
        """The tasks and languages, and how they average."""
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
