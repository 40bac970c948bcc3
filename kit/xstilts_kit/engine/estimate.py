"""How long a run will take, measured on a sample."""

import time
from collections.abc import Sequence

from xstilts_kit.engine.cell import predict_cell
from xstilts_kit.families import Example
from xstilts_kit.families._predictor import Predictor

_LONG_ENOUGH = 0.5
"""Seconds."""


def seconds_per_example(
    predictor: Predictor, sample: Sequence[Example], batch_tokens: int
) -> float:
    """Mean time for one example, in seconds.

    More and more of the sample is predicted, until that takes long enough to be measured.
    """
    predict_cell(predictor, sample[:4], batch_tokens, lambda _: None)
    size = 32
    while True:
        part = sample[:size]
        began = time.perf_counter()
        predict_cell(predictor, part, batch_tokens, lambda _: None)
        took = time.perf_counter() - began
        if took > _LONG_ENOUGH or len(part) == len(sample):
            return took / len(part)
        size *= 2
