"""What every training run asks of transformers' Trainer."""

import sys
import time
from pathlib import Path
from typing import Any

import transformers

from xstilts_kit.engine.progress import duration


class Lines(transformers.TrainerCallback):  # type: ignore[misc]
    """A line on stderr at each logging step, instead of the Trainer's dictionaries on stdout."""

    def on_train_begin(self, args: Any, state: Any, control: Any, **others: Any) -> None:
        """Remember when and where it began."""
        self._began, self._first = time.monotonic(), state.global_step

    def on_log(self, args: Any, state: Any, control: Any, logs: Any = None, **others: Any) -> None:
        """Say how far it is, and how long it will take."""
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


def train(trainer: Any) -> list[dict[str, float]]:
    """Run a Trainer; returns what it logged of the loss."""
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
    """Arguments for a run on the CPU: linear decay, no checkpoints between, nothing reported."""
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
