"""``xstilts-baselines``."""

import sys
from pathlib import Path

import click

_SET = click.option(
    "--set", "changes", multiple=True, metavar="KEY=VALUE", help="Change a value. Repeatable."
)
_DEBUG = click.option("--debug", is_flag=True, expose_value=False, help="Show tracebacks.")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="xstilts", prog_name="xstilts-baselines")
def group() -> None:
    """Train baselines from recipes."""


@group.command(name="list")
@_DEBUG
def list_() -> None:
    """List the bundled recipes."""
    from xstilts_baselines.recipe import load_recipe, recipe_names

    for name in recipe_names():
        click.echo(f"{name}: {load_recipe(name).description}")


@group.command()
@click.argument("recipe")
@_SET
@_DEBUG
def plan(recipe: str, changes: tuple[str, ...]) -> None:
    """Say what a recipe does; start nothing."""
    from xstilts_baselines.recipe import load_recipe

    found = load_recipe(recipe, changes)
    before = found.pretraining
    click.echo(f"{found.name}: {found.description} (seed {found.seed})")
    click.echo(
        f"pre-training: {before.steps:,} steps of {before.batch} on {before.documents:,} documents"
    )
    for target in found.targets:
        click.echo(
            f"{target.task}: {target.steps:,} steps of {target.batch} on {target.examples:,}"
            " English examples"
        )


@group.command()
@click.argument("recipe")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Checkpoint folder.")
@click.option("--seed", type=int, help="Another seed than the recipe's.")
@_SET
@_DEBUG
def run(recipe: str, out: Path, seed: int | None, changes: tuple[str, ...]) -> None:
    """Carry out a recipe and write a checkpoint folder."""
    from xstilts_baselines.recipe import load_recipe
    from xstilts_baselines.run import run_recipe

    if seed is not None:
        changes = (*changes, f"seed={seed}")
    found = load_recipe(recipe, changes)
    record = run_recipe(found, out, lambda line: click.echo(line, err=True))
    for phase in record["phases"]:
        click.echo(
            f"{phase['phase']}: {phase['seconds']} s, loss {phase['first_loss']} to"
            f" {phase['last_loss']}"
        )
    click.echo(f"Next: xstilts-submit predict --suite mini --model {out} --out my-sub", err=True)


@group.command()
@click.argument("checkpoint")
@_DEBUG
def evidence(checkpoint: str) -> None:
    """Score a checkpoint on the miniature, with intervals, beside cheap baselines."""
    from xstilts_baselines.evidence import as_markdown, gather

    click.echo(as_markdown(gather(checkpoint)))


@group.command()
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Folder to write.")
@_DEBUG
def miniature(out: Path) -> None:
    """Write the miniature benchmark: inputs, labels and cheap baselines."""
    from xstilts_baselines.miniature.writer import write_miniature

    write_miniature(out)
    click.echo(f"{out}: data, labels, baselines.json")


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and exit with its code."""
    from xstilts_kit.cli import run as run_command

    sys.exit(run_command(group, "xstilts-baselines", arguments))
