"""``xstilts-submit differ``."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from xstilts_kit.cli.console import note, print_json, styled, table_width
from xstilts_kit.cli.options import PATH, as_json, gold_option, quiet_and_debug, source_option

if TYPE_CHECKING:
    from xstilts_kit.scoring.differing import Differing

_Command = TypeVar("_Command", bound=Callable[..., Any])

FIRST = 50
"""Examples that are listed without ``--all``."""


def cell_options(command: _Command) -> _Command:
    """Add ``--task``, ``--language``, ``--right`` and ``--all``."""
    for option in reversed(
        (
            click.option("--task", required=True, help="The task."),
            click.option("--language", required=True, help="The language."),
            click.option(
                "--right",
                type=click.Choice(["only-a", "only-b", "neither"]),
                help="List only examples that A, B, or neither answers right.",
            ),
            click.option(
                "--all",
                "whole",
                is_flag=True,
                help=f"List every example; by default the first {FIRST}.",
            ),
        )
    ):
        command = option(command)
    return command


@click.command(name="differ")
@click.argument("a", type=PATH)
@click.argument("b", type=PATH)
@cell_options
@source_option
@gold_option()
@as_json
@quiet_and_debug
def command(
    a: Path,
    b: Path,
    task: str,
    language: str,
    right: str | None,
    whole: bool,
    sources: tuple[str, ...],
    gold: tuple[Path, ...],
    json_: bool,
    quiet: bool,
) -> None:
    """List the examples of one task and language that two submissions answer differently.

    Prints how often only one of them is right, with the exact McNemar test, then each example's id,
    both answers and the gold.
    """
    from xstilts_kit.scoring.differing import differ

    found = differ(
        a,
        b,
        task=task,
        language=language,
        sources=sources,
        gold=gold,
        say=lambda line: note(line, quiet),
    )
    show(found, right, whole=whole, json_=json_, quiet=quiet)


def show(found: "Differing", right: str | None, *, whole: bool, json_: bool, quiet: bool) -> None:
    """Print the examples, as asked for by the options of `cell_options`."""
    from xstilts_kit.scoring.differing_text import differing_text

    if json_:
        print_json(found.as_json())
        return
    wanted = None if right is None else right.replace("-a", " A").replace("-b", " B")
    items = [item for item in found.items if wanted is None or item.verdict == wanted]
    shown = items if whole else items[:FIRST]
    click.echo(differing_text(found, table_width(), items=shown, styled=styled()))
    if len(shown) < len(items):
        note(f"{len(items) - len(shown):,} more examples: --all lists them.", quiet)
