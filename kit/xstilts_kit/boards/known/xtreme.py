"""XTREME, all nine tasks."""

from xstilts_kit.boards._board import Board

BOARD = Board("xtreme", "xtreme", takes=("xtreme",), title="XTREME", order=20)
