"""``xstilts-baselines miniature``."""

from pathlib import Path

import click

from xstilts_baselines.cli._options import debug_option


@click.command(name="miniature")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Folder to write.")
@click.option(
    "--lexicons",
    "only_lexicons",
    is_flag=True,
    help="Write lexicons of its words instead, as --transform codeswitch reads them.",
)
@debug_option
def command(out: Path, only_lexicons: bool) -> None:
    """Write the miniature benchmark: inputs, labels and cheap baselines."""
    if only_lexicons:
        from xstilts_baselines.miniature.lexicons import write_lexicons

        click.echo(f"{out}: {len(list(write_lexicons(out).glob('*-*.txt')))} lexicons")
        return
    from xstilts_baselines.miniature.writer import write_miniature

    write_miniature(out)
    click.echo(f"{out}: data, labels, baselines.json")
