"""What the tests of the baselines share."""

import pytest

from xstilts_baselines.miniature.datasets import Benchmark, make_benchmark
from xstilts_baselines.miniature.writer import SEED


@pytest.fixture(scope="session")
def benchmark() -> Benchmark:
    return make_benchmark(SEED)
