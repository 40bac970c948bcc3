"""A click group that imports its commands lazily, used by all programs."""

from collections.abc import Collection, Mapping
from importlib import import_module
from typing import Any

import click

from xstilts_kit.cli._own import add_tasks_option


class LazyGroup(click.Group):
    """A group of commands in modules of a package, each of which defines ``command``.

    Every command gets the option ``--tasks``, except those in `plain`.
    """

    def __init__(
        self,
        *args: Any,
        modules: Mapping[str, str] | None = None,
        package: str = "xstilts_kit.cli",
        plain: Collection[str] = (),
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.plain = plain
        """Commands that read no tasks."""
        self.package = package
        self.modules = modules or {}
        """Command → module of the package, in the order in which help lists them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands' names."""
        return list(self.modules)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return a command."""
        if cmd_name not in self.modules:
            return None
        module = import_module(f"{self.package}.{self.modules[cmd_name]}")
        command: click.Command = module.command
        if cmd_name not in self.plain and not isinstance(command, click.Group):
            add_tasks_option(command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Resolve the command in the arguments, suggesting the nearest name if unknown."""
        if args and not args[0].startswith("-") and args[0] not in self.modules:
            from xstilts_kit.diagnostics.errors import nearest

            known = f"The commands are: {', '.join(self.modules)}."
            hint = nearest(args[0], self.modules, otherwise=known)
            raise click.UsageError(f"There is no command {args[0]!r}. {hint}")
        return super().resolve_command(ctx, args)
