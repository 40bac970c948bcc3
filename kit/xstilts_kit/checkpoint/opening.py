"""Open a head: the tokenizer, then the weights. This module imports torch."""

import inspect
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
import transformers

from xstilts_kit.checkpoint.bounds import check_integers
from xstilts_kit.checkpoint.embedding import Embedding, stop_at
from xstilts_kit.checkpoint.head import Head
from xstilts_kit.checkpoint.labels import clipped
from xstilts_kit.checkpoint.languages import LanguageInput, language_input
from xstilts_kit.diagnostics.errors import ModelError, UsageError
from xstilts_kit.families import get_family

DTYPES = {"float32": torch.float32, "float16": torch.float16, "bfloat16": torch.bfloat16}

_ENCODERS = {
    "mt5": "MT5EncoderModel",
    "t5": "T5EncoderModel",
    "umt5": "UMT5EncoderModel",
}
"""Model types whose plain class is more than an encoder."""


_OUTPUTS = {"return_dict": True, "output_hidden_states": False, "output_attentions": False}
"""Default outputs of a model."""

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


def model_class(head: Head) -> Any:
    """Return the model class: the one named in the configuration, or the bare encoder's.

    Raises:
        ModelError: The class does not exist.
    """
    where, name = head.folder.where, head.folder.architecture
    if not get_family(head.task.family).heads:
        return _encoder_class(head)
    kind = getattr(transformers, name, None)
    if kind is None:
        raise ModelError(
            f"{where}/config.json names {clipped(name)}, a class that transformers"
            f" {transformers.__version__} does not have.",
            "Checkpoints that bring their own code are not run; use one of transformers' classes.",
        )
    return kind


def _encoder_class(head: Head) -> Any:
    name = head.folder.config.get("model_type")
    name = name if isinstance(name, str) else ""
    own = _ENCODERS.get(name)
    if own is not None:
        return getattr(transformers, own)
    try:
        return transformers.AutoModel._model_mapping[transformers.CONFIG_MAPPING[name]]
    except KeyError:
        raise ModelError(
            f"{head.folder.where}/config.json names the model type {clipped(name)!r}, whose encoder"
            f" transformers {transformers.__version__} does not have.",
            "Checkpoints that bring their own code are not run; use one of transformers' types.",
        ) from None


def _build(kind: Any, config: Any) -> Any:
    """Build an encoder without pooler, or a model with a head."""
    takes_pooler = "add_pooling_layer" in inspect.signature(kind.__init__).parameters
    return kind(config, **({"add_pooling_layer": False} if takes_pooler else {}))


def check_tensors(head: Head) -> None:
    """Check that all tensors of the model are stored, without loading them.

    The class is built on torch's ``meta`` device, which holds shapes alone.

    Raises:
        ModelError: The class is unknown, or a tensor is missing or has another shape.
    """
    kind, path, where = model_class(head), head.folder.path, head.folder.where
    check_integers(head.folder)
    if head.folder.config.get("quantization_config"):
        raise ModelError(
            f"{where} holds quantised weights, which only their own library can read.",
            "Use the checkpoint before it was quantised.",
        )
    _quiet()
    try:
        config = _config(kind, path)
        with torch.device("meta"):
            model = _build(kind, config)
    except Exception as error:  # transformers raises many kinds, some of them bare
        raise ModelError(
            f"{where}/config.json does not describe a {kind.__name__} ({_first_line(error)}).",
            "Save configuration and weights of the same model again.",
        ) from error
    prefix = f"{model.base_model_prefix}."
    stored = {_plain(name, prefix): shape for name, shape in head.folder.tensors.items()}
    tied = {
        str(key)
        for module in model.modules()
        for key in getattr(module, "_tied_weights_keys", None) or ()
    }
    for name, tensor in model.state_dict().items():
        if any(name.endswith(key) for key in tied):
            continue
        shape = stored.get(_plain(name, prefix))
        if shape is None:
            raise ModelError(
                f"{where}: the tensor {name} of {kind.__name__} is not stored; it would be random.",
                "Save the whole fine-tuned model.",
            )
        if shape != tuple(tensor.shape):
            raise ModelError(
                f"{where}: the tensor {name} is {shape}; config.json makes it"
                f" {tuple(tensor.shape)}.",
                "Save configuration and weights of the same model again.",
            )


def _plain(name: str, prefix: str) -> str:
    """Return a tensor's current name without the encoder's prefix."""
    if name.endswith(("LayerNorm.gamma", "LayerNorm.beta")):
        name = name.replace(".gamma", ".weight").replace(".beta", ".bias")
    return name.removeprefix(prefix)


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
    bare = "add_pooling_layer" in inspect.signature(kind.__init__).parameters
    _quiet()
    try:
        model, info = kind.from_pretrained(
            str(path),
            dtype=DTYPES[dtype],
            use_safetensors=True,
            trust_remote_code=False,
            local_files_only=True,
            output_loading_info=True,
            config=_config(kind, path),
            **({"add_pooling_layer": False} if bare else {}),
        )
    except Exception as error:  # transformers raises many kinds, some of them bare
        raise ModelError(
            f"{where}: the weights cannot be opened as {name} ({_first_line(error)}).",
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


def _config(kind: Any, path: Path) -> Any:
    """Load the configuration with torch's own attention, regardless of the kernel it names.

    A kernel from the Hub would be downloaded and run if the package ``kernels`` is installed.
    """
    config = kind.config_class.from_pretrained(str(path), local_files_only=True)
    attention = "sdpa" if getattr(kind, "_supports_sdpa", False) else "eager"
    config._attn_implementation = attention
    for name, value in _OUTPUTS.items():
        setattr(config, name, value)
    return config


def _quiet() -> None:
    transformers.logging.set_verbosity_error()
    transformers.logging.disable_progress_bar()


def _first_line(error: BaseException) -> str:
    text = str(error).strip()
    return text.splitlines()[0][:200] if text else type(error).__name__
