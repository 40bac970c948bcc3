"""``xstilts-submit upgrade``."""

from pathlib import Path

import click

from xstilts_kit.cli.console import note
from xstilts_kit.cli.options import PATH, quiet_and_debug
from xstilts_kit.diagnostics.saying import count


@click.command(name="upgrade")
@click.argument("path", type=PATH)
@click.option(
    "--out", type=PATH, required=True, metavar="PATH", help="The folder or file to write."
)
@click.option("--overwrite", is_flag=True, help="Replace what is in --out.")
@quiet_and_debug
def command(path: Path, out: Path, overwrite: bool, quiet: bool) -> None:
    """Convert a submission, or a JSON file, of an earlier release to the current version.

    All other commands read earlier versions too, except submissions whose records have changed.
    PATH is not changed, and nothing is written if it is already current.
    """
    from xstilts_kit.exchange.upgrading import upgrade

    done = upgrade(path, out, overwrite=overwrite)
    if not done.files:
        click.echo(f"{path} is current ({done.after}): there is nothing to convert.")
        return
    click.echo(f"{out}: {count(done.files, 'file')}, {done.before} → {done.after}")
    if path.is_dir():
        note(f"Next: xstilts-submit validate {out}", quiet)
