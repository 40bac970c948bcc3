"""How long a run will take, measured on a sample."""

import time
from collections.abc import Sequence

from xstilts_kit.engine.cell import predict_cell
from xstilts_kit.families import Example
from xstilts_kit.families._predictor import Predictor


def seconds_per_example(
    predictor: Predictor, sample: Sequence[Example], batch_tokens: int
) -> float:
    """Mean time for one example, in seconds, from the second of two runs over the sample."""
    predict_cell(predictor, sample[:4], batch_tokens, lambda _: None)
    began = time.perf_counter()
    predict_cell(predictor, sample, batch_tokens, lambda _: None)
    return (time.perf_counter() - began) / len(sample)
