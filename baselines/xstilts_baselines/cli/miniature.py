"""``xstilts-baselines miniature``."""

from pathlib import Path

import click

from xstilts_baselines.cli._options import debug_option


@click.command(name="miniature")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Folder to write.")
@debug_option
def command(out: Path) -> None:
    """Write the miniature benchmark: inputs, labels and cheap baselines."""
    from xstilts_baselines.miniature.writer import write_miniature

    write_miniature(out)
    click.echo(f"{out}: data, labels, baselines.json")
