"""``xstilts-baselines evidence``."""

import click

from xstilts_baselines.cli._options import debug_option


@click.command(name="evidence")
@click.argument("checkpoint")
@debug_option
def command(checkpoint: str) -> None:
    """Score a checkpoint on the miniature, with intervals, beside cheap baselines."""
    from xstilts_baselines.evidence import as_markdown, gather

    click.echo(as_markdown(gather(checkpoint)))
