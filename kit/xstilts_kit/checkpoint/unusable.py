"""Errors for unusable checkpoint folders, with commands that fix them."""

import shlex
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from pathlib import Path

from xstilts_kit.diagnostics.errors import ModelError

ADAPTER = "adapter_config.json"
_PICKLES = (".bin", ".pt", ".pth", ".ckpt")
_WRAPPERS = ("_orig_mod.", "module.")
"""Prefixes that torch.compile and data parallelism add to tensor names."""


def why_no_weights(where: str, names: AbstractSet[str]) -> ModelError:
    """Return the error for a folder without safetensors."""
    if any(name.endswith(_PICKLES) for name in names):
        program = (
            "import transformers as t; d = SOURCE; c = t.AutoConfig.from_pretrained(d);"
            " getattr(t, c.architectures[0]).from_pretrained(d).save_pretrained('converted');"
            " t.AutoTokenizer.from_pretrained(d).save_pretrained('converted')"
        ).replace("SOURCE", repr(where if Path(where).is_dir() else where.partition("@")[0]))
        return ModelError(
            f"{where} holds its weights as a pickle only, which can run code when it is opened.",
            "If you trust it, save them as safetensors in a folder `converted`:"
            f" python -c {shlex.quote(program)}",
        )
    if any(name.endswith(".gguf") for name in names):
        return ModelError(
            f"{where} holds GGUF weights, which transformers' encoders cannot use.",
            "Use the original checkpoint in safetensors form.",
        )
    return ModelError(
        f"{where} holds no weights (model.safetensors).",
        "Fetch the checkpoint again, or save it with model.save_pretrained(folder).",
    )


def why_no_config(where: str, names: AbstractSet[str]) -> ModelError:
    """Return the error for a folder without ``config.json``."""
    if any(name.endswith(".gguf") for name in names):
        return why_no_weights(where, names)
    return ModelError(
        f"{where} holds no config.json, so it is no checkpoint.",
        "Name the folder that model.save_pretrained(folder) wrote, or its id on the Hub.",
    )


def adapter_beside_weights(where: str) -> ModelError:
    """Return the error for an adapter beside full weights, whose use would be ambiguous."""
    return ModelError(
        f"{where} holds whole weights and an {ADAPTER}: whether the adapter is applied would depend"
        " on what is installed.",
        f"If the weights are the merged ones, remove {ADAPTER} and adapter_model.*; else move them"
        " to a folder of their own and merge them.",
    )


def training_checkpoints(where: str, found: Iterable[str], best: str | None) -> ModelError:
    """Return the error for a folder with a Trainer's intermediate checkpoints."""
    steps = sorted(found, key=lambda name: int(name.rpartition("-")[2]))
    which = f"the best by its own record is {best}" if best else f"the last is {steps[-1]}"
    shown = ", ".join(steps[:4]) + (", …" if len(steps) > 4 else "")
    return ModelError(
        f"{where} holds the checkpoints of a training run ({shown}), no model on top.",
        f"Give one of them; {which}: --model {shlex.quote(f'{where}/{best or steps[-1]}')}",
    )


def wrapper_of(names: Iterable[str]) -> str:
    """Return the wrapper prefix that torch added to all tensor names, or an empty string."""
    left, found = list(names), ""
    while left:
        wrapper = next((w for w in _WRAPPERS if all(n.startswith(w) for n in left)), None)
        if wrapper is None:
            break
        found += wrapper
        left = [name.removeprefix(wrapper) for name in left]
    return found


def wrapped_names(where: str, wrapper: str, files: Iterable[str]) -> ModelError:
    """Return the error for weights saved from inside a torch wrapper."""
    program = (
        "import glob, os; from safetensors.torch import load_file, save_file;"
        f" [(save_file({{k.removeprefix({wrapper!r}): v for k, v in load_file(p).items()}},"
        " p + '.new', {'format': 'pt'}), os.replace(p + '.new', p))"
        f" for p in glob.glob(os.path.join({where!r}, '*.safetensors'))]"
    )
    several = " Then delete model.safetensors.index.json" if len(list(files)) > 1 else ""
    return ModelError(
        f"{where}: every tensor's name begins with {wrapper!r}: the model was saved from inside a"
        " wrapper (torch.compile or data parallelism).",
        f"Save the wrapped model itself, or rename the tensors: python -c {shlex.quote(program)}"
        + (f"{several} and save the model once more." if several else ""),
    )
