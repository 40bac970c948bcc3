"""``xstilts-leaderboard differ``."""

from pathlib import Path

import click

from xstilts_kit.cli.console import note
from xstilts_kit.cli.differ import cell_options, show
from xstilts_kit.cli.options import as_json, quiet_and_debug
from xstilts_leaderboard.cli._options import gold_option, root_option


@click.command(name="differ")
@click.argument("a", metavar="SUITE/NAME")
@click.argument("b", metavar="SUITE/NAME")
@cell_options
@root_option
@gold_option
@as_json
@quiet_and_debug
def command(
    a: str,
    b: str,
    task: str,
    language: str,
    right: str | None,
    whole: bool,
    root: Path,
    gold: tuple[Path, ...],
    json_: bool,
    quiet: bool,
) -> None:
    """List the examples of one task and language that two rows answer differently.

    Fetches the predictions of both rows. Prints how often only one of them is right, with the exact
    McNemar test, then each example's id, both answers and the gold.
    """
    from xstilts_kit.scoring.differing import differ
    from xstilts_leaderboard.rows.loading import board_lock
    from xstilts_leaderboard.store.fetching import whole_folder
    from xstilts_leaderboard.store.gold import gold_folders
    from xstilts_leaderboard.store.submissions import find_row

    one, two = find_row(root, a), find_row(root, b)
    packs = gold_folders(root, board_lock(root), gold)
    with whole_folder(one) as first, whole_folder(two) as second:
        found = differ(
            first,
            second,
            task=task,
            language=language,
            gold=packs,
            say=lambda line: note(line, quiet),
        )
    show(found, right, whole=whole, json_=json_, quiet=quiet)
