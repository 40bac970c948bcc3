"""Options shared by several commands."""

from collections.abc import Callable
from typing import Any, TypeVar

import click

from xstilts_kit.cli.options import names_option

_Command = TypeVar("_Command", bound=Callable[..., Any])


def set_option(command: _Command) -> _Command:
    """Add ``--set``."""
    return click.option(
        "--set",
        "changes",
        multiple=True,
        metavar="KEY=VALUE",
        help="Override a value of the recipe. Repeatable.",
    )(command)


def base_option(command: _Command) -> _Command:
    """Add ``--base``."""
    return click.option(
        "--base",
        metavar="CHECKPOINT",
        help="Encoder to use instead of the recipe's: a folder, or a Hub id, id@revision.",
    )(command)


def target_option(command: _Command) -> _Command:
    """Add ``--target``."""
    return names_option(
        "--target",
        "targets",
        metavar="TASK",
        help="Train only this target, and evaluate only its tasks.",
    )(command)


def data_option(command: _Command) -> _Command:
    """Add ``--data``."""
    return click.option(
        "--data",
        "places",
        multiple=True,
        metavar="[TASK=]PLACE",
        help="Where training data are read from: hub, hub@REVISION, folder:PATH, files:TRAIN,DEV,"
        " divided:DEV, auto or miniature. For one task: mnli=folder:PATH. May be repeated.",
    )(command)


def debug_option(command: _Command) -> _Command:
    """Add ``--debug``."""
    return click.option("--debug", is_flag=True, expose_value=False, help="Show tracebacks.")(
        command
    )
