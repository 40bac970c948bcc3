"""``xstilts-leaderboard score``."""

from pathlib import Path

import click

from xstilts_kit.cli.console import note
from xstilts_kit.cli.options import quiet_and_debug
from xstilts_leaderboard.cli._options import (
    PATH,
    failed_option,
    format_option,
    gold_option,
    root_option,
)


@click.command(name="score")
@root_option
@gold_option
@click.option(
    "--scored", type=PATH, required=True, metavar="DIR", help="The folder of scored rows."
)
@failed_option
@format_option
@quiet_and_debug
def command(
    root: Path,
    gold: tuple[Path, ...],
    scored: Path,
    failed: Path | None,
    form: str,
    quiet: bool,
) -> int:
    """Score all submissions that are not scored yet.

    Rows that cannot be scored are reported and left out; all others are scored. The exit code is
    then the error's, or 0 with --failed. Rows whose predictions are no longer on the Hub keep their
    scores and are marked with the date.
    """
    from datetime import UTC, datetime

    from xstilts_kit.diagnostics.errors import NetworkError
    from xstilts_kit.hub import is_offline
    from xstilts_kit.storage import write_json
    from xstilts_leaderboard.rows.failing import failures_json, failures_text
    from xstilts_leaderboard.rows.gone import look_for_gone
    from xstilts_leaderboard.rows.keeping import keep_answers, keep_items
    from xstilts_leaderboard.rows.loading import board_lock, score_missing
    from xstilts_leaderboard.store.gold import gold_folders
    from xstilts_leaderboard.store.submissions import read_store

    lock = board_lock(root)
    entries = read_store(root)
    packs = gold_folders(root, lock, gold)
    left_out = score_missing(entries, scored, lock, packs, lambda line: note(line, quiet))
    keep_answers(entries, scored, lock)
    keep_items(entries, scored, lock, packs)
    if failed is not None:
        write_json(failed, failures_json(left_out))
    if left_out:
        click.echo(failures_text(left_out, form), err=form != "github")
    try:
        today = datetime.now(UTC).date().isoformat()
        gone = () if is_offline() else look_for_gone(entries, scored, lock, today)
    except NetworkError as error:
        note(f"Could not check which predictions still exist: {error}", quiet)
        gone = ()
    for entry in gone:
        note(f"{entry.key}: its predictions are no longer on the Hub; its scores are kept", quiet)
    held = sum(not entry.withdrawn for entry in entries)
    click.echo(f"{scored}: {held - len(left_out)} of {held} submissions are scored")
    return left_out[0][1].exit_code if left_out and failed is None else 0
