"""One phase: an encoder, one or several tasks, and the best weights that came of it."""

import inspect
import math
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import torch
import transformers

from xstilts_baselines.data.samples import Sample
from xstilts_baselines.data.task import TrainingData
from xstilts_baselines.recipes import Settings
from xstilts_baselines.training.base import encoder_digest, open_with_head
from xstilts_baselines.training.batches import Batches, Stream, parts_of_a_step
from xstilts_baselines.training.model import MultiTask
from xstilts_baselines.training.shapes import SHAPES, Shape
from xstilts_baselines.training.trainer import MixedTrainer
from xstilts_kit.checkpoint.forward import is_out_of_memory
from xstilts_kit.checkpoint.head import Head
from xstilts_kit.checkpoint.opening import OpenHead
from xstilts_kit.checkpoint.tokenizer import open_tokenizer
from xstilts_kit.diagnostics.errors import DataError, ModelError

Schedule = Callable[[Mapping[str, int], int], Sequence[str]]
"""(task → rows, steps) → the task of every step."""

_EVALUATIONS = 10
"""So often a run looks at the dev sets, unless its recipe says how often."""
_LOGGED = 20
"""About so many points a loss curve has."""
_ENCODED = 10_000
"""Samples that are encoded at once."""


@dataclass(frozen=True, slots=True)
class Job:
    """One task of a phase."""

    data: TrainingData
    batch: int
    """Rows that one device takes at once."""
    effective: int
    """Rows of one optimiser step."""
    examples: int | None = None
    """Use only the first so many of the training set."""
    max_length: int | None = None
    """Sub-words of an input; None is the task's own."""
    mask: float | None = None
    """Share of sub-words that are chosen, in masked language modelling."""


@dataclass(frozen=True, slots=True)
class PhaseRecord:
    """What a phase did, for ``run.json``."""

    steps: int
    parts: int
    """Batches of one device in a step."""
    devices: int
    device: str
    precision: str
    rows: Mapping[str, int]
    """Task → rows of its training set, windows counted."""
    seen: Mapping[str, tuple[int, int]]
    """Task → rows and sub-words that the whole run took."""
    losses: Sequence[tuple[int, float]]
    dev: Sequence[Mapping[str, float]]
    """Scores of every evaluation of the whole English dev sets."""
    best_step: int
    seconds: float
    """Wall-clock, interruptions left out."""
    encoder_before: str
    """Digest of the encoder that the phase began with."""
    encoder_after: str


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
) -> Trained:
    """Train heads and encoder, keep what is best on the whole English dev sets.

    Args:
        encoder: What the phase begins with.
        jobs: The tasks.
        settings: How to optimise.
        schedule: Which task each step takes.
        seed: Of heads, order and dropout.
        work: A folder for checkpoints; one that an interrupted run left is gone on with.
        device: ``auto`` or ``cpu``.

    Raises:
        ModelError: The encoder lacks something, or the loss is no number.
        DataError: A task has no training row, or no dev set.
    """
    transformers.logging.set_verbosity_error()
    transformers.logging.disable_progress_bar()
    tokenizer = open_tokenizer(encoder)
    model = _open(encoder, jobs, seed)
    before = encoder_digest(model.encoder)
    if settings.freeze_embeddings:
        model.freeze_embeddings()
    shapes = {job.data.task.name: _shape(encoder, tokenizer, model, job) for job in jobs}
    model.learn(shapes)
    streams = [_stream(job, shapes[job.data.task.name]) for job in jobs]
    steps = _steps(settings, streams)
    place = transformers.TrainingArguments(
        output_dir=str(work), use_cpu=device == "cpu", report_to="none"
    )
    devices = place.world_size
    parts = parts_of_a_step(streams, devices)
    plan = schedule({stream.name: len(stream.rows) for stream in streams}, steps)
    batches = Batches(streams, plan, parts, devices, seed)
    arguments = _arguments(work, settings, steps, parts, seed, device, several=len(jobs) > 1)
    arguments._n_gpu = min(1, arguments.n_gpu)  # several devices are torchrun's business
    for shape in shapes.values():
        shape.opened = replace(shape.opened, device=arguments.device)
    dev = {job.data.task.name: list(job.data.samples("dev")) for job in jobs}
    for name, samples in dev.items():
        if not samples:
            raise DataError(f"{name} has no dev set.", "Give data with a dev split.")
    clock = _Clock(work)
    trainer = MixedTrainer(
        model=model,
        args=arguments,
        batches=batches,
        dev=lambda: _scores(shapes, dev),
        save_every=settings.save_every or int(arguments.eval_steps),
    )
    trainer.add_callback(clock)
    with _memory_explained(jobs):
        trainer.finish()
    record = PhaseRecord(
        steps=steps,
        parts=parts,
        devices=devices,
        device=str(arguments.device.type),
        precision="bf16" if arguments.bf16 else "fp32",
        rows={stream.name: len(stream.rows) for stream in streams},
        seen=batches.seen(),
        losses=trainer.losses,
        dev=trainer.dev_scores,
        best_step=trainer.state.best_global_step,
        seconds=round(clock.seconds, 1),
        encoder_before=before,
        encoder_after=encoder_digest(model.encoder),
    )
    return Trained(model, tokenizer, record)


@contextmanager
def _memory_explained(jobs: Sequence[Job]) -> Iterator[None]:
    """Say what would fit where memory runs out."""
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


def _open(encoder: Head, jobs: Sequence[Job], seed: int) -> MultiTask:
    """The encoder with a fresh head for each task, whose weights do not depend on the others."""
    models = {}
    for job in jobs:
        task = job.data.task
        number = sha256(f"{seed}/{task.name}".encode()).digest()[:4]
        transformers.set_seed(int.from_bytes(number, "big"))
        kind = SHAPES[task.kind]
        models[task.name] = open_with_head(encoder.folder.path, kind.head, kind.configuration(task))
    return MultiTask(models)


def _shape(encoder: Head, tokenizer: Any, model: MultiTask, job: Job) -> Shape:
    task = job.data.task
    limits = (job.max_length or task.max_length, encoder.limit, tokenizer.model_max_length)
    own: Any = model.heads[task.name]
    takes = "token_type_ids" in inspect.signature(own.forward).parameters
    opened = OpenHead(
        head=replace(encoder, labels=task.labels),
        tokenizer=tokenizer,
        model=own,
        device=torch.device("cpu"),
        max_length=int(min(limit for limit in limits if limit is not None)),
        segments=takes and getattr(own.config, "type_vocab_size", 2) >= 2,
    )
    options = {} if job.mask is None else {"mask": job.mask}
    return SHAPES[task.kind](task, opened, **options)


def _stream(job: Job, shape: Shape) -> Stream:
    samples: Sequence[Sample] = job.data.samples("train", job.examples)
    rows: list[Any] = []
    for first in range(0, len(samples), _ENCODED):  # whole sets of features need ten times the room
        block = shape.rows(samples[first : first + _ENCODED])
        rows += (row.packed() for row in block)
    if not rows:
        raise DataError(
            f"{job.data.task.name} has no training example.", "Give data with a train split."
        )
    return Stream(job.data.task.name, shape, rows, job.batch, job.effective)


def _steps(settings: Settings, streams: Sequence[Stream]) -> int:
    """Optimiser steps: as the recipe says, or its epochs over every task."""
    if settings.steps is not None:
        return settings.steps
    assert settings.epochs is not None
    return sum(math.ceil(settings.epochs * stream.steps_an_epoch) for stream in streams)


def _arguments(
    work: Path,
    settings: Settings,
    steps: int,
    parts: int,
    seed: int,
    device: str,
    *,
    several: bool,
) -> Any:
    evaluate = min(steps, settings.eval_every or math.ceil(steps / _EVALUATIONS))
    save = settings.save_every or evaluate
    on_gpu = device != "cpu" and torch.cuda.is_available()
    bf16 = settings.precision == "bf16" or (
        settings.precision == "auto" and on_gpu and torch.cuda.is_bf16_supported()
    )
    return transformers.TrainingArguments(
        output_dir=str(work),
        max_steps=steps,
        per_device_train_batch_size=1,  # a batch is made whole, by `Batches`
        gradient_accumulation_steps=parts,
        train_sampling_strategy="sequential",
        learning_rate=settings.learning_rate,
        warmup_steps=round(settings.warmup * steps),
        lr_scheduler_type="linear",
        weight_decay=settings.weight_decay,
        max_grad_norm=settings.clip,
        seed=seed,
        data_seed=seed,
        bf16=bf16,
        use_cpu=device == "cpu",
        eval_strategy="steps",
        eval_steps=evaluate,
        save_strategy="steps",
        save_steps=evaluate,
        save_total_limit=2,  # the best and the last
        metric_for_best_model="score",
        greater_is_better=True,
        logging_steps=_log_every(steps, evaluate, save),
        logging_nan_inf_filter=False,
        report_to="none",
        disable_tqdm=True,
        remove_unused_columns=False,
        dataloader_pin_memory=on_gpu,
        ddp_find_unused_parameters=several,
    )


def _log_every(steps: int, evaluate: int, save: int) -> int:
    """Steps between two losses: a divisor of both, so that none is averaged over a resumption."""
    common = math.gcd(evaluate, save)
    most = max(1, steps // _LOGGED)
    return next(n for n in range(min(common, most), 0, -1) if common % n == 0)


def _scores(shapes: Mapping[str, Shape], dev: Mapping[str, Sequence[Sample]]) -> dict[str, float]:
    """Every task's dev score, and what checkpoints are chosen by: the mean of those that have one.

    Where there is nothing but masked language modelling, its loss decides.
    """
    found = {name: shape.score(dev[name]) for name, shape in shapes.items()}
    counted = [found[name] for name, shape in shapes.items() if shape.task.metric != "none"]
    chosen = sum(counted) / len(counted) if counted else -sum(found.values()) / len(found)
    return found | {"score": chosen}


class _Clock(transformers.TrainerCallback):  # type: ignore[misc]
    """Wall-clock seconds of a run, those before an interruption too."""

    def __init__(self, work: Path) -> None:
        self._path, self._began = work / "seconds", time.monotonic()
        self._before = float(self._path.read_text()) if self._path.is_file() else 0.0

    @property
    def seconds(self) -> float:
        return self._before + time.monotonic() - self._began

    def on_save(self, args: Any, state: Any, control: Any, **others: Any) -> None:
        if state.is_world_process_zero:
            self._path.write_text(str(self.seconds))
