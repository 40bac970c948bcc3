"""``xstilts-leaderboard gold``."""

from pathlib import Path

import click

from xstilts_kit.cli.console import note, print_json
from xstilts_kit.cli.options import as_json, gold_option, quiet_and_debug, source_option
from xstilts_leaderboard.cli._options import PATH, root_option


@click.command(name="gold")
@source_option
@gold_option()
@root_option
@click.option(
    "--out",
    type=PATH,
    metavar="DIR",
    help="A folder to write, for packs kept on the Hub. Default: leaderboard/gold of the"
    " repository, whose gold.lock then lists them.",
)
@as_json
@quiet_and_debug
def command(
    sources: tuple[str, ...],
    gold: tuple[Path, ...],
    root: Path,
    out: Path | None,
    json_: bool,
    quiet: bool,
) -> None:
    """Pack the gold of the boards' test splits: ids and answers, without the inputs.

    Writes one file for each task and language, named by a digest of its content, and gold.lock,
    which lists the files. Data that does not belong to the boards' edition is left out and listed.
    """
    from xstilts_kit.sources.packs import LOCK
    from xstilts_leaderboard.store.gold import build_packs, keep_packs
    from xstilts_leaderboard.store.settings import PACKS

    place = root / PACKS if out is None else out
    built = build_packs(place, sources, gold, lambda line: note(line, quiet))
    if out is None:
        keep_packs(root, built)
    if json_:
        print_json(built.lock.as_json() | {"missing": list(built.missing)})
        return
    for line in built.missing:
        note(f"Left out {line}", quiet)
    packs = [one for one in built.lock.packs if one.pack is not None]
    if out is None:
        note(f"{root / 'leaderboard' / LOCK} lists them: commit both.", quiet)
    click.echo(
        f"{place}: {len(packs)} packs of {sum(one.bytes or 0 for one in packs) / 1e6:,.1f} MB"
        f" before compression; {len(built.lock.packs) - len(packs)} splits are bundled with the kit"
    )
