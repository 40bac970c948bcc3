"""Check a checkpoint's tensors without loading them. This module imports torch."""

import torch

from xstilts_kit.checkpoint.architecture import (
    first_line,
    model_class,
    read_config,
    silence_transformers,
    without_pooler,
)
from xstilts_kit.checkpoint.bounds import check_integers
from xstilts_kit.checkpoint.head import Head
from xstilts_kit.diagnostics.errors import ModelError


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
    silence_transformers()
    try:
        config = read_config(kind, path)
        with torch.device("meta"):
            model = kind(config, **without_pooler(kind))
    except Exception as error:  # transformers raises many kinds, some of them bare
        raise ModelError(
            f"{where}/config.json does not describe a {kind.__name__} ({first_line(error)}).",
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
