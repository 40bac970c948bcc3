"""Plan a recipe: data, licences, steps, cost, disk, and missing requirements."""

import json
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from importlib.util import find_spec
from math import ceil
from pathlib import Path
from typing import Any

from xstilts_baselines.data.opening import Places
from xstilts_baselines.data.task import TEXT, TrainingTask
from xstilts_baselines.recipes.origins import origin_of
from xstilts_baselines.recipes.stilts import EncoderSize, Intermediate, Recipe, Settings
from xstilts_baselines.recipes.trainer import check_reporter
from xstilts_baselines.run import cost
from xstilts_baselines.run.looking import DataHere, intermediate_here, target_here, text_here
from xstilts_baselines.training.mixing import proportions, with_share
from xstilts_kit.diagnostics.errors import UsageError

LIBRARIES = ("torch", "transformers", "accelerate", "datasets", "safetensors")
_SHOWN = ("steps", "batch", "accumulate", "learning_rate", "warmup", "max_length")


@dataclass(frozen=True, slots=True)
class PlannedTask:
    """One task of a phase."""

    task: str
    title: str
    data: str
    """Origin of its data, in words."""
    licence: str
    train: int
    """Number of examples used."""
    dev: int
    share: float
    """Share of the steps of the phase."""
    batch: int
    """Examples per step on one device."""
    length: int
    """Maximum sub-words of an input."""
    dev_used: int | None = None
    """Number of dev examples scored; None is all."""


@dataclass(frozen=True, slots=True)
class PlannedPhase:
    """Phase 2, or phase 3 for one target."""

    name: str
    tasks: tuple[PlannedTask, ...]
    steps: int
    learning_rate: float
    origins: dict[str, str]
    """Key → origin of its value."""
    tokens: int
    """Total sub-words, with every input padded to full length."""
    hours: dict[str, float] | None
    """Hours by device; None if the size of the encoder is unknown."""
    memory: int | None
    """Bytes per device."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that `xstilts-baselines plan` shows."""

    recipe: Recipe
    parameters: int | None
    """Parameters of the encoder; None if unknown until the model is opened."""
    phases: tuple[PlannedPhase, ...]
    disk: int | None
    """Maximum bytes of the run's folder."""
    missing: tuple[str, ...]
    """Missing requirements, each with its remedy."""

    @property
    def steps(self) -> int:
        """Optimiser steps of all phases."""
        return sum(phase.steps for phase in self.phases)

    @property
    def hours(self) -> dict[str, float] | None:
        """Hours of all phases, by device."""
        known = [phase.hours for phase in self.phases if phase.hours is not None]
        if not known:
            return None
        return {name: sum(hours[name] for hours in known) for name in cost.SPEEDS}

    @property
    def memory(self) -> int | None:
        """Bytes per device in the most demanding phase."""
        return max(
            (phase.memory for phase in self.phases if phase.memory is not None), default=None
        )

    def as_json(self) -> dict[str, Any]:
        """Return the plan as a JSON object."""
        return {
            "recipe": self.recipe.as_json(),
            "parameters": self.parameters,
            "phases": [asdict(phase) for phase in self.phases],
            "steps": self.steps,
            "hours": self.hours,
            "memory": self.memory,
            "disk": self.disk,
            "missing": list(self.missing),
        }


def plan_recipe(
    recipe: Recipe, places: Places, out: Path | None = None, *, look: bool = True
) -> Plan:
    """Plan a recipe.

    Args:
        recipe: The recipe.
        places: Places of the data; they override the recipe's own.
        out: The folder of the run, to check the disk space.
        look: Whether to read local data and to check for missing requirements.
    """
    size = recipe.base.size or _size_of(recipe.base.model)
    both = {**recipe.data, **places}
    missing: list[str] = []
    phases = tuple(_phases(recipe, both, size, look, missing))
    parameters = None if size is None else cost.parameters(size)
    disk = None if parameters is None else cost.disk(parameters, len(recipe.targets))
    if look:
        missing += _missing(recipe, out or Path(), disk)
    return Plan(recipe, parameters, phases, disk, tuple(dict.fromkeys(missing)))


def _phases(
    recipe: Recipe, places: Places, size: EncoderSize | None, look: bool, missing: list[str]
) -> Iterator[PlannedPhase]:
    if recipe.phase is not None:
        yield _phase_2(recipe, recipe.phase, places, size, look, missing)
    for target in recipe.targets:
        settings, known = target.settings, target.known.task
        here = target_here(target.known, places, target.languages, look=look)
        missing += here.missing
        batch, length = settings.effective_batch, settings.max_length or known.max_length
        task = _planned(known, here, target.examples, batch, length, settings.dev_examples)
        steps = settings.steps_for(task.train, batch)
        load = cost.Load(steps * batch, settings.batch, length)
        table = f"targets.{target.task}"
        yield _phase(recipe, table, target.task, [task], steps, settings, [load], size)


def _phase_2(
    recipe: Recipe,
    phase: Settings,
    places: Places,
    size: EncoderSize | None,
    look: bool,
    missing: list[str],
) -> PlannedPhase:
    tasks: list[PlannedTask] = []
    inputs: dict[str, tuple[int, int]] = {}
    for one in recipe.intermediate:
        here = intermediate_here(one.known, places, look=look)
        missing += here.missing
        known = one.known.task
        batch = one.batch or phase.batch
        tasks.append(_intermediate(one, phase, known, here))
        inputs[one.task] = (known.choices or 1, batch)
    shares = proportions({task.task: max(1, task.train) for task in tasks}, recipe.mixing)
    steps = phase.steps_for(tasks[0].train, tasks[0].batch)
    masked = recipe.masked
    if masked is not None:
        shares = with_share(shares, TEXT, masked.share)
        here = text_here(masked, places, look=look)
        missing += here.missing
        title = f"masked language modelling in {len(masked.languages)} languages"
        batch, length = phase.effective_batch, masked.max_length
        tasks.append(
            PlannedTask(TEXT, title, here.words, here.licence, here.train, 0, 1.0, batch, length)
        )
        inputs[TEXT] = (1, phase.batch)
    loads = []
    for task in tasks:
        choices, at_once = inputs[task.task]
        predicted = masked.mask if task.task == TEXT and masked is not None else 0.0
        sequences = ceil(steps * shares[task.task] * task.batch) * choices
        loads.append(cost.Load(sequences, at_once * choices, task.length, predicted))
    tasks = [replace(task, share=shares[task.task]) for task in tasks]
    return _phase(recipe, "phase", "phase 2", tasks, steps, phase, loads, size)


def _intermediate(
    one: Intermediate, phase: Settings, known: TrainingTask, here: DataHere
) -> PlannedTask:
    batch = (one.batch or phase.batch) * (one.accumulate or phase.accumulate)
    length = one.max_length or phase.max_length or known.max_length
    return _planned(known, here, one.examples, batch, length, phase.dev_examples)


def _planned(
    known: TrainingTask,
    here: DataHere,
    examples: int | None,
    batch: int,
    length: int,
    dev_examples: int | None,
) -> PlannedTask:
    return PlannedTask(
        task=known.name,
        title=known.title,
        data=here.words,
        licence=here.licence,
        train=here.train if examples is None else min(here.train, examples),
        dev=here.dev,
        share=1.0,
        batch=batch,
        length=length,
        dev_used=dev_examples if dev_examples is not None and dev_examples < here.dev else None,
    )


def _phase(
    recipe: Recipe,
    table: str,
    name: str,
    tasks: Sequence[PlannedTask],
    steps: int,
    settings: Settings,
    loads: Sequence[cost.Load],
    size: EncoderSize | None,
) -> PlannedPhase:
    hours = memory = None
    if size is not None:
        each = [cost.hours(size, load) for load in loads]
        hours = {speed: sum(one[speed] for one in each) for speed in cost.SPEEDS}
        memory = max(cost.memory(size, load) for load in loads)
    return PlannedPhase(
        name=name,
        tasks=tuple(tasks),
        steps=steps,
        learning_rate=settings.learning_rate,
        origins={key: origin_of(recipe, table, key) for key in _SHOWN},
        tokens=sum(load.tokens for load in loads),
        hours=hours,
        memory=memory,
    )


def _size_of(model: str) -> EncoderSize | None:
    """Return the size of a model in a local folder; None for models on the Hub."""
    try:
        config = json.loads((Path(model) / "config.json").read_text(encoding="utf-8"))
        return EncoderSize(
            layers=int(config["num_hidden_layers"]),
            hidden=int(config["hidden_size"]),
            feed_forward=int(config["intermediate_size"]),
            heads=int(config["num_attention_heads"]),
            vocabulary=int(config["vocab_size"]),
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _missing(recipe: Recipe, out: Path, disk: int | None) -> Iterator[str]:
    """Yield missing requirements apart from data: libraries, the base, disk space."""
    absent = [name for name in LIBRARIES if find_spec(name) is None]
    if absent:
        verb = "is" if len(absent) == 1 else "are"
        yield f"{', '.join(absent)} {verb} not installed. Run: pip install 'xstilts[train]'."
    if recipe.lora is not None and find_spec("peft") is None:
        yield "peft is not installed. Run: pip install 'xstilts[peft]'."
    try:
        check_reporter(recipe.trainer)
    except UsageError as error:
        yield str(error)
    model = recipe.base.model
    looks_local = model.startswith((".", "/", "~")) or model.count("/") > 1
    if looks_local and not Path(model).expanduser().is_dir():
        yield f"There is no folder {model}. Name an existing checkpoint by --base."
    there = next(place for place in (out.absolute(), *out.absolute().parents) if place.is_dir())
    free = shutil.disk_usage(there).free
    if disk is not None and disk > free:
        yield (
            f"{there}: {disk / 1e9:.1f} GB are needed for checkpoints and heads, and"
            f" {free / 1e9:.1f} GB are free. Free some space, or give --out on another disk."
        )
