"""Mining in parts gives the neighbours of one search."""

import numpy as np
import pytest

from xstilts_kit.families._neighbours import neighbours
from xstilts_kit.families._vectors import unit_length
from xstilts_kit.families.mining import division
from xstilts_kit.families.mining.division import PARTS, join_parts, parts_of, search_part


@pytest.mark.parametrize(("rows", "count"), [(0, 0), (1, 1), (4096, 1), (4097, 2), (500_000, 16)])
def test_parts_cover_all_rows_in_whole_blocks(rows: int, count: int) -> None:
    parts = parts_of(rows)
    assert len(parts) == count <= PARTS
    assert [row for part in parts for row in (part.start, part.stop)][1:-1:2] == [
        part.start for part in parts[1:]
    ]
    assert sum(part.stop - part.start for part in parts) == rows
    assert all(part.start % 4096 == 0 for part in parts)


@pytest.mark.parametrize("rows", [3, 8, 17, 40])
@pytest.mark.parametrize("kinds", [5, 1000])
def test_parts_together_find_the_neighbours_of_one_search(rows: int, kinds: int) -> None:
    draw = np.random.default_rng(rows)
    vectors = draw.standard_normal((kinds, 6)).astype(np.float32)
    source = unit_length(vectors[draw.integers(0, kinds, rows)])
    target = unit_length(vectors[draw.integers(0, kinds, 23)])
    parts = parts_of(rows, block=8)
    found = join_parts([search_part(source, target, part, 4) for part in parts], parts, 4)
    for ours, whole in zip(found, neighbours(source, target, 4), strict=True):
        assert ours.similarity.tobytes() == whole.similarity.tobytes()
        assert np.array_equal(ours.index, whole.index)


def test_no_parts_are_an_error() -> None:
    with pytest.raises(ValueError, match="no parts"):
        division.join_parts([], [])
