"""``xstilts-submit data``: commands on the data, imported when they are called."""

from collections.abc import Mapping
from importlib import import_module

import click

_COMMANDS: Mapping[str, str] = {
    "status": "data_status",
    "prepare": "data_prepare",
    "verify": "data_verify",
}
"""Command → module of `xstilts_kit.cli`, in the order a user meets them."""


class _LazyGroup(click.Group):
    """A group whose commands are imported one by one."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        module = import_module(f"xstilts_kit.cli.{_COMMANDS[cmd_name]}")
        command: click.Command = module.command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and not args[0].startswith("-") and args[0] not in _COMMANDS:
            from xstilts_kit.diagnostics.errors import nearest

            known = f"The commands are: {', '.join(_COMMANDS)}."
            raise click.UsageError(
                f"There is no command {args[0]!r}. {nearest(args[0], _COMMANDS, otherwise=known)}"
            )
        return super().resolve_command(ctx, args)


@click.group(name="data", cls=_LazyGroup)
def command() -> None:
    """Look at the data, prepare the official edition, verify a copy of it."""
