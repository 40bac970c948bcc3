"""Reject configurations with sizes that the weights cannot have.

A model is built on torch's ``meta`` device before a weight is read, which costs no memory for
tensors; but layers, label names and position tables are created in Python, as many as the
configuration says. So every integer known to the model's configuration class is compared with
the shapes in the weights first.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import transformers

from xstilts_kit.checkpoint.folder import CONFIG, CheckpointFolder
from xstilts_kit.diagnostics.errors import ModelError

_LAYERS = re.compile(r"(^|_)n?_?(layers?|blocks?|depths?|experts|stages)($|_)")
_WIDTHS = ("hidden_size", "d_model", "dim", "emb_dim", "n_embd")
_NUMBERS = re.compile(r"theta|(^|_)ids?$|seed|(max|min)_length|token|temperature|version|factor")
"""Keys of numbers that are not sizes."""
_LEAST_LAYERS = 64
_LEAST = 131_072
"""Upper bound of any integer, beyond the input length of any encoder."""
_MOST = 1 << 53


def check_integers(folder: CheckpointFolder) -> None:
    """Compare a configuration's integers with the tensors, before anything is built.

    Raises:
        ModelError: An integer is far larger than the weights allow.
    """
    dimensions = {size for shape in folder.tensors.values() for size in shape}
    largest = max(dimensions, default=0)
    known = _known(folder.config.get("model_type"))
    for key, value in _integers(folder.config):
        if known and key not in known:
            continue
        if _LAYERS.search(key):
            most = max(len(folder.tensors), _LEAST_LAYERS)
        elif _NUMBERS.search(key):
            most = _MOST
        elif key == "num_labels":
            most = max(largest, 2)
        else:
            most = max(largest, _LEAST)
        if abs(value) > most:
            _refuse(folder, key, value, f"the weights allow {most:,}")
        if key in _WIDTHS and dimensions and value not in dimensions:
            _refuse(folder, key, value, "no tensor has that size")


def _refuse(folder: CheckpointFolder, key: str, value: int, why: str) -> None:
    shown = str(value) if abs(value) < _MOST else f"a number of {value.bit_length()} bits"
    raise ModelError(
        f"{folder.where}/{CONFIG}: {key} is {shown}, and {why}.",
        "Save configuration and weights of the same model again.",
    )


def _integers(value: Any, key: str = "") -> Iterator[tuple[str, int]]:
    """Yield all integers with their keys, at any depth, except label names."""
    if type(value) is int:
        yield key, value
    elif isinstance(value, float) and value.is_integer() and abs(value) > _LEAST:
        yield key, int(value)
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            if name not in ("id2label", "label2id"):
                yield from _integers(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from _integers(inner, key)


def _known(model_type: object) -> frozenset[str]:
    """Return the keys read by the model's configuration class; empty for unknown types."""
    try:
        kind = transformers.CONFIG_MAPPING[model_type]
        return frozenset({*kind().to_dict(), *kind.attribute_map, *_WIDTHS, "num_labels"})
    except Exception:  # some configurations cannot be created without arguments
        return frozenset()
