"""Options that several commands share."""

from pathlib import Path

import click

PATH = click.Path(path_type=Path)

root_option = click.option(
    "--root",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    default=Path(),
    metavar="DIR",
    help="The repository whose boards count; default: the current folder.",
)

gold_option = click.option(
    "--gold",
    "gold",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    multiple=True,
    metavar="DIR",
    help="A folder of gold packs. Default: what gold.lock names is fetched. May be repeated.",
)
