"""Arguments and callbacks of transformers' Trainer for all training runs."""

import math
import os
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import torch
import transformers

from xstilts_baselines.recipes import Settings
from xstilts_kit.diagnostics.errors import UsageError
from xstilts_kit.engine.progress import duration

_EVALUATIONS = 10
"""Default number of evaluations on the dev sets."""
_LOGGED = 20
"""Approximate number of points of a loss curve."""
_LOGS = "TENSORBOARD_LOGGING_DIR"


class Lines(transformers.TrainerCallback):  # type: ignore[misc]
    """A line on stderr at each logging step, instead of the Trainer's dictionaries on stdout."""

    def on_train_begin(self, args: Any, state: Any, control: Any, **others: Any) -> None:
        """Record time and step at the start."""
        self._began, self._first = time.monotonic(), state.global_step

    def on_log(self, args: Any, state: Any, control: Any, logs: Any = None, **others: Any) -> None:
        """Print progress and remaining time."""
        if logs and "loss" in logs and state.global_step and state.is_world_process_zero:
            here = state.global_step - self._first
            left = (time.monotonic() - self._began) * (state.max_steps - state.global_step)
            left /= max(1, here)
            print(
                f"  step {state.global_step} of {state.max_steps}, loss {float(logs['loss']):.3f},"
                f" {duration(left)} left",
                file=sys.stderr,
                flush=True,
            )

    def on_evaluate(
        self, args: Any, state: Any, control: Any, metrics: Any = None, **others: Any
    ) -> None:
        """Print the dev scores."""
        if metrics and "eval_score" in metrics and state.is_world_process_zero:
            scores = {
                name.removeprefix("eval_"): value
                for name, value in metrics.items()
                if name.startswith("eval_")
            }
            mean = scores.pop("score")
            parts = [f"{name} {score:.2f}" for name, score in scores.items()]
            if len(parts) > 1:
                parts.append(f"together {mean:.2f}")
            print(
                f"  step {state.global_step} of {state.max_steps}, dev {', '.join(parts)}",
                file=sys.stderr,
                flush=True,
            )


def train(trainer: Any) -> list[dict[str, float]]:
    """Run a Trainer and return the logged losses."""
    trainer.remove_callback(transformers.PrinterCallback)
    trainer.add_callback(Lines())
    trainer.train()
    return [entry for entry in trainer.state.log_history if "loss" in entry]


def training_arguments(
    work: Path,
    *,
    steps: int,
    batch: int,
    learning_rate: float,
    warmup: int,
    seed: int,
    beta2: float = 0.999,
    by_length: bool = False,
) -> Any:
    """Return arguments for a CPU run with linear decay, without checkpoints and reporting."""
    return transformers.TrainingArguments(
        output_dir=str(work),
        max_steps=steps,
        per_device_train_batch_size=batch,
        learning_rate=learning_rate,
        warmup_steps=min(warmup, max(1, steps // 4)),
        lr_scheduler_type="linear",
        weight_decay=0.01,
        adam_beta2=beta2,
        max_grad_norm=1.0,
        seed=seed,
        data_seed=seed,
        use_cpu=True,
        report_to="none",
        save_strategy="no",
        logging_steps=max(1, steps // 20),
        disable_tqdm=True,
        remove_unused_columns=False,
        dataloader_pin_memory=False,
        train_sampling_strategy="group_by_length" if by_length else "random",
    )


def phase_arguments(
    work: Path,
    settings: Settings,
    steps: int,
    parts: int,
    seed: int,
    device: str,
    trainer: Mapping[str, Any],
    *,
    several: bool,
) -> Any:
    """Return the arguments for one phase of a recipe.

    Args:
        work: The folder for checkpoints.
        settings: The optimisation settings.
        steps: Optimiser steps.
        parts: Batches per step on one device.
        seed: Seed of the run.
        device: ``auto`` or ``cpu``.
        trainer: The recipe's own arguments.
        several: Whether there are several tasks, so that a step leaves some heads unused.

    Raises:
        UsageError: transformers rejects the recipe's own arguments.
    """
    evaluate = min(steps, settings.eval_every or math.ceil(steps / _EVALUATIONS))
    save = settings.save_every or evaluate
    on_gpu = device != "cpu" and torch.cuda.is_available()
    bf16 = settings.precision == "bf16" or (
        settings.precision == "auto" and on_gpu and torch.cuda.is_bf16_supported()
    )
    given: dict[str, Any] = {"lr_scheduler_type": "linear", "report_to": "none"}
    given |= {key: value for key, value in trainer.items() if key != "gradient_checkpointing"}
    arguments = partial(
        transformers.TrainingArguments,
        output_dir=str(work),
        max_steps=steps,
        per_device_train_batch_size=1,  # batches are built by `Batches`
        gradient_accumulation_steps=parts,
        train_sampling_strategy="sequential",
        learning_rate=settings.learning_rate,
        warmup_steps=round(settings.warmup * steps),
        weight_decay=settings.weight_decay,
        max_grad_norm=settings.clip,
        seed=seed,
        data_seed=seed,
        bf16=bf16,
        use_cpu=device == "cpu" or not torch.accelerator.is_available(),
        eval_strategy="steps",
        eval_steps=evaluate,
        save_strategy="steps",
        save_steps=evaluate,
        save_total_limit=2,  # the best and the last
        metric_for_best_model="score",
        greater_is_better=True,
        logging_steps=_log_every(steps, evaluate, save),
        logging_nan_inf_filter=False,
        disable_tqdm=True,
        remove_unused_columns=False,
        dataloader_pin_memory=on_gpu,
        ddp_find_unused_parameters=several,
        **given,
    )
    try:
        return arguments()
    except (ImportError, TypeError, ValueError) as error:
        raise UsageError(
            f"[trainer]: transformers rejects it ({str(error)[:200]}).",
            "Correct the recipe's [trainer].",
        ) from error


def _log_every(steps: int, evaluate: int, save: int) -> int:
    """Return the logging interval, a divisor of both, so that no loss spans a resumption."""
    common = math.gcd(evaluate, save)
    most = max(1, steps // _LOGGED)
    return next(n for n in range(min(common, most), 0, -1) if common % n == 0)


@contextmanager
def logging_to(folder: Path | None) -> Iterator[None]:
    """Set the folder of the TensorBoard writer created in the context."""
    if folder is None or _LOGS in os.environ:
        yield
        return
    os.environ[_LOGS] = str(folder)
    try:
        yield
    finally:
        del os.environ[_LOGS]
