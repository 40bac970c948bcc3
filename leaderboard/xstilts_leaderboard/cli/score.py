"""``xstilts-leaderboard score``."""

from pathlib import Path

import click

from xstilts_kit.cli.console import note
from xstilts_kit.cli.options import quiet_and_debug
from xstilts_leaderboard.cli._options import PATH, gold_option, root_option


@click.command(name="score")
@root_option
@gold_option
@click.option(
    "--scored", type=PATH, required=True, metavar="DIR", help="Where scored rows are kept."
)
@quiet_and_debug
def command(root: Path, gold: tuple[Path, ...], scored: Path, quiet: bool) -> int:
    """Score every submission of the store that is not scored yet.

    One that cannot be scored keeps no other from it; the exit code is then that of its error. Rows
    whose predictions are no longer on the Hub keep their numbers and are marked with the date.
    """
    from datetime import UTC, datetime

    from xstilts_kit.diagnostics.errors import NetworkError
    from xstilts_kit.hub import is_offline
    from xstilts_leaderboard.rows.gone import look_for_gone
    from xstilts_leaderboard.rows.loading import board_lock, score_missing
    from xstilts_leaderboard.store.gold import gold_folders
    from xstilts_leaderboard.store.submissions import read_store

    lock = board_lock(root)
    entries = read_store(root)
    packs = gold_folders(lock, gold)
    failed = score_missing(entries, scored, lock, packs, lambda line: note(line, quiet))
    for entry, error in failed:
        click.echo(f"{entry.key}: {error.what}\n  {error.remedy}", err=True)
    try:
        today = datetime.now(UTC).date().isoformat()
        gone = () if is_offline() else look_for_gone(entries, scored, lock, today)
    except NetworkError as error:
        note(f"Not known which predictions are still there: {error}", quiet)
        gone = ()
    for entry in gone:
        note(f"{entry.key}: its predictions are no longer on the Hub; its numbers stay", quiet)
    held = sum(not entry.withdrawn for entry in entries)
    click.echo(f"{scored}: {held - len(failed)} of {held} submissions are scored")
    return failed[0][1].exit_code if failed else 0
