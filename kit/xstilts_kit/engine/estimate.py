"""How long a run will take, measured on a sample."""

import time

from xstilts_kit.engine.cell import predict_cell
from xstilts_kit.families import Inputs
from xstilts_kit.families._predictor import BasePredictor

_LONG_ENOUGH = 0.5
"""Seconds."""


def seconds_per_row(predictor: BasePredictor, sample: Inputs, batch_tokens: int) -> float:
    """Mean time for one example or candidate, in seconds.

    More and more of the sample is predicted, until that takes long enough to be measured.
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
    """Seconds for the first examples and candidates of a sample, and how many those are."""
    part = Inputs(sample.examples[:size], sample.candidates[:size])
    began = time.perf_counter()
    predict_cell(predictor, part, batch_tokens, lambda _: None)
    return time.perf_counter() - began, len(part.examples) + len(part.candidates)
