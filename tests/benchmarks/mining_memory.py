"""Memory of mining: ``python -m tests.benchmarks.mining_memory``.

Beside the vectors, memory grows with the number of sentences and not with the width of a vector, so
a small width shows the slope. The last line is what follows for 500,000 × 500,000 × 1,024.
"""

import tracemalloc

import numpy as np

from xstilts_kit.families.mining.margin import mine

_WIDTH = 32
_SIZES = ((10_000, 15_000), (40_000, 60_000))


def main() -> None:
    """Mine made-up vectors of two sizes, and print the peaks."""
    peaks = []
    for sizes in _SIZES:
        peaks.append(_peak(*sizes))
        print(f"{sizes[0]:,} × {sizes[1]:,} × {_WIDTH}: {peaks[-1] / 1e6:.0f} MB")
    rows = [sum(sizes) for sizes in _SIZES]
    slope = (peaks[1] - peaks[0]) / (rows[1] - rows[0])
    fixed = peaks[0] - slope * rows[0]
    own = slope - _vectors(1, _WIDTH)
    print(f"{fixed / 1e6:.0f} MB and {own:.0f} bytes a sentence beside its vectors")
    whole = fixed + 1_000_000 * (own + _vectors(1, 1024))
    print(f"500,000 × 500,000 × 1,024: {whole / 1e9:.1f} GB, {_vectors(10**6, 1024) / 1e9:.1f} of"
          " them the vectors, as given and of unit length")  # fmt: skip


def _vectors(rows: int, width: int) -> int:
    """Bytes of the vectors as given, and of unit length."""
    return 2 * 4 * rows * width


def _peak(source: int, target: int) -> int:
    chosen = np.random.default_rng(0)
    tracemalloc.start()
    sides = [chosen.standard_normal((rows, _WIDTH), np.float32) for rows in (source, target)]
    mine(*sides)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak


if __name__ == "__main__":
    main()
