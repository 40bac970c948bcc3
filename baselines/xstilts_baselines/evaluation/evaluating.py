"""Evaluate a run's checkpoint: predict, validate and score with the kit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from xstilts_baselines.evaluation.controls import write_controls
from xstilts_baselines.recipes import Recipe
from xstilts_kit.diagnostics.errors import DataError
from xstilts_kit.diagnostics.saying import Say
from xstilts_kit.prediction.predicting import predict
from xstilts_kit.prediction.preparing import Request, prepare
from xstilts_kit.scoring.results import Scores
from xstilts_kit.scoring.scoring import score
from xstilts_kit.submission.description import Description
from xstilts_kit.submission.layout import MANIFEST
from xstilts_kit.submission.manifest import Supervision

CONTROLS = ("centre", "whiten")
"""Transforms of the sentence vectors, scored separately from the plain vectors."""


@dataclass(frozen=True, slots=True)
class BaseModel:
    """The fine-tuned base model as named in the manifest, never by a path."""

    id: str
    revision: str | None


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Cells and data of an evaluation, and the author fields of the submission."""

    sources: Sequence[str] = ()
    gold: Sequence[Path] = ()
    tasks: Sequence[str] = ()
    splits: Sequence[str] = ()
    """Split to predict, as for ``predict --split``."""
    limit: int | None = None
    """Maximum number of examples per file."""
    limits: Mapping[str, int] = field(default_factory=dict)
    """Maximum number of examples per file, by task."""
    available: bool = False
    """Whether to skip tasks without data or head."""
    yes: bool = False
    """Whether the licences of fetched data are accepted."""
    device: str = "auto"
    description: Description = field(default_factory=Description)


def describe(recipe: Recipe, base: BaseModel, given: Description) -> Description:
    """Complete the submission's description with the recipe's facts about the model."""
    intermediate = tuple(one.task for one in recipe.intermediate)
    masked = ("masked-language-modelling",) if recipe.masked is not None else ()
    languages = {language for target in recipe.targets for language in target.languages}
    return replace(
        given,
        name=given.name or recipe.name,
        base_model=base.id,
        base_revision=base.revision,
        supervision=Supervision(
            labelled_languages=tuple(sorted(languages)),
            model_selection="english-dev",
            translated_training_data=recipe.switch is not None
            or any(
                target.known.translated and set(target.languages) != {"en"}
                for target in recipe.targets
            ),
            parallel_data_in_pretraining=True if recipe.base.model == "mini" else None,
            target_language_unlabelled=bool(masked),
            intermediate_tasks=(*intermediate, *masked),
            ensemble_of=1,
            chosen_on_test=(),
            lexicons=tuple(sorted(recipe.switch.languages)) if recipe.switch else None,
        ),
    )


def evaluate(
    model: Path, folder: Path, recipe: Recipe, base: BaseModel, asked: Evaluation, say: Say
) -> list[dict[str, Any]]:
    """Predict, validate and score a checkpoint, then its control arms.

    Submissions completed by an earlier call are reused.

    Args:
        model: The checkpoint.
        folder: The folder for submissions.
        recipe: The recipe that made the checkpoint.
        base: The base model that was fine-tuned.
        asked: The evaluation to carry out.
        say: Called with a progress message for each step.

    Returns:
        Name, transform, signature and scores of each submission, the plain one first.

    Raises:
        XstiltsError: As for the kit's `prepare`, `predict` and `score`.
    """
    description = describe(recipe, base, asked.description)
    prepared = prepare(request_of(model, recipe, asked), say=say)
    for line in prepared.plan.skipped:
        say(f"skipped {line}")
    plain = folder / str(description.name)
    if not (plain / MANIFEST).is_file():
        say(f"predicting {prepared.examples:,} examples")
        predict(prepared, plain, description)
    found = [_scored(plain, "none", asked)]
    bare = [ready.task for ready in prepared.heads if ready.cells and ready.embedding]
    left = [kind for kind in CONTROLS if not (_control(plain, kind) / MANIFEST).is_file()]
    if bare and left:
        say(f"control arms: {' and '.join(left)}")
        try:
            write_controls(prepared, bare, left, plain, folder)
        except DataError as error:
            say(f"no control arms: {error}")
    for kind in CONTROLS:
        if (_control(plain, kind) / MANIFEST).is_file():
            found.append(_scored(_control(plain, kind), kind, asked))
    return found


def request_of(
    model: Path, recipe: Recipe, asked: Evaluation, transforms: Sequence[str] = ()
) -> Request:
    """Return the kit's request for an evaluation, with transforms as for ``--transform``."""
    return Request(
        models=[str(model)],
        suite=recipe.suite,
        sources=asked.sources,
        tasks=asked.tasks,
        splits=asked.splits,
        transforms=transforms,
        limit=asked.limit,
        limits=asked.limits,
        available=asked.available,
        device=asked.device,
        yes=asked.yes,
    )


def _control(plain: Path, kind: str) -> Path:
    """Return the folder of a submission's control arm."""
    return plain.with_name(f"{plain.name}.{kind}")


def _scored(folder: Path, transform: str, asked: Evaluation) -> dict[str, Any]:
    scores: Scores = score(folder, asked.sources, asked.gold, write=True)
    return {
        "submission": folder.name,
        "transform": transform,
        "signature": scores.signature,
        "overall": scores.overall.score,
        "groups": {group.group: group.score for group in scores.groups if group.have},
        "tasks": {task.task: task.score for task in scores.tasks if task.have},
        "intervals": {task.task: task.interval for task in scores.tasks if task.have},
    }
