"""``xstilts-leaderboard gold``."""

from pathlib import Path

import click

from xstilts_kit.cli.console import note, print_json
from xstilts_kit.cli.options import as_json, quiet_and_debug, source_option
from xstilts_leaderboard.cli._options import PATH


@click.command(name="gold")
@source_option
@click.option(
    "--gold",
    "gold",
    type=PATH,
    multiple=True,
    metavar="DIR",
    help="A folder with gold labels, as for `xstilts-submit score`. May be repeated.",
)
@click.option("--out", type=PATH, required=True, metavar="DIR", help="The folder to write.")
@as_json
@quiet_and_debug
def command(
    sources: tuple[str, ...], gold: tuple[Path, ...], out: Path, json_: bool, quiet: bool
) -> None:
    """Pack the gold of the boards' test splits: ids and answers, without the inputs.

    Writes one file for each task and language, named by a digest of its content, and gold.lock,
    which lists the files. Data that does not belong to the boards' edition is left out and listed.
    """
    from xstilts_leaderboard.store.gold import build_packs

    built = build_packs(out, sources, gold, lambda line: note(line, quiet))
    if json_:
        print_json(built.lock.as_json() | {"missing": list(built.missing)})
        return
    for line in built.missing:
        note(f"Left out {line}", quiet)
    packs = [one for one in built.lock.packs if one.pack is not None]
    click.echo(
        f"{out}: {len(packs)} packs of {sum(one.bytes or 0 for one in packs) / 1e6:,.1f} MB before"
        f" compression; {len(built.lock.packs) - len(packs)} splits are bundled with the kit"
    )
