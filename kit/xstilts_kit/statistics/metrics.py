"""Metrics as functions of column sums, on the 0 to 100 scale."""

import numpy as np
from numpy.typing import NDArray

from xstilts_kit.statistics.table import Metric, Sums


def percentage(title: str, numerator: str, denominator: str, *, empty: float = np.nan) -> Metric:
    """The metric 100 · numerator / denominator, or `empty` if the denominator is 0."""

    def formula(sums: Sums) -> NDArray[np.float64]:
        top, bottom = sums[numerator], sums[denominator]
        result = np.full(top.shape, empty)
        np.divide(100.0 * top, bottom, out=result, where=bottom != 0)
        return result

    return Metric(title, formula)


def mean_of(title: str, *parts: Metric) -> Metric:
    """The mean of several metrics."""

    def formula(sums: Sums) -> NDArray[np.float64]:
        return np.asarray(sum(part(sums) for part in parts) / len(parts), dtype=np.float64)

    return Metric(title, formula)


accuracy = percentage("accuracy", "correct", "n")
"""Share of examples answered correctly; NaN without examples."""

token_accuracy = percentage("token accuracy", "correct", "tokens")
"""Share of tokens tagged correctly; NaN without tokens."""

precision = percentage("precision", "tp", "predicted", empty=0.0)
"""Share of predicted chunks or pairs that are in the gold; 0 without predictions."""

recall = percentage("recall", "tp", "gold", empty=0.0)
"""Share of gold chunks or pairs that were predicted; 0 without gold."""


def _f1(sums: Sums) -> NDArray[np.float64]:
    bottom = sums["predicted"] + sums["gold"]
    result = np.zeros(bottom.shape)
    np.divide(200.0 * sums["tp"], bottom, out=result, where=bottom != 0)
    return result


f1 = Metric("F1", _f1)
"""Harmonic mean of precision and recall, 200 tp / (predicted + gold); 0 if both are 0."""
