"""Options shared by several commands, and values of the form ``key=value``."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar

import click

from xstilts_kit.diagnostics.errors import UsageError

_Command = TypeVar("_Command", bound=Callable[..., Any])

PATH = click.Path(path_type=Path)


def _separated(
    context: click.Context, parameter: click.Parameter, values: Iterable[str]
) -> tuple[str, ...]:
    """The names in all values of a repeatable option, without empty ones."""
    names = (name.strip() for value in values for name in value.split(","))
    return tuple(dict.fromkeys(filter(None, names)))


def names_option(
    *declared: str, help: str, metavar: str = "NAME"
) -> Callable[[_Command], _Command]:
    """An option for names, which may be repeated or hold several between commas."""
    return click.option(
        *declared,
        multiple=True,
        callback=_separated,
        metavar=f"{metavar}[,…]",
        help=f"{help} Repeatable.",
    )


def task_option(help: str = "Only this task.") -> Callable[[_Command], _Command]:
    """Add ``--task``."""
    return names_option("--task", "tasks", metavar="TASK", help=help)


def language_option(help: str = "Only this language.") -> Callable[[_Command], _Command]:
    """Add ``--language``."""
    return names_option("--language", "languages", metavar="LANGUAGE", help=help)


def split_option(
    help: str = "test (default) or validation, for all, one task, or one task and language.",
) -> Callable[[_Command], _Command]:
    """Add ``--split``, which `parse_splits` reads."""
    return names_option("--split", "splits", metavar="[TASK[/LANGUAGE]=]SPLIT", help=help)


def one_split_option(help: str) -> Callable[[_Command], _Command]:
    """Add ``--split`` for a command that reads one split."""
    return click.option(
        "--split",
        type=click.Choice(["test", "validation"]),
        default="test",
        show_default=True,
        help=help,
    )


def gold_option(
    help: str = "A folder with the answers, as for `xstilts-submit score`. Repeatable.",
) -> Callable[[_Command], _Command]:
    """Add ``--gold``, folders of answers."""
    return click.option("--gold", multiple=True, type=PATH, metavar="DIR", help=help)


def seed_option(help: str) -> Callable[[_Command], _Command]:
    """Add ``--seed``."""
    return click.option("--seed", type=click.IntRange(0), default=0, show_default=True, help=help)


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


def device_options(
    batch_tokens: str = "default: 2048 on a CPU, else 8192",
) -> Callable[[_Command], _Command]:
    """Add ``--device``, ``--dtype`` and ``--batch-tokens``, whose default is described."""
    options = (
        click.option(
            "--device", default="auto", show_default=True, help="auto, cpu, cuda, cuda:1, mps."
        ),
        click.option(
            "--dtype",
            type=click.Choice(["float32", "float16", "bfloat16"]),
            default="float32",
            show_default=True,
            help="Precision of the weights.",
        ),
        click.option(
            "--batch-tokens",
            type=click.IntRange(1),
            help=f"Sub-words in a batch, padding included ({batch_tokens}).",
        ),
    )

    def add(command: _Command) -> _Command:
        for option in reversed(options):
            command = option(command)
        return command

    return add


def selection_options(command: _Command) -> _Command:
    """Add ``--suite``, ``--source``, ``--task``, ``--language``, ``--split`` and ``--limit``."""
    for option in reversed(
        (
            click.option(
                "--suite",
                default="xtreme-8",
                show_default=True,
                help="xtreme-8, xtreme, xtreme-r, mini, mini-r, or one task.",
            ),
            source_option,
            task_option(),
            language_option(),
            split_option(),
            click.option(
                "--limit", type=click.IntRange(1), help="Only the first N examples of each file."
            ),
        )
    ):
        command = option(command)
    return command


def resource_options(command: _Command) -> _Command:
    """Add an option for each resource that transforms may need; `read_resources` reads them."""
    command = click.option(
        "--misspellings",
        type=PATH,
        metavar="PATH",
        help="Misspelt words for --transform real: a file, or a folder of files like de.tsv.",
    )(command)
    return click.option(
        "--lexicons",
        type=PATH,
        metavar="DIR",
        help="Bilingual lexicons for transforms that switch languages, as files like en-de.txt.",
    )(command)


def read_resources(options: dict[str, Any]) -> dict[str, Path | None]:
    """Take the options of `resource_options` out of a command's options."""
    return {name: options.pop(name) for name in ("lexicons", "misspellings")}


transform_option = click.option(
    "--transform",
    "transforms",
    multiple=True,
    metavar="NAME[:LEVEL[,LEVEL]]",
    help="Also use each language with changed inputs, e.g. typo:0.1,0.2 or casing:lower."
    " Boards rank clean inputs, and show others beside them. Repeatable.",
)


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
    found = {}
    for task, number in by_task("--limit", values).items():
        if not number.isdecimal() or int(number) < 1:
            given = f"{task}={number}" if task else number
            raise UsageError(f"--limit {given}: not a number of examples.", "Give 1 or more.")
        found[task] = int(number)
    return found.pop("", None), found


def by_task(option: str, values: Iterable[str]) -> dict[str, str]:
    """``[TASK=]VALUE`` strings by the task's name; an empty name stands for all tasks.

    Raises:
        UsageError: An unknown task, or one twice.
    """
    from xstilts_kit.tasks import get_task

    found: dict[str, str] = {}
    for value in values:
        before, separator, rest = value.partition("=")
        task = get_task(before).name if separator else ""
        if task in found:
            raise UsageError(f"{option} is given twice for {task or 'all tasks'}.", "Give it once.")
        found[task] = rest if separator else value
    return found


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
