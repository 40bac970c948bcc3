"""Set up a phase: heads, shapes, training rows, dev sets."""

import inspect
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

import torch
import transformers

from xstilts_baselines.data.samples import Sample
from xstilts_baselines.data.task import TrainingData
from xstilts_baselines.recipes import Settings
from xstilts_baselines.training.base import open_with_head
from xstilts_baselines.training.batches import Renew, Stream
from xstilts_baselines.training.model import MultiTask
from xstilts_baselines.training.rewriting import Rewriting, RewrittenRows
from xstilts_baselines.training.shapes import SHAPES, Shape, TextShape
from xstilts_baselines.training.word_dropout import WordDropout
from xstilts_kit.checkpoint.head import Head
from xstilts_kit.checkpoint.opening import OpenHead
from xstilts_kit.diagnostics.errors import DataError, ModelError

_ENCODED = 10_000
"""Number of samples encoded at a time."""


@dataclass(frozen=True, slots=True)
class Job:
    """One task of a phase."""

    data: TrainingData
    batch: int
    """Rows per batch on one device."""
    effective: int
    """Rows per optimiser step."""
    examples: int | None = None
    """Maximum number of training examples, taken from the start of the training set."""
    max_length: int | None = None
    """Maximum sub-words of an input; None for the task's default."""
    mask: float | None = None
    """Share of sub-words selected for masking, in masked language modelling."""


def open_heads(encoder: Head, jobs: Sequence[Job], seed: int) -> MultiTask:
    """Open the encoder with a new head per task, initialised independently of the others."""
    models = {}
    for job in jobs:
        task = job.data.task
        number = sha256(f"{seed}/{task.name}".encode()).digest()[:4]
        transformers.set_seed(int.from_bytes(number, "big"))
        kind = SHAPES[task.kind]
        models[task.name] = open_with_head(encoder.folder.path, kind.head, kind.configuration(task))
    return MultiTask(models)


def shape_of(encoder: Head, tokenizer: Any, model: MultiTask, job: Job) -> Shape:
    """Return the shape of a task's samples."""
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


def stream_of(
    job: Job, shape: Shape, settings: Settings, seed: int, rewriting: Rewriting | None = None
) -> Stream:
    """Make the training rows of a task; `rewriting` changes its texts in every epoch.

    Raises:
        DataError: There are no training rows.
    """
    samples: Sequence[Sample] = job.data.samples("train", job.examples)
    rows: list[Any] = []
    owners: list[tuple[int, int]] = []
    at_once = _ENCODED if rewriting is None else 1
    for first in range(0, len(samples), at_once):  # features need ten times the memory
        block = shape.rows(samples[first : first + at_once])
        rows += (row.packed() for row in block)
        owners += ((first, part) for part in range(len(block)))
    if not rows:
        raise DataError(
            f"{job.data.task.name} has no training example.", "Give data with a train split."
        )
    name = job.data.task.name
    renews: list[Renew] = []
    if rewriting is not None and not isinstance(shape, TextShape):
        renews.append(RewrittenRows(rewriting, shape, samples, owners, f"{seed}/{name}"))
    dropout = _word_dropout(shape, settings.word_dropout, f"{seed}/{name}")
    if dropout is not None:
        renews.append(dropout)
    return Stream(
        name, shape, rows, job.batch, job.effective, tuple(renews), settings.group_by_length
    )


def _word_dropout(shape: Shape, share: float, seed: str) -> WordDropout | None:
    """Word dropout for a task's rows; text has its own masking.

    Raises:
        ModelError: The tokenizer has no mask token.
    """
    tokenizer = shape.opened.tokenizer
    if not share or isinstance(shape, TextShape):
        return None
    if tokenizer.mask_token_id is None:
        raise ModelError(
            f"word_dropout = {share}: the encoder's tokenizer has no mask token.",
            "Leave out word_dropout.",
        )
    return WordDropout(share, tokenizer.mask_token_id, frozenset(tokenizer.all_special_ids), seed)


def spread(samples: Sequence[Sample], most: int | None) -> list[Sample]:
    """Select at most `most` samples, spread evenly."""
    if most is None or most >= len(samples):
        return list(samples)
    return [samples[place * len(samples) // most] for place in range(most)]


def steps_of(settings: Settings, streams: Sequence[Stream]) -> int:
    """Return the optimiser steps: as set in the recipe, or its epochs over all tasks."""
    if settings.steps is not None:
        return settings.steps
    assert settings.epochs is not None
    return sum(math.ceil(settings.epochs * stream.steps_an_epoch) for stream in streams)
