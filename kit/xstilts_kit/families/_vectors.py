"""Unit vectors and their cosines."""

import numpy as np
from numpy.typing import ArrayLike, NDArray


def unit_length(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Divide vectors by their lengths: float32, (n, d); zero vectors are unchanged."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.where(lengths == 0.0, 1.0, lengths), dtype=np.float32)


def cosines(one: NDArray[np.float32], two: NDArray[np.float32]) -> NDArray[np.float32]:
    """Cosines of unit vectors: float32, (n, m).

    Sums are taken in float64 and rounded, so equal vectors have equal cosines wherever they are in
    a block; a float32 product may round equal rows differently.
    """
    return np.asarray(one.astype(np.float64) @ two.T.astype(np.float64), dtype=np.float32)


def softmax(logits: ArrayLike) -> NDArray[np.float32]:
    """Probabilities over the last dimension: float32, of the same shape."""
    values = np.asarray(logits, dtype=np.float64)
    powers = np.exp(values - values.max(axis=-1, keepdims=True, initial=-np.inf))
    return np.asarray(powers / powers.sum(axis=-1, keepdims=True), dtype=np.float32)
