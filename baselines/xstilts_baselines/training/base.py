"""The initial encoder of a phase: checked like the kit's checkpoints, and opened with a head.

Only the encoder is passed between phases, which is verified tensor by tensor.
"""

import inspect
import json
from collections.abc import Iterator, Mapping
from copy import deepcopy
from hashlib import sha256
from pathlib import Path
from typing import Any

import torch
import transformers
from safetensors import safe_open

from xstilts_kit.checkpoint.architecture import model_class
from xstilts_kit.checkpoint.head import Head, find_heads
from xstilts_kit.checkpoint.spec import open_repositories
from xstilts_kit.checkpoint.tensors import check_tensors
from xstilts_kit.diagnostics.errors import ModelError
from xstilts_kit.tasks import get_task

_BARE = "tatoeba"
"""A task predicted with the bare encoder."""

_POOLER = "pooler."
"""A layer on top of the encoder used by some heads; counts as part of the head if not stored."""


def find_encoder(spec: str) -> Head:
    """Find the bare encoder in a folder or on the Hub, without loading weights.

    Args:
        spec: A value as for the kit's ``--model``.

    Raises:
        ModelError: The checkpoint does not exist, is only a pickle, lacks a tensor or a tokenizer,
            or is not a pure encoder.
        NetworkError: The Hub cannot be reached.
    """
    heads, refused = find_heads(open_repositories([spec]), [get_task(_BARE)], {})
    if refused:
        raise refused[_BARE]
    head = heads[_BARE]
    check_tensors(head)
    if head.folder.config.get("is_encoder_decoder"):
        raise ModelError(
            f"{head.folder.where} is an encoder with a decoder.",
            "Name an encoder alone, such as XLM-R, mBERT or mDeBERTa.",
        )
    return head


def open_with_head(
    folder: Path, ending: str, configuration: Mapping[str, Any], *, pooler: bool = True
) -> Any:
    """Open an encoder with a head, newly initialised unless the folder contains the same head.

    Args:
        folder: A checkpoint folder.
        ending: Suffix of transformers' class, such as ``ForSequenceClassification``.
        configuration: Configuration values of the head.
        pooler: Whether a pooler may be missing.

    Raises:
        ModelError: The model type has no such head, or a tensor of the encoder is missing or was
            changed on loading.
    """
    config = transformers.AutoConfig.from_pretrained(
        str(folder), local_files_only=True, trust_remote_code=False, **configuration
    )
    auto = getattr(transformers, f"AutoModel{ending}")
    try:
        kind = auto._model_mapping[type(config)]
    except KeyError:
        raise ModelError(
            f"transformers {transformers.__version__} has no {ending} for {config.model_type}.",
            "Name another base, or leave out the task.",
        ) from None
    model, info = kind.from_pretrained(
        str(folder),
        config=config,
        dtype=torch.float32,
        use_safetensors=True,
        trust_remote_code=False,
        local_files_only=True,
        output_loading_info=True,
    )
    prefix = f"{model.base_model_prefix}."
    lost = sorted(
        name
        for name in info["missing_keys"]
        if name.startswith(prefix) and not (pooler and name.startswith(prefix + _POOLER))
    )
    if lost:
        raise ModelError(
            f"{folder}: {len(lost)} tensors of the encoder are not stored, {lost[0]} first.",
            "Save the whole encoder.",
        )
    _refuse_changed(model.base_model, folder)
    return model


def open_bare(encoder: Head) -> Any:
    """Open the encoder without a head, as float32, with its pooler if stored.

    Raises:
        ModelError: A tensor was changed on loading.
    """
    kind = model_class(encoder)
    stored = any(f".{_POOLER}" in f".{name}" for name in encoder.folder.tensors)
    takes = "add_pooling_layer" in inspect.signature(kind.__init__).parameters
    model = kind.from_pretrained(
        str(encoder.folder.path),
        dtype=torch.float32,
        use_safetensors=True,
        trust_remote_code=False,
        local_files_only=True,
        **({"add_pooling_layer": stored} if takes else {}),
    )
    _refuse_changed(model, encoder.folder.path)
    return model


def keep_pooler(encoder: Any, base: Head) -> None:
    """Copy the base's pooler, if any, to an encoder without one."""
    if getattr(encoder, "pooler", None) is None:
        pooler = getattr(open_bare(base), "pooler", None)
        if pooler is not None:
            encoder.pooler = pooler


def save_bare(encoder: Any, folder: Path) -> None:
    """Write an encoder with a configuration without head.

    Args:
        encoder: A bare model of transformers.
        folder: The folder to write.
    """
    plain = {"num_labels": 2, "id2label": {0: "LABEL_0", 1: "LABEL_1"}}
    own, encoder.config = encoder.config, deepcopy(encoder.config)
    encoder.config.update({**plain, "label2id": {"LABEL_0": 0, "LABEL_1": 1}})
    try:
        save(encoder, folder)
    finally:
        encoder.config = own


def save(model: Any, folder: Path) -> None:
    """Write a model as safetensors, world-readable regardless of the umask."""
    tensors = {name: tensor.detach().cpu() for name, tensor in model.state_dict().items()}
    model.save_pretrained(folder, state_dict=tensors)
    _readable(folder)


def save_tokenizer(tokenizer: Any, folder: Path) -> None:
    """Write a tokenizer without the truncation and padding set by earlier calls.

    The class has a name known to both transformers 4 and 5.
    """
    tokenizer.backend_tokenizer.no_truncation()
    tokenizer.backend_tokenizer.no_padding()
    tokenizer.save_pretrained(folder)
    path = folder / "tokenizer_config.json"
    settings = json.loads(path.read_text(encoding="utf-8"))
    if settings.get("tokenizer_class") == "TokenizersBackend":
        settings["tokenizer_class"] = "PreTrainedTokenizerFast"
        text = json.dumps(settings, indent=2, ensure_ascii=False) + "\n"
        path.write_text(text, encoding="utf-8", newline="\n")
    _readable(folder)


def _readable(folder: Path) -> None:
    for path in folder.iterdir():
        if path.is_file():
            path.chmod(0o644)


def _refuse_changed(encoder: Any, folder: Path) -> None:
    changed = next(_differences(encoder, f"{encoder.base_model_prefix}.", folder), None)
    if changed is not None:
        raise ModelError(
            f"{folder}: the tensor {changed} was changed on loading.",
            "Save the encoder again with model.save_pretrained(folder).",
        )


def _differences(encoder: Any, prefix: str, folder: Path) -> Iterator[str]:
    """Yield names of the encoder's tensors that differ from the files."""
    loaded = encoder.state_dict()
    for path in sorted(folder.glob("*.safetensors")):
        with safe_open(path, framework="pt") as file:
            for stored in file.keys():  # noqa: SIM118 - not a dict
                name = _today(stored).removeprefix(prefix)
                if name in loaded and not torch.equal(
                    file.get_tensor(stored).to(torch.float32), loaded[name].float()
                ):
                    yield name


def _today(name: str) -> str:
    """Return a tensor's current name: old BERTs call a norm's weights gamma and beta."""
    if name.endswith(("LayerNorm.gamma", "LayerNorm.beta")):
        return name.replace(".gamma", ".weight").replace(".beta", ".bias")
    return name


def encoder_digest(encoder: Any) -> str:
    """Compute the SHA-256 of names and float32 bytes of an encoder's tensors without pooler."""
    digest = sha256()
    for name, tensor in sorted(encoder.state_dict().items()):
        if not name.startswith(_POOLER):
            digest.update(name.encode() + b"\0")
            digest.update(tensor.detach().float().cpu().contiguous().numpy().tobytes())
    return digest.hexdigest()
