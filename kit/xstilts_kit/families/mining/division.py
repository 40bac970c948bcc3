"""Mining divided by rows of the source side, for several processes and for interrupted runs.

A part compares some source rows with all target rows. Neighbours are exact, so the parts together
give the same neighbours as one search over all rows.
"""

from collections.abc import Iterable
from io import BytesIO

import numpy as np
from numpy.typing import NDArray

from xstilts_kit.families._neighbours import BLOCK, Neighbours, neighbours
from xstilts_kit.families.mining.margin import NEIGHBOURS

PARTS = 16
"""Maximum number of parts; each stores the neighbours of all target rows."""

_Vectors = NDArray[np.float32]


def parts_of(rows: int, block: int = BLOCK) -> list[slice]:
    """Divide the source rows into at most `PARTS` parts, each a multiple of `block` rows.

    The division depends on the number of rows only, never on the number of processes.
    """
    blocks = -(-rows // block)
    size = max(1, -(-blocks // PARTS)) * block
    return [slice(start, min(start + size, rows)) for start in range(0, rows, size)]


def search_part(source: _Vectors, target: _Vectors, part: slice, k: int = NEIGHBOURS) -> bytes:
    """Find the nearest target rows of a part, and the nearest rows of the part for each target row.

    Args:
        source: Unit vectors of all source rows: float32, (n, d).
        target: float32, (m, d).
        part: The source rows to compare.
        k: Number of neighbours.

    Returns:
        The neighbours in NumPy's own format, for `join_parts`.
    """
    forward, backward = neighbours(source[part], target, k)
    content = BytesIO()
    for one in (forward, backward):
        for array in (one.similarity, one.index):
            np.save(content, array, allow_pickle=False)
    return content.getvalue()


def join_parts(
    found: Iterable[bytes], parts: Iterable[slice], k: int = NEIGHBOURS
) -> tuple[Neighbours, Neighbours]:
    """Join the results of `search_part`, given in the order of the parts."""
    forward: list[Neighbours] = []
    backward: Neighbours | None = None
    for content, part in zip(found, parts, strict=True):
        ahead, back = _read(content)
        forward.append(ahead)
        own = Neighbours(back.similarity, back.index + part.start)
        backward = own if backward is None else _nearer(backward, own, k)
    if backward is None:
        raise ValueError("there are no parts")
    ahead = Neighbours(
        np.concatenate([one.similarity for one in forward]),
        np.concatenate([one.index for one in forward]),
    )
    return ahead, backward


def _read(content: bytes) -> tuple[Neighbours, Neighbours]:
    stream = BytesIO(content)
    arrays = [np.load(stream, allow_pickle=False) for _ in range(4)]
    return Neighbours(*arrays[:2]), Neighbours(*arrays[2:])


def _nearer(lower: Neighbours, higher: Neighbours, k: int) -> Neighbours:
    """The k nearest of two sets of neighbours; ties go to the set with the lower row numbers."""
    similarity = np.concatenate([lower.similarity, higher.similarity], axis=1)
    index = np.concatenate([lower.index, higher.index], axis=1)
    order = np.argsort(-similarity, axis=1, kind="stable")[:, :k]
    return Neighbours(
        np.take_along_axis(similarity, order, axis=1), np.take_along_axis(index, order, axis=1)
    )
