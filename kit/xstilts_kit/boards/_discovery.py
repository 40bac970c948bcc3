"""All boards: every module of `known` holds one value ``BOARD``."""

import pkgutil
from collections.abc import Mapping
from importlib import import_module
from types import MappingProxyType

from xstilts_kit.boards import known
from xstilts_kit.boards._board import Board


def _found() -> list[Board]:
    names = sorted(module.name for module in pkgutil.iter_modules(known.__path__))
    boards = [import_module(f"{known.__name__}.{name}").BOARD for name in names]
    return sorted(boards, key=lambda board: (board.order, board.name))


BOARDS: Mapping[str, Board] = MappingProxyType({board.name: board for board in _found()})
"""All boards by name; the first is the main one."""
