"""Is a command line that a page shows one that the commands accept?"""

import shlex

import click

from docs.generated import _GROUPS


def accept(line: str) -> None:
    """Parse a line down to its last option, without running it.

    Raises:
        click.UsageError: A command or an option is unknown, or an argument is missing.
    """
    name, *arguments = shlex.split(line)
    command: click.Command = _GROUPS[name]
    context = click.Context(command, info_name=name, **command.context_settings)
    while isinstance(command, click.Group):
        found, child, arguments = command.resolve_command(context, arguments)
        assert child is not None, found
        command, context = child, click.Context(child, parent=context, info_name=found)
    command.parse_args(context, arguments)
