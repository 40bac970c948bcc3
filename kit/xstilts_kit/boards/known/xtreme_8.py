"""XTREME-8: XTREME without BUCC, the main board."""

from xstilts_kit.boards._board import Board

BOARD = Board("xtreme-8", "xtreme", takes=("xtreme-8", "xtreme"), title="XTREME-8", order=10)
