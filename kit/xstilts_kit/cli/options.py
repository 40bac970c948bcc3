"""Options shared by several commands, and values of the form ``key=value``."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar

import click

from xstilts_kit.diagnostics.errors import UsageError

_Command = TypeVar("_Command", bound=Callable[..., Any])

PATH = click.Path(path_type=Path)


def quiet_and_debug(command: _Command) -> _Command:
    """Add ``--quiet`` and ``--debug``."""
    command = click.option(
        "--debug", is_flag=True, expose_value=False, help="Show a traceback when a command stops."
    )(command)
    return click.option("-q", "--quiet", is_flag=True, help="No progress and no notes on stderr.")(
        command
    )


def as_json(command: _Command) -> _Command:
    """Add ``--json``."""
    return click.option("--json", "json_", is_flag=True, help="Print JSON instead of text.")(
        command
    )


def source_option(command: _Command) -> _Command:
    """Add ``--source``."""
    return click.option(
        "--source",
        "sources",
        multiple=True,
        metavar="[TASK=]SOURCE",
        help="Where the inputs are: auto (the official edition in the cache; predict, inputs and"
        " import prepare it on first use), folder:PATH (XTREME's download folder), hub or"
        " hub@REVISION (google/xtreme on the Hub), mini, or none. For one task: panx=folder:PATH."
        " May be repeated.",
    )(command)


def yes_option(command: _Command) -> _Command:
    """Add ``--yes``."""
    return click.option(
        "--yes", is_flag=True, help="Agree to the licences of data that --source auto fetches."
    )(command)


def selection_options(command: _Command) -> _Command:
    """Add ``--suite``, ``--source``, ``--task``, ``--language``, ``--split`` and ``--limit``."""
    for option in reversed(
        (
            click.option(
                "--suite",
                default="xtreme-8",
                show_default=True,
                help="xtreme-8, xtreme, mini, or one task.",
            ),
            source_option,
            click.option("--task", "tasks", multiple=True, help="Only this task. May be repeated."),
            click.option(
                "--language", "languages", multiple=True, help="Only this language. Repeatable."
            ),
            click.option(
                "--split",
                "splits",
                multiple=True,
                metavar="[TASK[/LANGUAGE]=]SPLIT",
                help="test (default) or validation, for all, one task, or one task and language."
                " Repeatable.",
            ),
            click.option(
                "--limit", type=click.IntRange(1), help="Only the first N examples of each file."
            ),
        )
    ):
        command = option(command)
    return command


def limit_option(command: _Command) -> _Command:
    """Add ``--limit`` for all tasks or one, which `read_limits` reads."""
    return click.option(
        "--limit",
        "limits",
        multiple=True,
        metavar="[TASK=]N",
        help="Only the first N examples of each file, of all tasks or of one. Repeatable.",
    )(command)


def read_limits(values: Iterable[str]) -> tuple[int | None, dict[str, int]]:
    """Parse the values of ``--limit``: for all tasks, and by task.

    Raises:
        UsageError: Not a positive number, an unknown task, or one twice.
    """
    from xstilts_kit.tasks import get_task

    found: dict[str, int] = {}
    for value in values:
        task, _, number = value.rpartition("=")
        if not number.isdecimal() or int(number) < 1:
            raise UsageError(f"--limit {value}: not a number of examples.", "Give 1 or more.")
        key = get_task(task).name if task else ""
        if key in found:
            raise UsageError(
                f"--limit is given twice for {key or 'all tasks'}.", "Give it once each."
            )
        found[key] = int(number)
    return found.pop("", None), found


def key_values(option: str, values: Iterable[str]) -> dict[str, str]:
    """Parse ``key=value`` strings to a dict.

    Raises:
        UsageError: No ``=``, or a key twice.
    """
    found: dict[str, str] = {}
    for value in values:
        key, separator, rest = value.partition("=")
        if not separator or not key or not rest:
            raise UsageError(
                f"{option} {value}: there is no key=value.", f"See --help on {option}."
            )
        if key in found:
            raise UsageError(f"{option} is given twice for {key}.", "Give it once.")
        found[key] = rest
    return found
