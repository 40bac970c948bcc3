"""One training phase: an encoder, one or more tasks, and the best weights."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import transformers

from xstilts_baselines.data.samples import Sample
from xstilts_baselines.recipes import Lora, Settings
from xstilts_baselines.recipes.trainer import check_reporter
from xstilts_baselines.regimes import Plain, Regime
from xstilts_baselines.training.adapters import add_adapters, merge_adapters
from xstilts_baselines.training.arguments import logging_to, phase_arguments
from xstilts_baselines.training.base import encoder_digest
from xstilts_baselines.training.batches import Batches, parts_of_a_step
from xstilts_baselines.training.lengths import Lengths, lengths_of
from xstilts_baselines.training.model import MultiTask
from xstilts_baselines.training.rewriting import Rewriting
from xstilts_baselines.training.setting_up import (
    Job,
    open_heads,
    shape_of,
    spread,
    steps_of,
    stream_of,
)
from xstilts_baselines.training.shapes import Shape
from xstilts_baselines.training.trainer import MixedTrainer
from xstilts_kit.checkpoint.forward import is_out_of_memory
from xstilts_kit.checkpoint.head import Head
from xstilts_kit.checkpoint.tokenizer import open_tokenizer
from xstilts_kit.diagnostics.errors import DataError, ModelError

__all__ = ["Job", "Method", "PhaseRecord", "Trained", "train_phase"]

Schedule = Callable[[Mapping[str, int], int], Sequence[str]]
"""(task → rows, steps) → the task of every step."""


@dataclass(frozen=True, slots=True)
class Method:
    """How a phase is trained, apart from its settings."""

    regime: Regime = field(default_factory=Plain)
    trainer: Mapping[str, Any] = field(default_factory=dict)
    """Extra arguments for transformers' Trainer."""
    lora: Lora | None = None
    logs: Path | None = None
    """Folder of TensorBoard files, if enabled."""
    rewriting: Rewriting | None = None
    """Changes of the training text, drawn anew in every epoch."""


@dataclass(frozen=True, slots=True)
class PhaseRecord:
    """The results of a phase, for ``run.json``."""

    steps: int
    """Optimiser steps taken."""
    parts: int
    """Batches per step on one device."""
    devices: int
    device: str
    precision: str
    rows: Mapping[str, int]
    """Task → rows of its training set, counting every window."""
    seen: Mapping[str, tuple[int, int]]
    """Task → rows and sub-words seen during the whole run."""
    losses: Sequence[tuple[int, float]]
    dev: Sequence[Mapping[str, float]]
    """Scores of every evaluation of the English dev sets."""
    best_step: int
    seconds: float
    """Wall-clock seconds, without interruptions."""
    encoder_before: str
    """Digest of the initial encoder."""
    encoder_after: str
    lengths: Mapping[str, Lengths]
    """Task → lengths of its examples before truncation; without masked language modelling."""


@dataclass(frozen=True, slots=True)
class Trained:
    """The best weights of a phase."""

    model: MultiTask
    tokenizer: Any
    record: PhaseRecord


def train_phase(
    encoder: Head,
    jobs: Sequence[Job],
    settings: Settings,
    schedule: Schedule,
    seed: int,
    work: Path,
    device: str = "auto",
    method: Method | None = None,
) -> Trained:
    """Train heads and encoder, and keep the best weights on the English dev sets.

    Args:
        encoder: The initial encoder.
        jobs: The tasks.
        settings: The optimisation settings.
        schedule: The task of every step.
        seed: Seed of heads, order and dropout.
        work: A folder for checkpoints; an interrupted run is resumed from it.
        device: ``auto`` or ``cpu``.
        method: The regime and other options beside the settings; None means plain training.

    Raises:
        UsageError: The package for one of the Trainer's reporting targets is not installed.
        ModelError: The encoder is incomplete, or the loss is not finite.
        DataError: A task has no training rows or no dev set.
    """
    method = method or Method()
    check_reporter(method.trainer)
    transformers.logging.set_verbosity_error()
    transformers.logging.disable_progress_bar()
    tokenizer = open_tokenizer(encoder)
    model = open_heads(encoder, jobs, seed)
    before = encoder_digest(model.encoder)
    adapted = add_adapters(model, method.lora) if method.lora is not None else None
    if settings.freeze_embeddings or settings.freeze_layers:
        model.freeze(settings.freeze_layers)
    if method.trainer.get("gradient_checkpointing"):
        model.checkpoint_activations()
    shapes = {job.data.task.name: shape_of(encoder, tokenizer, model, job) for job in jobs}
    model.learn(shapes)
    streams = [
        stream_of(job, shapes[job.data.task.name], settings, seed, method.rewriting) for job in jobs
    ]
    steps = steps_of(settings, streams)
    place = transformers.TrainingArguments(
        output_dir=str(work), use_cpu=device == "cpu", report_to="none"
    )
    devices = place.world_size
    parts = parts_of_a_step(streams, devices)
    plan = schedule({stream.name: len(stream.rows) for stream in streams}, steps)
    batches = Batches(streams, plan, parts, devices, seed)
    arguments = phase_arguments(
        work, settings, steps, parts, seed, device, method.trainer, several=len(jobs) > 1
    )
    arguments._n_gpu = min(1, arguments.n_gpu)  # several devices are handled by torchrun
    for shape in shapes.values():
        shape.opened = replace(shape.opened, device=arguments.device)
    dev = {
        job.data.task.name: spread(job.data.samples("dev"), settings.dev_examples) for job in jobs
    }
    for name, samples in dev.items():
        if not samples:
            raise DataError(f"{name} has no dev set.", "Give data with a dev split.")
    clock = _Clock(work)
    with logging_to(method.logs):
        trainer = MixedTrainer(
            model=model,
            args=arguments,
            batches=batches,
            dev=lambda: _scores(shapes, dev),
            save_every=settings.save_every or int(arguments.eval_steps),
            regime=method.regime,
            patience=settings.patience,
        )
    trainer.add_callback(clock)
    with _memory_explained(jobs):
        trainer.finish()
    if adapted is not None:
        merge_adapters(adapted)
    record = PhaseRecord(
        steps=trainer.state.global_step,
        parts=parts,
        devices=devices,
        device=str(arguments.device.type),
        precision="bf16" if arguments.bf16 else "fp32",
        rows={stream.name: len(stream.rows) for stream in streams},
        seen=batches.seen(trainer.state.global_step),
        losses=trainer.losses,
        dev=trainer.dev_scores,
        best_step=trainer.state.best_global_step,
        seconds=round(clock.seconds, 1),
        encoder_before=before,
        encoder_after=encoder_digest(model.encoder),
        lengths=dict(_lengths(shapes, jobs, method.rewriting, seed)),
    )
    return Trained(model, tokenizer, record)


def _lengths(
    shapes: Mapping[str, Shape], jobs: Sequence[Job], rewriting: Rewriting | None, seed: int
) -> Iterator[tuple[str, Lengths]]:
    """Measure the training examples of every task."""
    for job in jobs:
        name = job.data.task.name
        samples = job.data.samples("train", job.examples)
        found = lengths_of(shapes[name], samples, rewriting, f"{seed}/{name}")
        if found is not None:
            yield name, found


@contextmanager
def _memory_explained(jobs: Sequence[Job]) -> Iterator[None]:
    """Explain how to reduce memory use when memory runs out."""
    try:
        yield
    except (MemoryError, RuntimeError) as error:
        if not is_out_of_memory(error):
            raise
        largest = max(jobs, key=lambda job: job.batch)
        half = max(1, largest.batch // 2)
        raise ModelError(
            f"Memory runs out with {largest.batch} rows of {largest.data.task.name} at once.",
            f"In another --out, give batch={half} and accumulate={largest.effective // half} with"
            " --set: the same steps from smaller batches; or a smaller max_length.",
        ) from error


def _scores(shapes: Mapping[str, Shape], dev: Mapping[str, Sequence[Sample]]) -> dict[str, float]:
    """Compute all dev scores, and their mean, by which checkpoints are selected.

    If masked language modelling is the only task, its loss is used.
    """
    found = {name: shape.score(dev[name]) for name, shape in shapes.items()}
    counted = [found[name] for name, shape in shapes.items() if shape.task.metric != "none"]
    chosen = sum(counted) / len(counted) if counted else -sum(found.values()) / len(found)
    return found | {"score": chosen}


class _Clock(transformers.TrainerCallback):  # type: ignore[misc]
    """Wall-clock seconds of a run, including those before an interruption."""

    def __init__(self, work: Path) -> None:
        self._path, self._began = work / "seconds", time.monotonic()
        self._before = float(self._path.read_text()) if self._path.is_file() else 0.0

    @property
    def seconds(self) -> float:
        return self._before + time.monotonic() - self._began

    def on_save(self, args: Any, state: Any, control: Any, **others: Any) -> None:
        if state.is_world_process_zero:
            self._path.write_text(str(self.seconds), encoding="utf-8", newline="\n")
