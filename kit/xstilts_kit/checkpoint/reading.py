"""Read small JSON files and safetensors headers, with bounds on all sizes."""

import json
import struct
from collections.abc import Mapping
from math import prod
from pathlib import Path
from typing import Any

from xstilts_kit.diagnostics.errors import ModelError

LARGEST_JSON = 8_000_000
"""Maximum bytes of a configuration or an index; parsing takes about ten times that memory."""
LARGEST_CONFIG = 4_000_000
LARGEST_VOCABULARY = 256_000_000
"""Maximum bytes of any tokenizer file; the limit for the model's vocabulary is checked later."""
_LARGEST_HEADER = 10_000_000
_MOST_DIMENSIONS = 8
_BITS = {
    "BOOL": 8, "U8": 8, "I8": 8, "F8_E4M3": 8, "F8_E5M2": 8, "F8_E8M0": 8,
    "U16": 16, "I16": 16, "F16": 16, "BF16": 16,
    "U32": 32, "I32": 32, "F32": 32, "U64": 64, "I64": 64, "F64": 64, "C64": 64,
}  # fmt: skip


def largest(name: str) -> int | None:
    """Return the maximum bytes of a file with this name; None for weights."""
    if name == "config.json":
        return LARGEST_CONFIG
    if name.endswith(".safetensors"):
        return None
    if name in ("tokenizer.json", "vocab.json") or not name.endswith(".json"):
        return LARGEST_VOCABULARY
    return LARGEST_JSON


def check_bytes(where: str, name: str, size: int, most: int) -> None:
    """Reject a file that is too large for its kind.

    Raises:
        ModelError: The file is too large.
    """
    if size > most:
        raise ModelError(
            f"{where}/{name}: {size:,} bytes, more than the {most:,} that such a file of this model"
            " can have.",
            "Save the checkpoint again with save_pretrained(folder).",
        )


def read_json(where: str, path: Path) -> dict[str, Any]:
    """Read a small JSON object of a checkpoint.

    Raises:
        ModelError: It is damaged or implausibly large.
    """
    value = _parsed(where, path)
    if not isinstance(value, dict):
        raise ModelError(f"{where}/{path.name}: not a JSON object.", "Fetch the checkpoint again.")
    return value


def read_list(where: str, path: Path) -> list[Any]:
    """Read a small JSON list of a checkpoint.

    Raises:
        ModelError: As for `read_json`.
    """
    value = _parsed(where, path)
    if not isinstance(value, list):
        raise ModelError(f"{where}/{path.name}: not a JSON list.", "Fetch the checkpoint again.")
    return value


def _parsed(where: str, path: Path) -> Any:
    try:
        check_bytes(where, path.name, path.stat().st_size, largest(path.name) or LARGEST_JSON)
        value = json.loads(path.read_text(encoding="utf-8"))
        json.dumps(value, ensure_ascii=False).encode()  # lone surrogates cannot be printed
        return value
    except (OSError, ValueError, RecursionError) as error:
        raise ModelError(
            f"{where}/{path.name}: cannot be read as JSON ({str(error)[:200]}).",
            "Fetch the checkpoint again.",
        ) from error


def read_header(where: str, path: Path) -> Mapping[str, tuple[int, ...]]:
    """Read names and shapes from a safetensors file: 8 bytes of length, then JSON.

    Raises:
        ModelError: Lengths, shapes and the size of the file contradict each other.
    """
    damaged = ModelError(
        f"{where}/{path.name}: not a whole safetensors file.", "Fetch or save the weights again."
    )
    try:
        with path.open("rb") as file:
            start = file.read(8)
            length = struct.unpack("<Q", start)[0] if len(start) == 8 else 0
            if not 2 <= length <= _LARGEST_HEADER:
                raise damaged
            header = json.loads(file.read(length))
        header.pop("__metadata__", None)
        "".join(header).encode()
        shapes = {name: _shape(entry) for name, entry in header.items()}
        end = max((entry["data_offsets"][1] for entry in header.values()), default=0)
        if path.stat().st_size != 8 + length + end:
            raise damaged
        return shapes
    except (
        ArithmeticError, AttributeError, KeyError, OSError, RecursionError, TypeError, ValueError,
    ) as error:  # fmt: skip
        raise damaged from error


def _shape(entry: Mapping[str, Any]) -> tuple[int, ...]:
    """Return a tensor's shape, which must match its number of bytes.

    Raises:
        ValueError: It does not.
    """
    shape, (begin, end) = entry["shape"], entry["data_offsets"]
    sizes = [*shape, begin, end]
    if len(shape) > _MOST_DIMENSIONS or not all(
        type(size) is int and 0 <= size < 1 << 48 for size in sizes
    ):
        raise ValueError("a tensor has no possible shape")
    bits = _BITS.get(entry["dtype"])
    if begin > end or (bits is not None and prod(shape) * bits != 8 * (end - begin)):
        raise ValueError("a tensor has another size than its shape says")
    return tuple(shape)
