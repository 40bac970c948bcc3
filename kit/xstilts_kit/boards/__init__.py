"""Boards: the boards there are, which submissions they rank, and in which division."""

from xstilts_kit.boards._board import BOARDS, Board
from xstilts_kit.boards.division import DIVISIONS, Division, division_of
from xstilts_kit.boards.eligibility import obstacles

__all__ = ["BOARDS", "DIVISIONS", "Board", "Division", "division_of", "obstacles"]
