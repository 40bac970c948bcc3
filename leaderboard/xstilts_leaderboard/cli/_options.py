"""Options shared by several commands."""

from pathlib import Path

import click

PATH = click.Path(path_type=Path)

root_option = click.option(
    "--root",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    default=Path(),
    metavar="DIR",
    help="The repository of the leaderboard (default: the current folder).",
)

failed_option = click.option(
    "--failed",
    type=PATH,
    metavar="FILE",
    help="Write the rows that are left out to FILE as JSON, and exit with 0.",
)

format_option = click.option(
    "--format",
    "form",
    type=click.Choice(["text", "github"]),
    default="text",
    show_default=True,
    help="Output format; github prints a warning for each row that is left out.",
)

gold_option = click.option(
    "--gold",
    "gold",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    multiple=True,
    metavar="DIR",
    help="A folder of gold packs (default: fetch the packs named in gold.lock). May be repeated.",
)
