"""Sentence embeddings: choose the hidden layer, and stop the encoder there."""

from dataclasses import dataclass
from typing import Any

from xstilts_kit.checkpoint.head import Head
from xstilts_kit.diagnostics.errors import ModelError, UsageError
from xstilts_kit.submission.retrieval import protocol_layer

POOLINGS = ("mean", "cls")
"""Mean over all sub-words, special tokens included, or the first sub-word's vector."""

_LAYERS = ("num_hidden_layers", "n_layers", "num_layers", "n_layer", "encoder_layers")
"""Configuration keys for the number of layers."""

_CUT_AT = {
    "bert": "encoder.layer",
    "camembert": "encoder.layer",
    "deberta-v2": "encoder.layer",
    "distilbert": "transformer.layer",
    "electra": "encoder.layer",
    "rembert": "encoder.layer",
    "roberta": "encoder.layer",
    "xlm-roberta": "encoder.layer",
}
"""Model types whose layers above the used one can be skipped with identical results. Others
apply a norm after their last layer, so they run to the end."""


@dataclass(frozen=True, slots=True)
class Embedding:
    """How a sentence becomes a vector."""

    layer: int
    """Index of the hidden state; 0 is the embeddings."""
    pooling: str
    prefix: str = ""
    """Text before every sentence."""
    layers: int | None = None
    """Number of the encoder's layers."""


def layers_of(head: Head) -> int:
    """Number of the encoder's layers.

    Raises:
        ModelError: The configuration does not contain it.
    """
    config = head.folder.config
    found = next((config[name] for name in _LAYERS if isinstance(config.get(name), int)), None)
    if found is None:
        raise ModelError(
            f"{head.folder.where}/config.json does not say how many layers there are.",
            "Save the configuration again with a current version of transformers.",
        )
    return int(found)


def choose_embedding(head: Head, layer: int | None, pooling: str, prefix: str = "") -> Embedding:
    """Choose the requested layer, else XTREME's: 8 of 12, 14 of 24, about 0.58 of others.

    Raises:
        UsageError: The layer does not exist.
    """
    layers = layers_of(head)
    if layer is None:
        layer = protocol_layer(layers)
    if not 0 <= layer <= layers:
        raise UsageError(
            f"--layer {layer}: {head.repository.id} has layers 1 to {layers} (0: embeddings).",
            "Leave it out for XTREME's choice.",
        )
    return Embedding(layer, pooling, prefix, layers)


def stop_at(model: Any, layer: int) -> None:
    """Remove the layers above `layer` if its output stays bit-identical."""
    import torch

    kind = model.config.model_type
    if kind == "xlm":
        model.n_layers = layer
        return
    path = _CUT_AT.get(kind)
    if path is None or layer == 0:
        return
    owner = model
    *parents, name = path.split(".")
    for part in parents:
        owner = getattr(owner, part)
    setattr(owner, name, torch.nn.ModuleList(list(getattr(owner, name))[:layer]))


def ends_at(model: Any, layer: int) -> bool:
    """Whether `layer` is the model's last hidden state, so that no other has to be stored."""
    path = _CUT_AT.get(model.config.model_type)
    return path is not None and len(model.get_submodule(path)) == layer
