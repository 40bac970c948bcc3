"""Open a head: device, longest input, weights. This module imports torch."""

import inspect
from dataclasses import dataclass
from typing import Any

import torch

from xstilts_kit.checkpoint.architecture import (
    first_line,
    model_class,
    read_config,
    silence_transformers,
    without_pooler,
)
from xstilts_kit.checkpoint.embedding import Embedding, stop_at
from xstilts_kit.checkpoint.head import Head
from xstilts_kit.checkpoint.languages import LanguageInput, language_input
from xstilts_kit.diagnostics.errors import ModelError, UsageError
from xstilts_kit.families import get_family

DTYPES = {"float32": torch.float32, "float16": torch.float16, "bfloat16": torch.bfloat16}

_SEGMENTS_WITHOUT_A_TABLE = ("xlnet",)
"""Model types that take segments and have no ``type_vocab_size``. Others without one (XLM, GPT-2)
would look the segment up among the words."""


@dataclass(frozen=True, slots=True)
class OpenHead:
    """A head with its weights on a device."""

    head: Head
    tokenizer: Any
    model: Any
    device: torch.device
    max_length: int
    """Maximum sub-words of an input, including special tokens."""
    segments: bool
    """Whether the model distinguishes the two sides of a pair by ``token_type_ids``."""
    embedding: Embedding | None = None
    """The embedding of sentences, if opened as a bare encoder."""
    language: LanguageInput | None = None
    """How the language of a text is passed to the model, if needed."""
    reads_last: bool = False
    """Whether the head reads the last position, even if it is padding: XLNet's does."""


def choose_device(name: str) -> torch.device:
    """Return a device by name; ``auto`` is the first accelerator, else the CPU.

    Raises:
        UsageError: This machine has no such device.
    """
    if name == "auto":
        if torch.cuda.is_available():
            return torch.device("cuda")
        return torch.device("mps" if torch.backends.mps.is_available() else "cpu")
    try:
        device = torch.device(name)
        torch.empty(1, device=device).cpu()
    except (RuntimeError, AssertionError, NotImplementedError, ValueError) as error:
        raise UsageError(
            f"The device {name!r} cannot be used here.", "Give --device cpu, cuda or auto."
        ) from error
    return device


def longest_input(head: Head, tokenizer: Any, asked: int | None) -> int:
    """Return the maximum number of sub-words of an input.

    Args:
        head: The head.
        tokenizer: Its tokenizer, which may have a limit of its own.
        asked: From ``--max-length``, if given; else the family's default, lowered to what the model
            can take.

    Raises:
        UsageError: The requested length is beyond the model's limit or too small for the family.
        ModelError: The model's limit is too small for the family.
    """
    family = get_family(head.task.family)
    limits = [n for n in (head.limit, tokenizer.model_max_length) if n is not None]
    limit = int(min(limits))
    least = family.shortest + tokenizer.num_special_tokens_to_add(pair=True)
    if limit < least:
        raise ModelError(
            f"{head.folder.where}: the model takes at most {limit} sub-words;"
            f" {head.task.name} needs {least}.",
            f"Use a model with longer inputs for {head.task.name}.",
        )
    if asked is None:
        return min(family.max_length, limit)
    if asked > limit:
        raise UsageError(
            f"--max-length {head.task.name}={asked}: the model takes at most {limit} sub-words.",
            f"Give {limit} or less.",
        )
    if asked < least:
        raise UsageError(
            f"--max-length {head.task.name}={asked}: less than the {least} sub-words that"
            f" {head.task.name} needs.",
            f"Give {least} to {limit}.",
        )
    return asked


def open_head(
    head: Head,
    tokenizer: Any,
    device: torch.device,
    dtype: str,
    max_length: int,
    embedding: Embedding | None = None,
) -> OpenHead:
    """Load the weights onto the device.

    Args:
        head: The head to open.
        tokenizer: Its tokenizer.
        device: Device for the weights.
        dtype: A key of `DTYPES`.
        max_length: Maximum sub-words of an input.
        embedding: Layer and pooling, for a bare encoder.

    Raises:
        ModelError: The class is unknown, a tensor is missing or has another shape.
    """
    kind = model_class(head)
    path, where, name = head.folder.path, head.folder.where, kind.__name__
    silence_transformers()
    try:
        model, info = kind.from_pretrained(
            str(path),
            dtype=DTYPES[dtype],
            use_safetensors=True,
            trust_remote_code=False,
            local_files_only=True,
            output_loading_info=True,
            config=read_config(kind, path),
            **without_pooler(kind),
        )
    except Exception as error:  # transformers raises many kinds, some of them bare
        raise ModelError(
            f"{where}: the weights cannot be opened as {name} ({first_line(error)}).",
            "Save configuration and weights of the same model again.",
        ) from error
    head.check_unchanged()
    missing = sorted(info["missing_keys"])
    if missing:
        raise ModelError(
            f"{where}: {len(missing)} tensors of {name} are not stored, {missing[0]} first; they"
            " would be random.",
            "Save the whole fine-tuned model.",
        )
    takes = "token_type_ids" in inspect.signature(model.forward).parameters
    segments = takes and (
        getattr(model.config, "type_vocab_size", 0) >= 2
        or model.config.model_type in _SEGMENTS_WITHOUT_A_TABLE
    )
    if (
        getattr(model.config, "pad_token_id", None) is None
    ):  # used by models that classify the last sub-word
        model.config.pad_token_id = tokenizer.pad_token_id
    if embedding is not None:
        stop_at(model, embedding.layer)
    model = model.to(device).eval()
    language = language_input(head.folder)
    last = hasattr(model, "sequence_summary") and (
        getattr(model.config, "summary_type", "last") == "last"
    )
    return OpenHead(head, tokenizer, model, device, max_length, segments, embedding, language, last)
