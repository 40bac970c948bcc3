"""``xstilts-leaderboard edition``."""

from pathlib import Path

import click

from xstilts_kit.cli.console import note
from xstilts_kit.cli.options import gold_option, quiet_and_debug, source_option
from xstilts_leaderboard.cli._options import root_option


@click.command(name="edition")
@click.argument("name", metavar="EDITION")
@source_option
@gold_option()
@click.option("--title", help="One line about the data (default: the name).")
@root_option
@quiet_and_debug
def command(
    name: str,
    sources: tuple[str, ...],
    gold: tuple[Path, ...],
    title: str | None,
    root: Path,
    quiet: bool,
) -> None:
    """Write the edition of a lab's own boards: counts and fingerprints of their data.

    EDITION is the name used by the boards. The file is written to the editions of the folder of
    definitions and never changed: different data need a new edition.
    """
    from xstilts_leaderboard.founding.edition import write_edition

    path, missing = write_edition(name, title or name, sources, gold)
    for line in missing:
        note(f"Left out {line}", quiet)
    click.echo(f"{path}: written. Next: `xstilts-leaderboard gold` with the same data.")
