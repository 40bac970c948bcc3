"""``xstilts-baselines run``."""

from pathlib import Path
from typing import Any

import click

from xstilts_baselines.cli._evaluation import evaluation_options, read_evaluation
from xstilts_baselines.cli._options import (
    base_option,
    data_option,
    debug_option,
    set_option,
    target_option,
)
from xstilts_kit.cli.options import PATH
from xstilts_kit.diagnostics.errors import UsageError


@click.command(name="run")
@click.argument("recipe")
@click.option("--out", type=PATH, required=True, metavar="DIR", help="Folder of the run.")
@base_option
@click.option("--seed", type=int, help="Seed to use instead of the recipe's.")
@set_option
@target_option
@data_option
@evaluation_options
@click.option("--name", help="The submission's name (default: the recipe's).")
@debug_option
def command(recipe: str, out: Path, base: str | None, seed: int | None, **options: Any) -> None:
    """Run a recipe: train, predict, validate, score.

    To resume an interrupted run, repeat the command.
    """
    from xstilts_baselines.recipes import Recipe, load_recipe

    changes = options["changes"] if seed is None else (*options["changes"], f"seed={seed}")
    found = load_recipe(recipe, changes, base, options["targets"])
    if isinstance(found, Recipe):
        _run(found, out, changes, options)
        return
    unused = ("places", "sources", "gold", "tasks", "limits", "name")
    given = next((name for name in unused if options[name]), None)
    if given is not None:
        option = {"places": "data"}.get(given, given.removesuffix("s"))
        raise UsageError(
            f"{recipe} trains from scratch without evaluation: --{option} does not apply.",
            "Leave it out; `xstilts-submit predict` evaluates the checkpoint.",
        )
    from xstilts_baselines.run.from_scratch import run_scratch

    record = run_scratch(found, out, _say)
    for phase in record["phases"]:
        click.echo(
            f"{phase['phase']}: {phase['seconds']} s, loss {phase['first_loss']} to"
            f" {phase['last_loss']}"
        )
    _say(f"Next: xstilts-submit predict --suite mini --model {out} --out my-sub")


def _run(recipe: Any, out: Path, changes: tuple[str, ...], options: dict[str, Any]) -> None:
    from xstilts_baselines.data.opening import read_places
    from xstilts_baselines.run.carrying_out import Order, run_recipe

    order = Order(
        out,
        read_places(options["places"], own=recipe.own_tasks),
        read_evaluation(options, recipe),
        options["device"],
        changes,
        options["targets"],
    )
    record = run_recipe(recipe, order, _say)
    if "evaluation" not in record:  # evaluated by another process of torchrun
        return
    for found in record["evaluation"]:
        tasks = "  ".join(
            f"{task} {'-' if score is None else f'{score:.1f}'}"
            for task, score in found["tasks"].items()
        )
        overall = found["overall"]
        whole = "" if overall is None else f"overall {overall:.1f}  "
        click.echo(f"{found['submission']}: {whole}{tasks}")
    _say(f"Next: xstilts-baselines push {out} --repo OWNER/NAME")


def _say(line: str) -> None:
    click.echo(line, err=True)
