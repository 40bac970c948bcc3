"""What can be read of a checkpoint without loading it: its file list, configuration and header."""

import json
import struct
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from math import prod
from pathlib import Path
from typing import Any

from xstilts_kit.diagnostics.errors import ModelError

CONFIG = "config.json"
_WEIGHTS = "model.safetensors"
_INDEX = "model.safetensors.index.json"
TOKENIZER_FILE = "tokenizer.json"
TOKENIZER_CONFIG = "tokenizer_config.json"
SENTENCE_PIECES = (
    "sentencepiece.bpe.model",
    "spm.model",
    "spiece.model",
    "sentencepiece.model",
    "tokenizer.model",
)
"""Names of SentencePiece models, by tokenizer class."""
_TOKENIZERS = (TOKENIZER_FILE, *SENTENCE_PIECES, "vocab.txt", "vocab.json")
_TOKENIZER_FILES = (
    *_TOKENIZERS,
    TOKENIZER_CONFIG,
    "special_tokens_map.json",
    "added_tokens.json",
    "merges.txt",
)
_LARGEST_HEADER = 100_000_000  # safetensors' own limit


@dataclass(frozen=True, slots=True)
class CheckpointFolder:
    """One folder with a configuration, weights and a tokenizer."""

    where: str
    """What messages call it: its path, or its place on the Hub."""
    path: Path
    config: Mapping[str, Any]
    weights: tuple[str, ...]
    """The safetensors files."""
    files: tuple[str, ...]
    """Weights, configuration and tokenizer files, sorted: what the digest covers."""
    tensors: Mapping[str, tuple[int, ...]]
    """Name → shape of every tensor; empty until `read_headers`."""

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
                f"{self.where}/{CONFIG}: id2label has a key that is no number.",
                "Number the labels 0, 1, 2 and so on.",
            ) from error


def files_to_judge(where: str, names: AbstractSet[str]) -> tuple[str, ...]:
    """The small files of a folder that must be read before its weights are worth having.

    Args:
        where: What messages call the folder.
        names: The names of all files in it.

    Raises:
        ModelError: No configuration, only pickled or GGUF weights, no weights, or no tokenizer.
    """
    if CONFIG not in names:
        raise ModelError(*_why_no_config(where, names))
    if not names & {_WEIGHTS, _INDEX}:
        raise ModelError(*_why_no_weights(where, names))
    if not names & set(_TOKENIZERS):
        raise ModelError(
            f"{where} holds no tokenizer (none of {', '.join(_TOKENIZERS)}).",
            "Save the tokenizer beside the weights: tokenizer.save_pretrained(folder).",
        )
    index = () if _WEIGHTS in names else (_INDEX,)
    return (CONFIG, *index, *(name for name in _TOKENIZER_FILES if name in names))


def read_folder(where: str, path: Path, names: AbstractSet[str]) -> CheckpointFolder:
    """Read the configuration of a checkpoint folder and see which files it needs.

    Args:
        where: What messages call the folder.
        path: The folder, with at least the `files_to_judge`.
        names: The names of all files in it.

    Raises:
        ModelError: Configuration or index are damaged, or name what is not there.
    """
    judged = files_to_judge(where, names)
    config = read_json(where, path / CONFIG)
    shards = (_WEIGHTS,) if _WEIGHTS in names else _shards(where, path, names)
    files = tuple(sorted({*judged, *shards}))
    return CheckpointFolder(where, path, config, shards, files, {})


def read_headers(folder: CheckpointFolder) -> CheckpointFolder:
    """The folder with names and shapes of its tensors.

    Raises:
        ModelError: A weight file is damaged.
    """
    tensors: dict[str, tuple[int, ...]] = {}
    for shard in folder.weights:
        tensors.update(_header(folder.where, folder.path / shard))
    return replace(folder, tensors=tensors)


def _shards(where: str, path: Path, names: AbstractSet[str]) -> tuple[str, ...]:
    weight_map = read_json(where, path / _INDEX).get("weight_map")
    found = set(map(str, weight_map.values())) if isinstance(weight_map, dict) else set()
    if not found:
        raise ModelError(*_why_no_weights(where, names))
    for name in sorted(found):
        if name not in names:
            raise ModelError(
                f"{where}/{_INDEX} names {name}, which is not there.",
                "Fetch the checkpoint again, all its files.",
            )
    return tuple(sorted(found))


def _why_no_weights(where: str, names: AbstractSet[str]) -> tuple[str, str]:
    if any(name.endswith((".bin", ".pt", ".pth", ".ckpt")) for name in names):
        return (
            f"{where} holds its weights as a pickle only, which can run code when it is opened.",
            "Save them as safetensors: model.save_pretrained(folder) of transformers 5 does.",
        )
    if any(name.endswith(".gguf") for name in names):
        return (
            f"{where} holds GGUF weights, which transformers' encoders cannot use.",
            "Use the original checkpoint in safetensors form.",
        )
    return (
        f"{where} holds no weights ({_WEIGHTS}).",
        "Fetch the checkpoint again, or save it with model.save_pretrained(folder).",
    )


def _why_no_config(where: str, names: AbstractSet[str]) -> tuple[str, str]:
    if any(name.endswith(".gguf") for name in names):
        return _why_no_weights(where, names)
    return (
        f"{where} holds no {CONFIG}, so it is no checkpoint.",
        "Name the folder that model.save_pretrained(folder) wrote, or its id on the Hub.",
    )


def read_json(where: str, path: Path) -> dict[str, Any]:
    """A small JSON object of a checkpoint.

    Raises:
        ModelError: It is damaged, or too large to be what it should be.
    """
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise ModelError(
            f"{where}/{path.name}: cannot be read as JSON ({error}).", "Fetch the checkpoint again."
        ) from error
    if not isinstance(value, dict):
        raise ModelError(f"{where}/{path.name}: not a JSON object.", "Fetch the checkpoint again.")
    return value


def _header(where: str, path: Path) -> Mapping[str, tuple[int, ...]]:
    """Names and shapes in a safetensors file: 8 bytes of length, then JSON."""
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
        end = max((entry["data_offsets"][1] for entry in header.values()), default=0)
        if path.stat().st_size != 8 + length + end:
            raise damaged
        return {name: _shape(entry["shape"]) for name, entry in header.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise damaged from error


def _shape(value: Sequence[int]) -> tuple[int, ...]:
    return tuple(int(size) for size in value)
