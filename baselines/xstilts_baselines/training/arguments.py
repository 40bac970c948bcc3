"""What every training run asks of transformers' Trainer."""

import sys
import time
from pathlib import Path
from typing import Any

import transformers


class _Lines(transformers.TrainerCallback):  # type: ignore[misc]
    """A line on stderr at each logging step, instead of the Trainer's dictionaries on stdout."""

    def on_train_begin(self, args: Any, state: Any, control: Any, **others: Any) -> None:
        self._began = time.monotonic()

    def on_log(self, args: Any, state: Any, control: Any, logs: Any = None, **others: Any) -> None:
        if logs and "loss" in logs and state.global_step:
            done = state.global_step / state.max_steps
            left = (time.monotonic() - self._began) * (1 - done) / done
            print(
                f"  step {state.global_step} of {state.max_steps}, loss {float(logs['loss']):.3f},"
                f" {left:.0f} s left",
                file=sys.stderr,
                flush=True,
            )


def train(trainer: Any) -> list[dict[str, float]]:
    """Run a Trainer; returns what it logged of the loss."""
    trainer.remove_callback(transformers.PrinterCallback)
    trainer.add_callback(_Lines())
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
