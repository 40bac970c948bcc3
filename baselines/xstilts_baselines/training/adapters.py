"""Low-rank adapters, trained instead of the encoder's weights and merged into them at the end.

After merging, the encoder has its original modules and tensors, so all later steps (digest, folder,
push) see a plain encoder.
"""

from typing import Any

from xstilts_baselines.recipes import Lora
from xstilts_kit.diagnostics.errors import ModelError
from xstilts_kit.diagnostics.libraries import need_libraries


def add_adapters(model: Any, lora: Lora) -> Any:
    """Freeze the encoder of a `MultiTask` model and add adapters to its linear layers.

    Returns:
        The adapted encoder, for `merge_adapters`.

    Raises:
        ModelError: peft is not installed, or no layer has one of the names.
    """
    need_libraries("LoRA", "peft", "peft")
    import peft  # type: ignore[import-not-found, unused-ignore]

    config = peft.LoraConfig(
        r=lora.rank,
        lora_alpha=lora.alpha,
        lora_dropout=lora.dropout,
        target_modules=list(lora.modules) or None,
        bias="none",
    )
    try:
        return peft.LoraModel(model.encoder, config, "default")
    except ValueError as error:
        raise ModelError(
            f"No adapters for this encoder ({str(error).splitlines()[0][:200]}).",
            'Name its linear layers, e.g. [lora] modules = ["query", "value"].',
        ) from error


def merge_adapters(adapted: Any) -> None:
    """Merge the adapters into the encoder's weights, and remove them."""
    adapted.merge_and_unload()
