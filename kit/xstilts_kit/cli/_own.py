"""The option ``--tasks``: a folder of definitions outside the package."""

from pathlib import Path

import click

from xstilts_kit.definitions import VARIABLE, use

_NAME = "definitions"


def add_tasks_option(command: click.Command) -> None:
    """Add ``--tasks`` to a command, once; the folder is in use before other options are read."""
    if all(parameter.name != _NAME for parameter in command.params):
        command.params.append(
            click.Option(
                ("--tasks", _NAME),
                type=click.Path(path_type=Path),
                metavar="DIR",
                envvar=VARIABLE,
                is_eager=True,
                expose_value=False,
                callback=_use,
                help="A folder with tasks, suites, boards and editions of your own; its Python"
                f" files are run. Default: {VARIABLE}.",
            )
        )


def _use(context: click.Context, parameter: click.Parameter, folder: Path | None) -> None:
    if context.resilient_parsing:
        return
    use(folder)
    if folder is not None:
        from xstilts_kit.boards import BOARDS, refuse_unusable_tasks

        refuse_unusable_tasks()
        len(BOARDS)  # reads every definition, so that a faulty one is reported first
