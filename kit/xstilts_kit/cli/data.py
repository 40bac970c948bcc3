"""``xstilts-submit data``: commands on the data, imported when they are called."""

from collections.abc import Mapping

import click

from xstilts_kit.cli.lazy import LazyGroup

_COMMANDS: Mapping[str, str] = {
    "status": "data_status",
    "prepare": "data_prepare",
    "verify": "data_verify",
}
"""Command → module of `xstilts_kit.cli`, in the order a user meets them."""


@click.group(name="data", cls=LazyGroup, modules=_COMMANDS)
def command() -> None:
    """Look at the data, prepare the official edition, verify a copy of it."""
