"""``xstilts-leaderboard reproduce``."""

from pathlib import Path

import click

from xstilts_kit.cli.console import note, print_json
from xstilts_kit.cli.options import as_json, quiet_and_debug, source_option
from xstilts_leaderboard.cli._options import root_option


@click.command(name="reproduce")
@click.argument("row", metavar="SUITE/NAME")
@root_option
@click.option(
    "--sample",
    type=click.IntRange(min=1),
    default=12,
    show_default=True,
    metavar="N",
    help="Number of tasks and languages to predict again.",
)
@source_option
@click.option(
    "--model",
    "models",
    multiple=True,
    metavar="DIR",
    help="The checkpoint, if the manifest's is not on the Hub. For one task: panx=DIR.",
)
@click.option("--seed", metavar="TEXT", help="Seed of the sample (default: the merge commit).")
@click.option("--write", is_flag=True, help="Record the result under leaderboard/reproduced.")
@as_json
@quiet_and_debug
def command(
    row: str,
    root: Path,
    sample: int,
    sources: tuple[str, ...],
    models: tuple[str, ...],
    seed: str | None,
    write: bool,
    json_: bool,
    quiet: bool,
) -> int:
    """Predict a sample of a row again with its checkpoint, and compare.

    Passes if at least 99 % of the records are equal, otherwise exits with 1. Requires the packages
    for prediction.
    """
    from xstilts_kit.storage import write_json
    from xstilts_leaderboard.rows.reproduction import reproduce, reproduction_path
    from xstilts_leaderboard.store.submissions import find_row

    found = reproduce(
        find_row(root, row),
        root,
        sample=sample,
        sources=sources,
        models=models,
        seed=seed,
        say=lambda line: note(line, quiet),
    )
    if write:
        path = reproduction_path(root, found.suite, found.name)
        write_json(path, found.as_json())
        note(f"Wrote {path}", quiet)
    if json_:
        print_json(found.as_json())
    else:
        for cell in found.cells:
            click.echo(f"{cell.task}/{cell.language}: {cell.equal:,} of {cell.records:,} equal")
        verdict = "reproduced" if found.passed else "not reproduced"
        click.echo(f"{row}: {verdict}, {found.share:.2%} of the records are equal")
    return 0 if found.passed else 1
