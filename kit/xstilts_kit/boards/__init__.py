"""Boards: the list of boards, the eligibility and division of submissions, and filing."""

from xstilts_kit.boards._board import Board
from xstilts_kit.boards._discovery import BOARDS
from xstilts_kit.boards._own import refuse_unusable_tasks
from xstilts_kit.boards.division import DIVISIONS, Division, division_of
from xstilts_kit.boards.eligibility import obstacles

__all__ = [
    "BOARDS",
    "DIVISIONS",
    "Board",
    "Division",
    "division_of",
    "obstacles",
    "refuse_unusable_tasks",
]
