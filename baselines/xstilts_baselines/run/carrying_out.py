"""Run a STILTs recipe, from the pretrained encoder to scores.

Steps: the encoder is checked → phase 2 trains it on the intermediate tasks, if any → phase 3 trains
a new head on that encoder for every target separately → the kit predicts, validates and scores.
Each finished phase is recorded, so that an interrupted run can be resumed with the same command.
"""

import shutil
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from xstilts_baselines.data.lexicons import open_training_lexicons
from xstilts_baselines.data.opening import Places, open_intermediate, open_target
from xstilts_baselines.data.synonyms import open_synonyms
from xstilts_baselines.evaluation.checking import check_evaluation
from xstilts_baselines.evaluation.evaluating import BaseModel, Evaluation, evaluate
from xstilts_baselines.recipes import Recipe, Settings, Target
from xstilts_baselines.recipes.trainer import check_reporter
from xstilts_baselines.run import cost
from xstilts_baselines.run.evaluations import asked_for, begin_evaluation, is_evaluated
from xstilts_baselines.run.folder import LOGS, SUBMISSIONS, RunFolder, open_run, recipe_digest
from xstilts_baselines.run.model import put_base, put_encoder, put_head
from xstilts_baselines.run.noting import (
    cost_of,
    environment,
    note_data,
    note_lexicons,
    note_phase,
    note_synonyms,
    selection_of,
)
from xstilts_kit.diagnostics.errors import ModelError, StorageError, UsageError
from xstilts_kit.diagnostics.libraries import need_libraries
from xstilts_kit.diagnostics.saying import Say
from xstilts_kit.engine.processes import join
from xstilts_kit.storage import storage_errors

if TYPE_CHECKING:
    from xstilts_baselines.training.phase import Job, Method
    from xstilts_kit.checkpoint.head import Head


@dataclass(frozen=True, slots=True)
class Order:
    """The options of a run apart from the recipe."""

    out: Path
    places: Places = field(default_factory=dict)
    """Places of training data; override the recipe's."""
    evaluation: Evaluation = field(default_factory=Evaluation)
    device: str = "auto"
    """Device for training; ``cpu`` disables the GPU."""
    changes: Sequence[str] = ()
    """Changes made by ``--set``, for the record."""
    targets: Sequence[str] = ()
    """Targets chosen by ``--target``, for the record."""


def run_recipe(recipe: Recipe, order: Order, say: Say) -> dict[str, Any]:
    """Run a recipe, or resume an interrupted run.

    Returns:
        The content of ``run.json``.

    Raises:
        UsageError: The folder contains another run, or the options do not fit the recipe.
        ModelError: The base cannot be used, or the loss is not a number.
        DataError: Training or test data are missing or malformed.
        StorageError: There is no space left, or the folder is locked.
    """
    need_libraries("Training", "train", "torch", "transformers", "accelerate")
    if recipe.lora is not None:
        need_libraries("LoRA", "peft", "peft")
    check_reporter(recipe.trainer)
    from xstilts_baselines.training.base import find_encoder
    from xstilts_kit.checkpoint.head import combined_digest

    places = {**recipe.data, **order.places}
    base = find_encoder(_spec(recipe))
    digests = base.digests()
    facts = {
        "recipe": recipe.as_json(),
        "recipe_digest": recipe_digest(recipe.as_json()),
        "seed": recipe.seed,
        "base": {
            "model": base.repository.id,
            "revision": base.repository.revision,
            "digest": combined_digest(digests),
            "parameters": base.folder.parameters,
            "licence": base.repository.pinned.licence if base.repository.pinned else None,
        },
    }
    first = join(order.device)
    if not first:
        say = _say_nothing
    with open_run(order.out, facts, writes=first) as folder:
        asked = asked_for(order.evaluation)
        if is_evaluated(folder, asked):
            say(f"The run in {order.out} is finished.")
            return folder.record
        check_evaluation(recipe, order.evaluation)
        begin_evaluation(folder, asked)
        _check_space(recipe, base, folder)
        folder.record.setdefault("changes", list(order.changes))
        if order.targets:
            folder.record.setdefault("chosen_targets", list(order.targets))
        folder.record.setdefault("selection", selection_of(recipe))
        folder.record.setdefault("environment", environment())
        folder.record.setdefault("data", {})
        encoder = _phase_2(recipe, base, places, order, folder, say)
        for target in recipe.targets:
            _phase_3(recipe, target, encoder, places, order, folder, say)
        if first and "evaluation" not in folder.record:
            began = time.monotonic()
            folder.record["evaluation"] = evaluate(
                folder.model,
                order.out / SUBMISSIONS,
                recipe,
                BaseModel(base.repository.id, base.repository.revision),
                order.evaluation,
                say,
            )
            folder.record["cost"] = cost_of(folder.record, time.monotonic() - began)
        folder.close()
        return folder.record


def _say_nothing(line: str) -> None:
    """Discard messages of the other torchrun processes."""


def _spec(recipe: Recipe) -> str:
    revision = recipe.base.revision
    return recipe.base.model if revision is None else f"{recipe.base.model}@{revision}"


def _check_space(recipe: Recipe, base: "Head", folder: RunFolder) -> None:
    """Check that checkpoints and heads will fit on the disk."""
    left = [target for target in recipe.targets if folder.phase(target.task) is None]
    if not left:
        return
    needed = cost.disk(base.folder.parameters, len(left))
    with storage_errors(folder.path):
        free = shutil.disk_usage(folder.path).free
    if needed > free:
        raise StorageError(
            f"{folder.path}: {needed / 1e9:.1f} GB are needed for checkpoints and heads, and"
            f" {free / 1e9:.1f} GB are free.",
            "Free some space, or give --out on another disk.",
        )


def _phase_2(
    recipe: Recipe, base: "Head", places: Places, order: Order, folder: RunFolder, say: Say
) -> "Head":
    """Return the encoder for the targets: trained on the intermediate tasks, or the base."""
    from xstilts_baselines.training.base import find_encoder
    from xstilts_baselines.training.mixing import schedule
    from xstilts_baselines.training.phase import train_phase

    name = "phase-2"
    if folder.phase(name) is None:
        if recipe.phase is None:
            say("no intermediate task: the targets use the base unchanged")
            digest = put_base(base, folder)
            folder.finish_phase(name, {"tasks": [], "encoder_after": digest})
        else:
            jobs = _intermediate_jobs(recipe, recipe.phase, places)
            names = [job.data.task.name for job in jobs]
            say(f"phase 2: {', '.join(names)}")
            note_data(folder, name, jobs)
            trained = train_phase(
                base,
                jobs,
                recipe.phase,
                lambda sizes, steps: schedule(recipe, sizes, steps),
                recipe.seed,
                folder.work(name),
                order.device,
                _method(recipe, "intermediate", name, folder, places),
            )
            put_encoder(trained, base, folder)
            note_phase(folder, name, jobs, trained)
    return find_encoder(str(folder.model))


def _phase_3(
    recipe: Recipe,
    target: Target,
    encoder: "Head",
    places: Places,
    order: Order,
    folder: RunFolder,
    say: Say,
) -> None:
    """Train a head for one target on the encoder of phase 2."""
    from xstilts_baselines.training.phase import Job, train_phase

    if folder.phase(target.task) is not None:
        return
    data = open_target(target.known, places, target.languages)
    settings = target.settings
    job = Job(data, settings.batch, settings.effective_batch, target.examples, settings.max_length)
    say(f"{target.task}: {data.task.title}")
    note_data(folder, target.task, [job])
    trained = train_phase(
        encoder,
        [job],
        settings,
        lambda sizes, steps: [data.task.name] * steps,
        recipe.seed,
        folder.work(target.task),
        order.device,
        _method(recipe, "targets", target.task, folder, places),
    )
    before = folder.phase("phase-2")
    if before is None or trained.record.encoder_before != before["encoder_after"]:
        raise ModelError(
            f"{folder.model}: its encoder is not the result of phase 2.",
            "Begin the run anew in another --out.",
        )
    put_head(trained, data.task.name, target.task, folder)
    note_phase(folder, target.task, [job], trained)


def _method(
    recipe: Recipe,
    phase: Literal["intermediate", "targets"],
    name: str,
    folder: RunFolder,
    places: Places,
) -> "Method":
    from xstilts_baselines.training.phase import Method
    from xstilts_baselines.training.rewriting import Paraphrasing, Rewriting, Switching

    rewriting: Rewriting | None = None
    if (switch := recipe.switch_of(phase)) is not None:
        lexicons = open_training_lexicons(switch.languages, places)
        note_lexicons(folder, lexicons)
        rewriting = Switching(switch, lexicons)
    elif recipe.paraphrases(phase):
        synonyms = open_synonyms(places)
        note_synonyms(folder, synonyms)
        rewriting = Paraphrasing(synonyms)
    logs = folder.path / LOGS / name
    return Method(recipe.regime_of(phase), recipe.trainer, recipe.lora, logs, rewriting)


def _intermediate_jobs(recipe: Recipe, phase: Settings, places: Places) -> list["Job"]:
    from xstilts_baselines.data.opening import open_text
    from xstilts_baselines.training.phase import Job

    jobs = []
    for one in recipe.intermediate:
        batch = one.batch or phase.batch
        effective = batch * (one.accumulate or phase.accumulate)
        length = one.max_length or phase.max_length
        data = open_intermediate(one.known, places)
        jobs.append(Job(data, batch, effective, one.examples, length))
    if recipe.masked is not None:
        masked = recipe.masked
        data = open_text(masked.languages, places)
        limit = masked.examples * len(masked.languages)
        job = Job(data, phase.batch, phase.effective_batch, limit, masked.max_length, masked.mask)
        jobs.append(job)
    if not jobs:
        raise UsageError(
            f"{recipe.name} has a phase 2 without a task.", "Name an intermediate task."
        )
    return jobs
