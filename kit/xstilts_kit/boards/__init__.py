"""Boards: the list of boards, the eligibility and division of submissions, and filing."""

from xstilts_kit.boards._board import BOARDS, Board
from xstilts_kit.boards.division import DIVISIONS, Division, division_of
from xstilts_kit.boards.eligibility import obstacles

__all__ = ["BOARDS", "DIVISIONS", "Board", "Division", "division_of", "obstacles"]
