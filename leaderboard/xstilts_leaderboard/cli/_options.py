"""Options shared by several commands."""

from pathlib import Path

import click
from click.core import ParameterSource

PATH = click.Path(path_type=Path)


def _use_definitions(context: click.Context, parameter: click.Parameter, root: Path) -> Path:
    """Use the board's own definitions, unless others were named on the command line."""
    from xstilts_kit.definitions import in_use
    from xstilts_leaderboard.store.settings import use_definitions

    if not context.resilient_parsing:
        named = context.get_parameter_source("definitions") is ParameterSource.COMMANDLINE
        use_definitions(root, in_use().folder if named else None)
    return root


root_option = click.option(
    "--root",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    default=Path(),
    metavar="DIR",
    callback=_use_definitions,
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
