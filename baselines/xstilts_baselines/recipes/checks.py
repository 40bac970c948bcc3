"""Checks of STILTs recipes beyond types: valid ranges and known tasks."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from typing import Any

from xstilts_baselines.data.intermediate import get_intermediate
from xstilts_baselines.data.reading.places import check_named_place
from xstilts_baselines.data.targets import all_targets, get_target
from xstilts_baselines.recipes.stilts import ORIGINS, Recipe, Settings, Target
from xstilts_baselines.recipes.trainer import trainer_faults
from xstilts_kit.diagnostics.errors import UsageError, nearest
from xstilts_kit.suites import get_suite

_MAY_BE_ZERO = (
    "warmup",
    "weight_decay",
    "freeze_layers",
    "word_dropout",
    "dropout",
    "group_by_length",
)
_SHARES = ("warmup", "share", "mask", "word_dropout", "dropout")
_NONE = "there are none"
_NEITHER = "steps or epochs must be given, not neither"


def recipe_faults(recipe: Recipe, where: str, *, partial: bool = False) -> Iterator[UsageError]:
    """Yield the faults of a recipe, each with key, value and valid alternatives.

    Args:
        recipe: A recipe.
        where: Its place, for messages.
        partial: Whether faulty values have been removed, so that missing keys are not reported.
    """
    for place, message in _faults(recipe):
        if not (partial and message in (_NONE, _NEITHER)):
            yield UsageError(f"{where}: {place}: {message}.", _REMEDY)
    try:
        get_suite(recipe.suite)
    except UsageError as error:
        yield error
    for name, place in recipe.data.items():
        try:
            check_named_place(name, place, f"{where}: data.{name}", recipe.own_tasks)
        except UsageError as error:
            yield error
    for target in recipe.targets:
        if target.own is None and target.task in all_targets():
            yield from _languages(target, where)


def name_faults(document: Mapping[str, Any], where: str) -> Iterator[UsageError]:
    """Yield unknown tasks and Trainer arguments, as far as the document can be read.

    The document is searched, because a task whose table has other faults is not in the recipe.
    """
    for table, get in (("intermediate", get_intermediate), ("targets", get_target)):
        tasks = document.get(table)
        for task in tasks if isinstance(tasks, list) else ():
            name = task.get("task") if isinstance(task, Mapping) and "kind" not in task else None
            if isinstance(name, str):
                try:
                    get(name)
                except UsageError as error:
                    yield UsageError(error.what, f"{error.remedy}{_OWN}")
    trainer = document.get("trainer")
    for key, fault in trainer_faults(trainer) if isinstance(trainer, Mapping) else ():
        yield UsageError(f"{where}: trainer.{key}: {fault}.", _REMEDY)


_OWN = " A task of your own needs kind and files beside its name."
_REMEDY = "Correct the recipe, or change it by --set."


def _languages(target: Target, where: str) -> Iterator[UsageError]:
    """Yield languages of a target without training data."""
    known = target.known.languages
    for language in target.languages:
        if language not in known:
            listing = f"The languages are: {', '.join(known)}."
            yield UsageError(
                f"{where}: targets.{target.task}: no training data in {language!r}.",
                nearest(language, known, otherwise=listing),
            )


def _faults(recipe: Recipe) -> Iterator[tuple[str, str]]:
    if not recipe.targets:
        yield "targets", _NONE
    yield from _doubles("intermediate", (task.task for task in recipe.intermediate))
    yield from _doubles("targets", (target.task for target in recipe.targets))
    tasks = bool(recipe.intermediate)
    if tasks and recipe.phase is None:
        yield "phase", "intermediate tasks without a [phase]: add one, with epochs or steps"
    if not tasks and (recipe.phase or recipe.mixing or recipe.masked):
        yield "intermediate", "a phase, mixing or masked text without an intermediate task"
    if not tasks and recipe.regime.at == "intermediate":
        yield "regime.at", "there is no intermediate task"
    yield from _switch_faults(recipe)
    yield from _paraphrase_faults(recipe)
    several = len(recipe.intermediate) > 1 or recipe.masked is not None
    if several and recipe.phase is not None and recipe.phase.epochs is not None:
        yield "phase.epochs", "several tasks have no common epoch; give steps"
    if recipe.mixing is not None and len(recipe.intermediate) < 2:
        yield "mixing", "there is only one intermediate task"
    if recipe.masked is not None and not recipe.masked.languages:
        yield "masked.languages", _NONE
    for place, table in _tables(recipe):
        yield from _numbers(place, table)
    for target in recipe.targets:
        if not target.languages:
            yield f"targets.{target.task}", "there are no languages"
    for table, tasks_of in (("intermediate", recipe.intermediate), ("targets", recipe.targets)):
        for task in tasks_of:
            if task.own is not None:
                yield from ((f"{table}.{task.task}", f) for f in task.own.faults(task.task))
    yield from ((f"regime.{key}", fault) for key, fault in recipe.regime.faults())
    for key, origin in recipe.origin.items():
        if origin not in ORIGINS:
            yield f"origin.{key}", f"{origin!r} is not one of {', '.join(ORIGINS)}"


def _switch_faults(recipe: Recipe) -> Iterator[tuple[str, str]]:
    switch = recipe.switch
    if switch is None:
        return
    if not switch.languages:
        yield "switch.languages", _NONE
    if "en" in switch.languages:
        yield "switch.languages", "en is the language of the text"
    for name, value in (("ratio", switch.ratio), ("share", switch.share)):
        if not 0 < value <= 1:
            yield f"switch.{name}", f"{value}; expected more than 0, at most 1"
    if not recipe.intermediate and switch.at == "intermediate":
        yield "switch.at", "there is no intermediate task"


def _paraphrase_faults(recipe: Recipe) -> Iterator[tuple[str, str]]:
    if recipe.paraphrase is None:
        return
    at = recipe.paraphrase.at
    if not recipe.intermediate and at == "intermediate":
        yield "paraphrase.at", "there is no intermediate task"
    if recipe.switch is not None and (at == recipe.switch.at or "both" in (at, recipe.switch.at)):
        yield "paraphrase.at", "the text of this phase is replaced by [switch] already"


def _doubles(place: str, names: Iterable[str]) -> Iterator[tuple[str, str]]:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            yield place, f"{name} occurs twice"
        seen.add(name)


def _tables(recipe: Recipe) -> Iterator[tuple[str, Any]]:
    for name in ("phase", "mixing", "masked", "lora"):
        if (table := getattr(recipe, name)) is not None:
            yield name, table
    if recipe.base.size is not None:
        yield "base.size", recipe.base.size
    for task in recipe.intermediate:
        yield f"intermediate.{task.task}", task
    for target in recipe.targets:
        yield f"targets.{target.task}", target
        yield f"targets.{target.task}", target.settings


def _numbers(place: str, table: Any) -> Iterator[tuple[str, str]]:
    if isinstance(table, Settings) and (table.steps is None) == (table.epochs is None):
        both = "steps or epochs must be given, not both"
        yield place, _NEITHER if table.steps is None else both
    values = {"examples": table.examples} if isinstance(table, Target) else asdict(table)
    for name, value in values.items():
        if isinstance(value, bool) or not isinstance(value, int | float):
            continue
        if not value < float("inf") or value < 0 or (value == 0 and name not in _MAY_BE_ZERO):
            yield place, f"{name} = {value}; expected a number above 0"
        elif name in _SHARES and value >= 1:
            yield place, f"{name} = {value}; expected a share below 1"
