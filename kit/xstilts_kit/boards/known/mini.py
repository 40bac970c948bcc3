"""The bundled miniature, to try everything on."""

from xstilts_kit.boards._board import Board

BOARD = Board(
    "mini",
    "mini-2",
    takes=("mini",),
    title="Miniature",
    order=90,
    invented=True,
    carries_predictions=True,
)
