"""The table of sufficient statistics that every scorer returns.

A metric is a pure function of the table's column sums, so point scores, bootstrap replicates
(weights times table) and merged parts share the same few lines for every family.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Sums = Mapping[str, NDArray[np.float64]]
"""Column name → sums, one value per replicate (a single one for the point score)."""


@dataclass(frozen=True, slots=True)
class Metric:
    """A metric on the 0 to 100 scale, NaN where it is undefined."""

    title: str
    """Name used in sentences."""
    formula: Callable[[Sums], NDArray[np.float64]]

    def __call__(self, sums: Sums) -> NDArray[np.float64]:
        """Compute the metric from column sums."""
        return self.formula(sums)


@dataclass(frozen=True, slots=True)
class Table:
    """Sufficient statistics of one (task, language)."""

    columns: tuple[str, ...]
    units: tuple[str, ...]
    """Unit ids, determined by the gold data alone."""
    values: NDArray[np.float64]
    """float64, (units, columns)."""
    family: str
    """Family string F of the bootstrap hash, with the language filled in."""

    def sums(self) -> Sums:
        """Column sums, each of shape (1,)."""
        total = self.values.sum(axis=0, dtype=np.float64)
        return {name: total[i : i + 1] for i, name in enumerate(self.columns)}

    def resampled_sums(self, weights: NDArray[np.uint8]) -> Sums:
        """Column sums of every replicate, each of shape (replicates,).

        Args:
            weights: uint8, (replicates, units).
        """
        total = weights.astype(np.float64) @ self.values
        return {name: total[:, i] for i, name in enumerate(self.columns)}


def cluster(
    columns: tuple[str, ...],
    rows: NDArray[np.float64],
    units: Sequence[str],
    family: str,
) -> Table:
    """Sum rows that share a unit id; units keep the order of their first row.

    Args:
        columns: Column names.
        rows: float64, (examples, columns).
        units: Unit id of each row.
        family: The family string F, with the language filled in.
    """
    order: dict[str, int] = {}
    index = np.array([order.setdefault(unit, len(order)) for unit in units], dtype=np.intp)
    values = np.zeros((len(order), len(columns)), dtype=np.float64)
    np.add.at(values, index, rows)
    return Table(columns, tuple(order), values, family)
