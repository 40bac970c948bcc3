"""``xstilts-baselines list``."""

from collections.abc import Iterator
from typing import Any

import click

from xstilts_baselines.cli._options import debug_option
from xstilts_kit.cli.console import print_json, table_width
from xstilts_kit.cli.options import as_json


@click.command(name="list")
@as_json
@debug_option
def command(json_: bool) -> None:
    """List the bundled recipes and studies with base, tasks, steps, GPU hours and memory.

    Hours are for an A100-class GPU, without evaluation; `plan` shows more.
    """
    from xstilts_baselines.data.targets import all_targets
    from xstilts_baselines.recipes import recipe_names, variant_names

    rows, studies = [_row(name) for name in recipe_names()], list(_studies())
    if json_:
        print_json({"recipes": rows, "studies": studies})
        return
    from rich import box
    from rich.console import Console
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for heading, justify in (
        ("recipe", "left"),
        ("base", "left"),
        ("intermediate", "left"),
        ("targets", "left"),
        ("steps", "right"),
        ("GPU hours", "right"),
        ("GiB", "right"),
    ):
        table.add_column(heading, justify=justify, overflow="fold")  # type: ignore[arg-type]
    for row in rows:
        hours, memory = row["gpu_hours"], row["memory"]
        table.add_row(
            row["name"],
            (row["base"] or "from scratch").rpartition("/")[2],
            " ".join(row["intermediate"]) or "-",
            str(len(row["targets"])),
            f"{row['steps']:,}",
            "-" if hours is None else f"{hours:.1f}",
            "-" if memory is None else f"{memory / 2**30:.1f}",
        )
    Console(width=max(table_width(), 100), highlight=False).print(table)
    others = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for heading in ("study", "title", "arms", "seeds", "varies"):
        others.add_column(heading, overflow="fold")
    for study in studies:
        others.add_row(
            study["name"],
            study["title"],
            " ".join(study["arms"]),
            " ".join(map(str, study["seeds"])),
            study["varies"],
        )
    Console(width=max(table_width(), 100), highlight=False).print(others)
    heads = (
        name if target.answers == (name,) else f"{name} (for {' and '.join(target.answers)})"
        for name, target in all_targets().items()
    )
    click.echo(f"Targets: {', '.join(heads)}; tatoeba and bucc2018 need no training.")
    click.echo("To write your own recipe: xstilts-baselines new my.toml.")
    click.echo(
        f"To use your own encoder: xstilts-baselines run NAME --base ID --out DIR, where NAME"
        f" is {', '.join(variant_names())}."
    )


def _studies() -> Iterator[dict[str, Any]]:
    from xstilts_baselines.studies.study import load_study, study_names

    for name in study_names():
        study = load_study(name)
        yield {
            "name": name,
            "title": study.title,
            "arms": [arm.name for arm in study.arms],
            "seeds": list(study.seeds),
            "varies": study.varies,
        }


def _row(name: str) -> dict[str, Any]:
    from xstilts_baselines.recipes import Recipe, load_recipe
    from xstilts_baselines.run.planning import plan_recipe

    recipe = load_recipe(name)
    common = {
        "name": name,
        "description": recipe.description,
        "targets": [target.task for target in recipe.targets],
    }
    if not isinstance(recipe, Recipe):
        steps = recipe.pretraining.steps + sum(target.steps for target in recipe.targets)
        nothing: dict[str, Any] = {
            "base": None,
            "intermediate": [],
            "gpu_hours": None,
            "memory": None,
        }
        return {**common, **nothing, "steps": steps}
    plan = plan_recipe(recipe, {}, look=False)
    masked = ["text"] if recipe.masked is not None else []
    return {
        **common,
        "base": recipe.base.model,
        "intermediate": [*(task.task for task in recipe.intermediate), *masked],
        "steps": plan.steps,
        "gpu_hours": None if plan.hours is None else round(plan.hours["gpu_120"], 2),
        "memory": plan.memory,
    }
