"""The model class of a checkpoint, and its configuration. This module imports torch."""

import inspect
from pathlib import Path
from typing import Any

import transformers

from xstilts_kit.checkpoint.head import Head
from xstilts_kit.checkpoint.labels import clipped
from xstilts_kit.diagnostics.errors import ModelError
from xstilts_kit.families import get_family

_ENCODERS = {
    "mt5": "MT5EncoderModel",
    "t5": "T5EncoderModel",
    "umt5": "UMT5EncoderModel",
}
"""Model types whose plain class is more than an encoder."""

_OUTPUTS = {"return_dict": True, "output_hidden_states": False, "output_attentions": False}
"""Default outputs of a model."""


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


def without_pooler(kind: Any) -> dict[str, bool]:
    """Return the arguments that build an encoder without pooler; none for other classes."""
    bare = "add_pooling_layer" in inspect.signature(kind.__init__).parameters
    return {"add_pooling_layer": False} if bare else {}


def read_config(kind: Any, path: Path) -> Any:
    """Load the configuration with torch's own attention, regardless of the kernel it names.

    A kernel from the Hub would be downloaded and run if the package ``kernels`` is installed.
    """
    config = kind.config_class.from_pretrained(str(path), local_files_only=True)
    attention = "sdpa" if getattr(kind, "_supports_sdpa", False) else "eager"
    config._attn_implementation = attention
    for name, value in _OUTPUTS.items():
        setattr(config, name, value)
    return config


def silence_transformers() -> None:
    """Turn off the warnings and progress bars of transformers."""
    transformers.logging.set_verbosity_error()
    transformers.logging.disable_progress_bar()


def first_line(error: BaseException) -> str:
    """Return the first line of an error of transformers, or its class if it has no text."""
    text = str(error).strip()
    return text.splitlines()[0][:200] if text else type(error).__name__
