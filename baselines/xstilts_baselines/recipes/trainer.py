"""The table ``[trainer]``: which of transformers' training arguments a recipe may set.

Every argument of transformers is in `ALLOWED` or in `REFUSED`; a test compares them with the
installed version.
"""

from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from typing import Any

from xstilts_kit.diagnostics.errors import UsageError, nearest

_SCHEDULES = (
    "linear",
    "cosine",
    "cosine_with_restarts",
    "cosine_with_min_lr",
    "polynomial",
    "constant",
    "constant_with_warmup",
    "inverse_sqrt",
    "warmup_stable_decay",
)
_OPTIMISERS = ("adamw_torch", "adamw_torch_fused", "adafactor", "sgd", "adagrad", "rmsprop")
_REPORTERS = {
    "none": None,
    "tensorboard": "tensorboard",
    "wandb": "wandb",
    "mlflow": "mlflow",
    "comet_ml": "comet_ml",
}
"""Supported reporter → package it requires."""

ALLOWED: Mapping[str, type | tuple[str, ...]] = {
    "lr_scheduler_type": _SCHEDULES,
    "lr_scheduler_kwargs": dict,
    "optim": _OPTIMISERS,
    "adam_beta1": float,
    "adam_beta2": float,
    "adam_epsilon": float,
    "gradient_checkpointing": bool,
    "tf32": bool,
    "torch_empty_cache_steps": int,
    "dataloader_num_workers": int,
    "dataloader_prefetch_factor": int,
    "dataloader_persistent_workers": bool,
    "ddp_bucket_cap_mb": int,
    "ddp_broadcast_buffers": bool,
    "ddp_static_graph": bool,
    "ddp_timeout": int,
    "report_to": tuple(_REPORTERS),
    "run_name": str,
    "project": str,
}
"""Argument → its type, or its allowed values."""

_OWN_KEY = "a recipe has its own key for it, {}"
_STEPS = "steps, batches and their order are set by the recipe, so that arms see the same rows"
_RESUME = "an interrupted run must resume from a complete checkpoint with the same loss curve"
_CHOICE = "the best checkpoint is chosen by the dev score in every arm"
_LOSS = "the loss is the task's own, or set by [regime]"
_NUMBERS = "training uses float32, or bf16 if set by precision"
_SHARDED = "weights are not sharded; train on several devices with torchrun"
_HUB = "`xstilts-baselines push` uploads a finished run"
_DEVICE = "the option --device selects the device"
_COMPILED = "heads that share one encoder are not compiled"
_LINES = "the console shows one line per logged step"
_UNUSED = "it has no effect here"

REFUSED: Mapping[str, str] = {
    **{
        name: _OWN_KEY.format(own)
        for name, own in {
            "per_device_train_batch_size": "settings.batch",
            "gradient_accumulation_steps": "settings.accumulate",
            "num_train_epochs": "epochs",
            "max_steps": "steps",
            "learning_rate": "settings.learning_rate",
            "warmup_steps": "settings.warmup",
            "weight_decay": "settings.weight_decay",
            "max_grad_norm": "settings.clip",
            "bf16": "settings.precision",
            "eval_steps": "settings.eval_every",
            "save_steps": "settings.save_every",
            "seed": "seed",
            "data_seed": "seed",
            "activation_checkpointing": "trainer.gradient_checkpointing",
        }.items()
    },
    **dict.fromkeys(
        (
            "dataloader_drop_last",
            "dataloader_in_order",
            "train_sampling_strategy",
            "length_column_name",
            "auto_find_batch_size",
            "ignore_data_skip",
            "accelerator_config",
            "average_tokens_across_devices",
        ),
        _STEPS,
    ),
    **dict.fromkeys(
        (
            "save_strategy",
            "save_total_limit",
            "save_only_model",
            "save_on_each_node",
            "enable_jit_checkpoint",
            "restore_callback_states_from_checkpoint",
            "resume_from_checkpoint",
            "output_dir",
            "full_determinism",
        ),
        _RESUME,
    ),
    **dict.fromkeys(
        (
            "eval_strategy",
            "eval_delay",
            "eval_on_start",
            "load_best_model_at_end",
            "metric_for_best_model",
            "greater_is_better",
            "per_device_eval_batch_size",
            "prediction_loss_only",
            "eval_do_concat_batches",
            "eval_use_gather_object",
            "eval_accumulation_steps",
            "include_for_metrics",
            "batch_eval_metrics",
            "do_train",
            "do_eval",
            "do_predict",
        ),
        _CHOICE,
    ),
    **dict.fromkeys(
        ("label_smoothing_factor", "neftune_noise_alpha", "label_names", "remove_unused_columns"),
        _LOSS,
    ),
    **dict.fromkeys(("fp16", "bf16_full_eval", "fp16_full_eval"), _NUMBERS),
    **dict.fromkeys(("fsdp", "fsdp_config", "deepspeed", "parallelism_config"), _SHARDED),
    **dict.fromkeys(
        (
            "push_to_hub",
            "hub_token",
            "hub_private_repo",
            "hub_model_id",
            "hub_strategy",
            "hub_always_push",
            "hub_revision",
            "trackio_space_id",
            "trackio_bucket_id",
            "trackio_static_space_id",
        ),
        _HUB,
    ),
    **dict.fromkeys(("torch_compile", "torch_compile_backend", "torch_compile_mode"), _COMPILED),
    **dict.fromkeys(("use_cpu", "ddp_backend", "local_rank", "dataloader_pin_memory"), _DEVICE),
    **dict.fromkeys(
        (
            "logging_strategy",
            "logging_steps",
            "logging_first_step",
            "log_on_each_node",
            "logging_nan_inf_filter",
            "log_level",
            "log_level_replica",
            "disable_tqdm",
        ),
        _LINES,
    ),
    **dict.fromkeys(
        (
            "optim_args",
            "optim_target_modules",
            "activation_checkpointing_kwargs",
            "gradient_checkpointing_kwargs",
            "use_liger_kernel",
            "liger_kernel_config",
            "use_cache",
            "include_num_input_tokens_seen",
            "dataloader_multiprocessing_context",
            "ddp_find_unused_parameters",
            "debug",
            "skip_memory_metrics",
        ),
        _UNUSED,
    ),
}
"""Argument → why a recipe may not set it."""


def trainer_faults(table: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield (key, complaint) for each argument that is unknown, refused or of the wrong type."""
    for key, value in table.items():
        if key in REFUSED:
            yield key, f"a recipe may not set it: {REFUSED[key]}"
        elif key not in ALLOWED:
            listing = f"The keys are: {', '.join(ALLOWED)}."
            yield key, f"unknown key. {nearest(key, ALLOWED, otherwise=listing)}".rstrip(".")
        else:
            yield from ((key, fault) for fault in _value_faults(ALLOWED[key], value))


def _value_faults(expected: type | tuple[str, ...], value: Any) -> Iterator[str]:
    if isinstance(expected, tuple):
        if value not in expected:
            yield f"{value!r}; expected one of {', '.join(expected)}"
        return
    number = expected is float and isinstance(value, int | float)
    right = number or isinstance(value, expected)
    if not right or (isinstance(value, bool) and expected is not bool):
        yield f"{value!r}; expected a value of type {expected.__name__}"


def check_reporter(table: Mapping[str, Any]) -> None:
    """Reject a reporter whose package is not installed.

    Raises:
        UsageError: The package is not installed.
    """
    package = _REPORTERS.get(table.get("report_to", "none"))
    if package is not None and find_spec(package) is None:
        raise UsageError(
            f"trainer.report_to = {table['report_to']!r} needs {package}, which is not installed.",
            f"Run: pip install {package.replace('_', '-')}",
        )
