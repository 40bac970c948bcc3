"""The table of statistics is linear: parts merge, weights of one change nothing."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from xstilts_kit.statistics.poisson import poisson_weights
from xstilts_kit.statistics.table import Sums, Table, cluster

COLUMNS = ("tp", "predicted", "gold")
COUNTS = st.integers(0, 2000).map(float)
ROWS = st.integers(1, 12).flatmap(lambda n: arrays(np.float64, (n, 3), elements=COUNTS))


def _table(values: NDArray[np.float64], first: int = 0) -> Table:
    units = tuple(str(first + i) for i in range(len(values)))
    return Table(COLUMNS, units, values, "udpos/de")


def _lists(sums: Sums) -> dict[str, list[float]]:
    return {name: values.tolist() for name, values in sums.items()}


@given(ROWS)
def test_resampling_every_unit_once_gives_the_sums(values: NDArray[np.float64]) -> None:
    table = _table(values)
    ones = np.ones((1, len(values)), dtype=np.uint8)
    assert _lists(table.resampled_sums(ones)) == _lists(table.sums())
    assert _lists(table.sums()) == {
        name: [sum(values[:, i].tolist())] for i, name in enumerate(COLUMNS)
    }


@given(ROWS, ROWS)
def test_sums_and_replicates_of_parts_add_up_to_those_of_the_whole(
    first: NDArray[np.float64], second: NDArray[np.float64]
) -> None:
    parts = (_table(first), _table(second, len(first)))
    whole = _table(np.concatenate([first, second]))
    for name in COLUMNS:
        assert sum(part.sums()[name][0] for part in parts) == whole.sums()[name][0]
        merged = sum(
            part.resampled_sums(poisson_weights(part.family, part.units, range(4)))[name]
            for part in parts
        )
        weights = poisson_weights(whole.family, whole.units, range(4))
        assert np.array_equal(merged, whole.resampled_sums(weights)[name])


@given(ROWS, st.integers(2, 11))
def test_a_weight_counts_a_unit_that_many_times(values: NDArray[np.float64], times: int) -> None:
    weights = np.zeros((1, len(values)), dtype=np.uint8)
    weights[0, -1] = times
    expected = {name: [times * values[-1, i]] for i, name in enumerate(COLUMNS)}
    assert _lists(_table(values).resampled_sums(weights)) == expected


@given(ROWS, st.data())
def test_clustering_keeps_totals_and_the_order_of_first_rows(
    values: NDArray[np.float64], data: st.DataObject
) -> None:
    units = data.draw(st.lists(st.sampled_from("zyxa"), min_size=len(values), max_size=len(values)))
    table = cluster(COLUMNS, values, units, "f")
    assert list(table.units) == sorted(set(units), key=units.index)
    assert _lists(table.sums()) == _lists(_table(values).sums())
    for unit, row in zip(table.units, table.values, strict=True):
        own = [value for value, name in zip(values, units, strict=True) if name == unit]
        assert row.tolist() == np.sum(own, axis=0).tolist()


def test_rows_without_a_unit_each_are_refused() -> None:
    with pytest.raises((ValueError, IndexError)):
        cluster(COLUMNS, np.ones((3, 3)), ["a", "b"], "f")


def test_a_table_of_no_units_sums_to_zero() -> None:
    table = cluster(COLUMNS, np.zeros((0, 3)), [], "f")
    assert table.units == ()
    assert _lists(table.sums()) == {"tp": [0.0], "predicted": [0.0], "gold": [0.0]}
