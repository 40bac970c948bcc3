"""Options of commands that predict and score after training."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

import click

from xstilts_baselines.cli._device import choose_gpu
from xstilts_kit.cli.options import (
    PATH,
    limit_option,
    read_limits,
    source_option,
    split_option,
    task_option,
)

if TYPE_CHECKING:
    from xstilts_baselines.evaluation.evaluating import Evaluation
    from xstilts_baselines.recipes import Recipe

_Command = TypeVar("_Command", bound=Callable[..., Any])

_OPTIONS = (
    source_option,
    click.option(
        "--gold",
        type=PATH,
        multiple=True,
        help="Folder with gold labels of the test data. Repeatable.",
    ),
    task_option("Evaluate only this task."),
    split_option("Evaluate on test (default) or validation."),
    limit_option,
    click.option("--available", is_flag=True, help="Skip and list tasks without data or head."),
    click.option(
        "--device",
        default="auto",
        show_default=True,
        metavar="auto|cpu|cuda|cuda:N",
        callback=lambda context, option, value: choose_gpu(value),
        help="Device for training and prediction; torchrun assigns one to each process.",
    ),
    click.option("--author", help="Who made the predictions."),
    click.option("--contact", help="How to reach the author."),
    click.option(
        "--github", "accounts", multiple=True, metavar="LOGIN:ID", help="Owner. Repeatable."
    ),
    click.option("--licence", help="Licence of the predictions, e.g. CC-BY-4.0."),
    click.option("--yes", is_flag=True, help="Agree to the licences of data that are fetched."),
)


def evaluation_options(command: _Command) -> _Command:
    """Add ``--source``, ``--gold``, ``--task`` and others, and options for author and licence."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def read_evaluation(options: Mapping[str, Any], recipe: "Recipe") -> "Evaluation":
    """Read the evaluation from these options; ``name`` is optional.

    With ``--target`` but without ``--task``, the tasks answered by the targets are evaluated.
    """
    from xstilts_baselines.evaluation.checking import answered_by
    from xstilts_baselines.evaluation.evaluating import Evaluation
    from xstilts_kit.cli.description import read_description

    limit, limits = read_limits(options["limits"])
    nothing = {"name": None, "url": None, "base_model": None, "supervision": (), "notes": None}
    return Evaluation(
        sources=options["sources"],
        gold=options["gold"],
        tasks=options["tasks"] or (answered_by(recipe) if options["targets"] else ()),
        splits=options["splits"],
        limit=limit,
        limits=limits,
        available=options["available"],
        yes=options["yes"],
        device=options["device"],
        description=read_description({**nothing, **options}),
    )
