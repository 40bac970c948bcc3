"""``xstilts-baselines new``."""

from pathlib import Path

import click

from xstilts_baselines.cli._options import debug_option
from xstilts_kit.cli.options import PATH, names_option


@click.command(name="new")
@click.argument("path", type=PATH, metavar="FILE.toml")
@click.option(
    "--base",
    default="FacebookAI/xlm-roberta-base",
    show_default=True,
    metavar="CHECKPOINT",
    help="The encoder: a folder, or an id on the Hub.",
)
@names_option("--intermediate", metavar="TASK", help="Intermediate task.")
@names_option("--target", "targets", metavar="TASK", help="Target task (default: all of xtreme-8).")
@debug_option
def command(path: Path, base: str, intermediate: tuple[str, ...], targets: tuple[str, ...]) -> None:
    """Write a commented recipe of your own.

    It can be planned without changes; keys that are commented out are optional.
    """
    from xstilts_baselines.recipes.writing import write_recipe

    write_recipe(path, base, intermediate, targets)
    click.echo(f"Wrote {path}. Next: xstilts-baselines plan {path}", err=True)
