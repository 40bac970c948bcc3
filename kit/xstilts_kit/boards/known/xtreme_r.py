"""XTREME-R: ten tasks in fifty languages, with XTREME's data where it keeps them."""

from xstilts_kit.boards._board import Board

BOARD = Board(
    "xtreme-r", "xtreme-r", takes=("xtreme-r",), title="XTREME-R", keeps=("xtreme",), order=30
)
