"""Read a checkpoint's file list, configuration and headers without loading weights."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from math import prod
from pathlib import Path
from typing import Any

from xstilts_kit.checkpoint.labels import clipped
from xstilts_kit.checkpoint.reading import read_header, read_json
from xstilts_kit.checkpoint.unusable import (
    ADAPTER,
    adapter_beside_weights,
    why_no_config,
    why_no_weights,
    wrapped_names,
    wrapper_of,
)
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
TOKENIZERS = (TOKENIZER_FILE, *SENTENCE_PIECES, "vocab.txt", "vocab.json")
_TOKENIZER_FILES = (
    *TOKENIZERS,
    TOKENIZER_CONFIG,
    "special_tokens_map.json",
    "added_tokens.json",
    "merges.txt",
)
HEAD_TENSORS = (
    "classifier",
    "classification_head",
    "logits_proj",
    "score",
    "sequence_summary",
    "pred_layer",
    "qa_outputs",
)
"""First components of the names of head tensors in transformers' encoder classes."""
_MOST_CLASSES = 10_000


@dataclass(frozen=True, slots=True)
class CheckpointFolder:
    """One folder with a configuration, weights and a tokenizer."""

    where: str
    """Its name in messages: its path, or its location on the Hub."""
    path: Path
    config: Mapping[str, Any]
    weights: tuple[str, ...]
    """The safetensors files."""
    files: tuple[str, ...]
    """Weights, configuration and tokenizer files covered by the digest, sorted."""
    tensors: Mapping[str, tuple[int, ...]]
    """Name → shape of every tensor; empty until `read_headers`."""

    @property
    def architecture(self) -> str:
        """Name of the model class that wrote the checkpoint, or an empty string."""
        named = self.config.get("architectures")
        first = named[0] if isinstance(named, list) and named else ""
        return first if isinstance(first, str) else ""

    @property
    def parameters(self) -> int:
        """Number of weights."""
        return sum(prod(shape) for shape in self.tensors.values())

    @property
    def classes(self) -> int | None:
        """Number of the head's outputs, from its last tensor; None without a head."""
        return classes_of(self.tensors)

    @property
    def has_names(self) -> bool:
        """Whether the configuration lists the head's classes."""
        return isinstance(self.config.get("id2label"), dict)

    def id2label(self) -> dict[int, str]:
        """Class index → name; numbered names if the configuration has none.

        Raises:
            ModelError: They do not match the head's outputs, or are not numbered.
        """
        stored = self.config.get("id2label")
        if not isinstance(stored, dict):
            count = 2 if self.classes is None else self.classes
            return {index: f"LABEL_{index}" for index in range(min(count, _MOST_CLASSES))}
        if self.classes is not None and len(stored) != self.classes:
            raise ModelError(
                f"{self.where}/{CONFIG} names {len(stored)} labels; no tensor of the head has"
                f" {len(stored)} rows: it has {self.classes} outputs.",
                "Save configuration and weights of the same model.",
            )
        try:
            return {int(index): str(name) for index, name in stored.items()}
        except ValueError as error:
            raise ModelError(
                f"{self.where}/{CONFIG}: id2label has a key that is no number.",
                "Number the labels 0, 1, 2 and so on.",
            ) from error


def has_weights(names: AbstractSet[str]) -> bool:
    """Whether a folder with these files holds the safetensors of a complete model."""
    return bool(names & {_WEIGHTS, _INDEX})


def classes_of(tensors: Mapping[str, tuple[int, ...]]) -> int | None:
    """Return the number of the head's outputs, from its last tensor; None without a head."""
    rows = [
        shape[0]
        for name, shape in tensors.items()
        if len(shape) == 2 and _is_output(name.split("."))
    ]
    return rows[0] if len(rows) == 1 else None


def _is_output(parts: Sequence[str]) -> bool:
    """Whether a tensor is the last one of a head."""
    if parts[0] not in HEAD_TENSORS or parts[-1] != "weight":
        return False
    return len(parts) == 2 or parts[-2] in ("out_proj", "summary", "proj")


def tokenizer_files(names: AbstractSet[str]) -> tuple[str, ...]:
    """Return the files among these that describe a tokenizer."""
    return tuple(name for name in _TOKENIZER_FILES if name in names)


def files_to_judge(
    where: str, names: AbstractSet[str], *, tokenizer: bool = True
) -> tuple[str, ...]:
    """Return the small files of a folder that are read before fetching its weights.

    Args:
        where: Name of the folder in messages.
        names: The names of all files in it.
        tokenizer: Whether it must hold a tokenizer.

    Raises:
        ModelError: No configuration, only pickled or GGUF weights, no weights, or no tokenizer.
    """
    if CONFIG not in names:
        raise why_no_config(where, names)
    if not has_weights(names):
        raise why_no_weights(where, names)
    if ADAPTER in names:
        raise adapter_beside_weights(where)
    if tokenizer and not names & set(TOKENIZERS):
        raise ModelError(
            f"{where} holds no tokenizer (none of {', '.join(TOKENIZERS)}).",
            "Save the tokenizer beside the weights: tokenizer.save_pretrained(folder).",
        )
    index = () if _WEIGHTS in names else (_INDEX,)
    return (CONFIG, *index, *tokenizer_files(names))


def read_folder(
    where: str, path: Path, names: AbstractSet[str], *, tokenizer: bool = True
) -> CheckpointFolder:
    """Read the configuration of a checkpoint folder and see which files it needs.

    Args:
        where: Name of the folder in messages.
        path: The folder, with at least the `files_to_judge`.
        names: The names of all files in it.
        tokenizer: Whether it must hold a tokenizer.

    Raises:
        ModelError: Configuration or index are damaged, or name a missing file.
    """
    judged = files_to_judge(where, names, tokenizer=tokenizer)
    config = read_json(where, path / CONFIG)
    shards = (_WEIGHTS,) if _WEIGHTS in names else _shards(where, path, names)
    files = tuple(sorted({*judged, *shards}))
    return CheckpointFolder(where, path, config, shards, files, {})


def read_headers(folder: CheckpointFolder) -> CheckpointFolder:
    """Add names and shapes of the tensors to a folder.

    Raises:
        ModelError: A weight file is damaged.
    """
    tensors: dict[str, tuple[int, ...]] = {}
    for shard in folder.weights:
        tensors.update(read_header(folder.where, folder.path / shard))
    wrapper = wrapper_of(tensors)
    if wrapper:
        raise wrapped_names(folder.where, wrapper, folder.weights)
    return replace(folder, tensors=tensors)


def _shards(where: str, path: Path, names: AbstractSet[str]) -> tuple[str, ...]:
    weight_map = read_json(where, path / _INDEX).get("weight_map")
    found = set(map(str, weight_map.values())) if isinstance(weight_map, dict) else set()
    if not found:
        raise why_no_weights(where, names)
    for name in sorted(found):
        if name not in names:
            raise ModelError(
                f"{where}/{_INDEX} names {clipped(name)}, which is not there.",
                "Fetch the checkpoint again, all its files.",
            )
    return tuple(sorted(found))
