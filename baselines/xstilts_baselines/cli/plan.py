"""``xstilts-baselines plan``."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from xstilts_baselines.cli._options import data_option, debug_option, set_option, target_option
from xstilts_kit.cli.console import print_json
from xstilts_kit.cli.options import PATH, as_json

if TYPE_CHECKING:
    from xstilts_baselines.recipes import ScratchRecipe
    from xstilts_baselines.run.planning import Plan, PlannedPhase


@click.command(name="plan")
@click.argument("recipe")
@click.option(
    "--base",
    metavar="CHECKPOINT",
    help="Encoder to use instead of the recipe's: a folder, or a Hub id, id@revision.",
)
@click.option("--out", type=PATH, metavar="DIR", help="Folder of the run, to check the disk space.")
@set_option
@target_option
@data_option
@as_json
@debug_option
def command(
    recipe: str,
    base: str | None,
    out: Path | None,
    changes: tuple[str, ...],
    targets: tuple[str, ...],
    places: tuple[str, ...],
    json_: bool,
) -> None:
    """Show the steps, the cost and the missing requirements of a recipe, without running it.

    Local data are read; the network is not used.
    """
    from xstilts_baselines.data.opening import read_places
    from xstilts_baselines.recipes import Recipe, load_recipe
    from xstilts_baselines.run.planning import plan_recipe

    found = load_recipe(recipe, changes, base, targets)
    if isinstance(found, Recipe):
        plan = plan_recipe(found, read_places(places, own=found.own_tasks), out)
        if json_:
            print_json(plan.as_json())
        else:
            click.echo("\n".join(_lines(plan)))
    elif json_:
        print_json({"recipe": found.as_json()})
    else:
        click.echo("\n".join(_scratch_lines(found)))


def _lines(plan: "Plan") -> Iterator[str]:
    recipe = plan.recipe
    yield f"{recipe.name}: {recipe.description} (seed {recipe.seed})"
    base = recipe.base.model + (f" at {recipe.base.revision}" if recipe.base.revision else "")
    size = "" if plan.parameters is None else f", {plan.parameters / 1e6:,.0f} M parameters"
    yield f"base         {base}{size}"
    if recipe.regime.kind != "plain":
        yield f"regime       {_pairs(recipe.regime.as_json())}"
    if recipe.trainer:
        yield f"trainer      {_pairs(recipe.trainer)}"
    for phase in plan.phases:
        yield from _phase_lines(phase)
    yield ""
    yield f"total        {plan.steps:,} steps; then predict and score {recipe.suite}"
    if plan.hours is not None and plan.memory is not None and plan.disk is not None:
        yield f"time         {_hours(plan.hours)}, without evaluation"
        yield f"memory       {plan.memory / 2**30:.1f} GiB per device with 16 bits, plus overhead"
        yield f"disk         {plan.disk / 1e9:.1f} GB at most, without the data"
    else:
        yield "time         unknown until the base's config.json is available locally"
    yield ""
    if plan.missing:
        yield "missing"
        yield from (f"  - {line}" for line in plan.missing)
    else:
        yield "Nothing is missing; data on the Hub are fetched by the run."


def _phase_lines(phase: "PlannedPhase") -> Iterator[str]:
    yield ""
    origins = dict.fromkeys(phase.origins.values())
    keys = (
        f"{', '.join(key for key, of in phase.origins.items() if of == origin)} ({origin})"
        for origin in origins
    )
    yield f"{phase.name}: {phase.steps:,} steps, learning rate {phase.learning_rate:g}"
    yield f"  numbers    {'; '.join(keys)}"
    for task in phase.tasks:
        share = "" if len(phase.tasks) == 1 else f", {100 * task.share:.1f} % of the steps"
        looked = "" if task.dev_used is None else f", {task.dev_used:,} of them scored"
        yield (
            f"  {task.task:<10} {task.title}: {task.train:,} for training, {task.dev:,} for dev"
            f"{looked}"
        )
        yield f"             batch {task.batch}, {task.length} sub-words{share}"
        yield f"             data: {task.data}"
        yield f"             licence: {task.licence}"
    if phase.hours is not None:
        yield f"  time       {_hours(phase.hours)}"


def _pairs(table: Mapping[str, Any]) -> str:
    return ", ".join(f"{key} = {value}" for key, value in table.items())


def _hours(hours: dict[str, float]) -> str:
    fast, slow, cpu = (
        f"{hours[name]:,.{0 if hours[name] >= 10 else 1 if hours[name] >= 1 else 2}f} h"
        for name in ("gpu_120", "gpu_40", "cpu_0.1")
    )
    return f"{fast} on an A100-class GPU, {slow} on a V100-class one, {cpu} on two CPU cores"


def _scratch_lines(recipe: "ScratchRecipe") -> Iterator[str]:
    before = recipe.pretraining
    yield f"{recipe.name}: {recipe.description} (seed {recipe.seed})"
    yield (
        f"pre-training: {before.steps:,} steps of {before.batch} on {before.documents:,} documents"
    )
    for target in recipe.targets:
        yield (
            f"{target.task}: {target.steps:,} steps of {target.batch} on {target.examples:,}"
            " English examples"
        )
