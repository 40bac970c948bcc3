"""What no type can say of a STILTs recipe: numbers that can be meant, tasks that there are."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any

from xstilts_baselines.data.intermediate import get_intermediate
from xstilts_baselines.data.reading.places import check_named_place
from xstilts_baselines.data.targets import get_target
from xstilts_baselines.recipes.stilts import ORIGINS, Recipe, Settings, Target
from xstilts_kit.diagnostics.errors import UsageError, nearest
from xstilts_kit.suites import get_suite

_MAY_BE_ZERO = ("warmup", "weight_decay")
_SHARES = ("warmup", "share", "mask")


def check_recipe(recipe: Recipe, where: str) -> None:
    """Refuse what cannot be carried out.

    Raises:
        UsageError: With the key and its value, and what is known instead.
    """
    for place, message in _faults(recipe):
        raise UsageError(f"{where}: {place}: {message}.", "Mend the recipe, or change it by --set.")
    get_suite(recipe.suite)
    for name, place in recipe.data.items():
        check_named_place(name, place, f"{where}: data.{name}")
    for task in recipe.intermediate:
        get_intermediate(task.task)
    for target in recipe.targets:
        known = get_target(target.task)
        for language in target.languages:
            if language not in known.languages:
                raise UsageError(
                    f"{where}: targets.{target.task}: no training data in {language!r}.",
                    nearest(
                        language,
                        known.languages,
                        otherwise=f"There are {', '.join(known.languages)}.",
                    ),
                )


def _faults(recipe: Recipe) -> Iterator[tuple[str, str]]:
    if not recipe.targets:
        yield "targets", "there are none"
    yield from _doubles("intermediate", (task.task for task in recipe.intermediate))
    yield from _doubles("targets", (target.task for target in recipe.targets))
    tasks = bool(recipe.intermediate)
    if tasks and recipe.phase is None:
        yield "phase", "intermediate tasks without a [phase]"
    if not tasks and (recipe.phase or recipe.mixing or recipe.masked):
        yield "intermediate", "a phase, mixing or masked text without an intermediate task"
    several = len(recipe.intermediate) > 1 or recipe.masked is not None
    if several and recipe.phase is not None and recipe.phase.epochs is not None:
        yield "phase.epochs", "several tasks have no common epoch; give steps"
    if recipe.mixing is not None and len(recipe.intermediate) < 2:
        yield "mixing", "there is but one intermediate task"
    if recipe.masked is not None and not recipe.masked.languages:
        yield "masked.languages", "there are none"
    for place, table in _tables(recipe):
        yield from _numbers(place, table)
    for target in recipe.targets:
        if not target.languages:
            yield f"targets.{target.task}", "there are no languages"
    for key, origin in recipe.origin.items():
        if origin not in ORIGINS:
            yield f"origin.{key}", f"{origin!r} is none of {', '.join(ORIGINS)}"


def _doubles(place: str, names: Iterable[str]) -> Iterator[tuple[str, str]]:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            yield place, f"{name} stands there twice"
        seen.add(name)


def _tables(recipe: Recipe) -> Iterator[tuple[str, Any]]:
    for name in ("phase", "mixing", "masked"):
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
        both = "neither" if table.steps is None else "both"
        yield place, f"steps or epochs must be given, not {both}"
    values = {"examples": table.examples} if isinstance(table, Target) else asdict(table)
    for name, value in values.items():
        if isinstance(value, bool) or not isinstance(value, int | float):
            continue
        if not value < float("inf") or value < 0 or (value == 0 and name not in _MAY_BE_ZERO):
            yield place, f"{name} = {value}; expected a number above 0"
        elif name in _SHARES and value >= 1:
            yield place, f"{name} = {value}; expected a share below 1"
