"""What can be read of a checkpoint folder without loading it."""

import json
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import Any

from xstilts_kit.diagnostics.errors import ModelError

CONFIG = "config.json"
_WEIGHTS = "model.safetensors"
_INDEX = "model.safetensors.index.json"
_TOKENIZERS = (
    "tokenizer.json",
    "sentencepiece.bpe.model",
    "spiece.model",
    "vocab.txt",
    "vocab.json",
)
_TOKENIZER_FILES = (
    *_TOKENIZERS,
    "tokenizer_config.json",
    "special_tokens_map.json",
    "added_tokens.json",
    "merges.txt",
)
_LARGEST_HEADER = 100_000_000  # safetensors' own limit


@dataclass(frozen=True, slots=True)
class CheckpointFolder:
    """One folder with a configuration, weights and a tokenizer."""

    path: Path
    config: Mapping[str, Any]
    tensors: Mapping[str, tuple[int, ...]]
    """Name → shape of every tensor."""
    files: tuple[str, ...]
    """Weights, configuration and tokenizer files, sorted: what the digest covers."""

    @property
    def architecture(self) -> str:
        """The class that wrote the checkpoint, or an empty string."""
        named = self.config.get("architectures")
        first = named[0] if isinstance(named, list) and named else ""
        return first if isinstance(first, str) else ""

    @property
    def parameters(self) -> int:
        """Number of weights."""
        return sum(prod(shape) for shape in self.tensors.values())

    def id2label(self) -> dict[int, str]:
        """Class index → name; transformers writes none for two classes without names."""
        stored = self.config.get("id2label")
        if not isinstance(stored, dict):
            return {0: "LABEL_0", 1: "LABEL_1"}
        try:
            return {int(index): str(name) for index, name in stored.items()}
        except ValueError as error:
            raise ModelError(
                f"{self.path / CONFIG}: id2label has a key that is no number.",
                "Number the labels 0, 1, 2 and so on.",
            ) from error


def read_folder(path: Path) -> CheckpointFolder:
    """Read configuration and weight header of a checkpoint folder.

    Raises:
        ModelError: No configuration, only pickled or GGUF weights, no weights, no tokenizer, or
            files that are damaged.
    """
    config = _json(path / CONFIG)
    shards = _shards(path)
    if not any((path / name).is_file() for name in _TOKENIZERS):
        raise ModelError(
            f"{path} holds no tokenizer (none of {', '.join(_TOKENIZERS)}).",
            "Save the tokenizer beside the weights: tokenizer.save_pretrained(folder).",
        )
    tensors: dict[str, tuple[int, ...]] = {}
    for shard in shards:
        tensors.update(_header(path / shard))
    index = (_INDEX,) if (path / _INDEX).is_file() and shards != (_WEIGHTS,) else ()
    others = [name for name in _TOKENIZER_FILES if (path / name).is_file()]
    return CheckpointFolder(
        path, config, tensors, tuple(sorted({CONFIG, *shards, *index, *others}))
    )


def _shards(path: Path) -> tuple[str, ...]:
    if (path / _WEIGHTS).is_file():
        return (_WEIGHTS,)
    if (path / _INDEX).is_file():
        weight_map = _json(path / _INDEX).get("weight_map")
        names = set(weight_map.values()) if isinstance(weight_map, dict) else set()
        for name in sorted(map(str, names)):
            if Path(name).name != name or not (path / name).is_file():
                raise ModelError(
                    f"{path / _INDEX} names {name}, which is not there.",
                    "Fetch the checkpoint again, all its files.",
                )
        if names:
            return tuple(sorted(map(str, names)))
    raise ModelError(*_why_no_weights(path))


def _why_no_weights(path: Path) -> tuple[str, str]:
    present = sorted(entry.name for entry in path.iterdir() if entry.is_file())
    if any(name.endswith((".bin", ".pt", ".pth", ".ckpt")) for name in present):
        return (
            f"{path} holds its weights as a pickle only, which can run code when it is opened.",
            "Save them as safetensors: model.save_pretrained(folder) of transformers 5 does.",
        )
    if any(name.endswith(".gguf") for name in present):
        return (
            f"{path} holds GGUF weights, which transformers' encoders cannot use.",
            "Use the original checkpoint in safetensors form.",
        )
    return (
        f"{path} holds no weights ({_WEIGHTS}).",
        "Fetch the checkpoint again, or save it with model.save_pretrained(folder).",
    )


def _json(path: Path) -> dict[str, Any]:
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ModelError(*_why_no_config(path)) from None
    except (OSError, ValueError, RecursionError) as error:
        raise ModelError(
            f"{path}: cannot be read as JSON ({error}).", "Fetch the checkpoint again."
        ) from error
    if not isinstance(value, dict):
        raise ModelError(f"{path}: not a JSON object.", "Fetch the checkpoint again.")
    return value


def _why_no_config(path: Path) -> tuple[str, str]:
    if path.parent.is_dir() and any(path.parent.glob("*.gguf")):
        return _why_no_weights(path.parent)
    return (
        f"{path.parent} holds no {path.name}, so it is no checkpoint.",
        "Name the folder that model.save_pretrained(folder) wrote.",
    )


def _header(path: Path) -> Mapping[str, tuple[int, ...]]:
    """Names and shapes in a safetensors file: 8 bytes of length, then JSON."""
    damaged = ModelError(
        f"{path}: not a whole safetensors file.", "Fetch or save the weights again."
    )
    try:
        with path.open("rb") as file:
            start = file.read(8)
            length = struct.unpack("<Q", start)[0] if len(start) == 8 else 0
            if not 2 <= length <= _LARGEST_HEADER:
                raise damaged
            header = json.loads(file.read(length))
        header.pop("__metadata__", None)
        end = max((entry["data_offsets"][1] for entry in header.values()), default=0)
        if path.stat().st_size != 8 + length + end:
            raise damaged
        return {name: _shape(entry["shape"]) for name, entry in header.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise damaged from error


def _shape(value: Sequence[int]) -> tuple[int, ...]:
    return tuple(int(size) for size in value)
