"""All boards: every module of `known` holds one value ``BOARD``.

So does every module in the ``boards`` of the folder in use (`xstilts_kit.definitions`).
"""

import pkgutil
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from types import MappingProxyType

from xstilts_kit.boards import known
from xstilts_kit.boards._board import Board
from xstilts_kit.boards._own import refuse_malformed
from xstilts_kit.definitions import InUse, Live, conflict, in_use, read_values
from xstilts_kit.diagnostics.errors import UsageError, nearest


@cache
def _bundled() -> Mapping[str, Board]:
    names = sorted(module.name for module in pkgutil.iter_modules(known.__path__))
    boards = [import_module(f"{known.__name__}.{name}").BOARD for name in names]
    return {board.name: board for board in boards}


@cache
def _with(used: InUse) -> Mapping[str, Board]:
    found = dict(_bundled())
    for path, board in read_values(used.folder, "boards", "BOARD", Board):
        refuse_malformed(path, board)
        if board.name in found:
            raise conflict(path, "a board", board.name)
        found[board.name] = board
    if used.boards is not None:
        return MappingProxyType({name: _chosen(name, found) for name in used.boards})
    ordered = sorted(found.values(), key=lambda board: (board.order, board.name))
    return MappingProxyType({board.name: board for board in ordered})


def _chosen(name: str, found: Mapping[str, Board]) -> Board:
    if name not in found:
        known_names = f"The boards are: {', '.join(found)}."
        raise UsageError(
            f"There is no board {name!r}.", nearest(name, found, otherwise=known_names)
        )
    return found[name]


BOARDS: Mapping[str, Board] = Live(lambda: _with(in_use()))
"""All boards by name, or those that were chosen; the first is the main one."""
