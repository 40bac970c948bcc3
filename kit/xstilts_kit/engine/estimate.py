"""Estimate the run time from a sample."""

import time

from xstilts_kit.engine.cell import predict_cell
from xstilts_kit.families import Inputs
from xstilts_kit.families._predictor import BasePredictor

_LONG_ENOUGH = 0.5
"""Seconds."""


def seconds_per_row(predictor: BasePredictor, sample: Inputs, batch_tokens: int) -> float:
    """Measure the mean time for an example or candidate, in seconds.

    Larger and larger parts of the sample are predicted, until the time is long enough to measure.
    """
    _time(predictor, sample, 4, batch_tokens)
    whole = len(sample.examples) + len(sample.candidates)
    size = 32
    while True:
        took, rows = _time(predictor, sample, size, batch_tokens)
        if took > _LONG_ENOUGH or rows == whole:
            return took / rows
        size *= 2


def _time(
    predictor: BasePredictor, sample: Inputs, size: int, batch_tokens: int
) -> tuple[float, int]:
    """Time the first examples and candidates of a sample; returns seconds and their number."""
    part = Inputs(sample.examples[:size], sample.candidates[:size])
    began = time.perf_counter()
    predict_cell(predictor, part, batch_tokens, lambda _: None)
    return time.perf_counter() - began, len(part.examples) + len(part.candidates)
