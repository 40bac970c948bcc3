"""What can be said of an evaluation before anything is trained for it."""

from collections.abc import Sequence

from xstilts_baselines.evaluation.evaluating import Evaluation
from xstilts_baselines.recipes import Recipe
from xstilts_kit.cell import Cell
from xstilts_kit.data.first_use import promised
from xstilts_kit.diagnostics.errors import DataError, UsageError
from xstilts_kit.families import fitted_on, get_family
from xstilts_kit.sources import Source, Sources, default_source, open_sources
from xstilts_kit.sources.gold import open_gold
from xstilts_kit.suites import Suite, get_suite
from xstilts_kit.suites.choosing import choose_cells, choose_tasks, parse_splits
from xstilts_kit.tasks import Task

_SHOWN = 5
"""Missing splits that a message lists."""


def answered_by(recipe: Recipe) -> tuple[str, ...]:
    """The suite's tasks that the recipe's heads answer, in the suite's order."""
    heads = {task for target in recipe.targets for task in target.known.answers}
    return tuple(task.name for task in get_suite(recipe.suite).tasks() if task.name in heads)


def check_evaluation(recipe: Recipe, asked: Evaluation) -> None:
    """Find what would stop an evaluation: tasks, heads, splits, sources and answers.

    What is not on this machine yet but will be fetched counts as present.

    Raises:
        UsageError: A task, split or source is not known, or a task has no head.
        DataError: Test data or answers are missing.
    """
    suite = get_suite(recipe.suite)
    tasks = _with_heads(choose_tasks(suite, asked.tasks), recipe, asked)
    wanted = choose_cells(suite, tasks, (), parse_splits(asked.splits, suite))
    sources = promised(open_sources(asked.sources or (default_source(suite),), tasks))
    _check_gold(_here(list(wanted), sources, suite, asked), asked)


def _with_heads(wanted: Sequence[Task], recipe: Recipe, asked: Evaluation) -> list[Task]:
    """The tasks that the recipe's heads or its bare encoder answer.

    Raises:
        UsageError: Another one is asked for.
    """
    heads = answered_by(recipe)
    headless = [t.name for t in wanted if get_family(t.family).heads and t.name not in heads]
    if headless and not asked.available:
        raise UsageError(
            f"The recipe {recipe.name} trains no head for {', '.join(headless)}.",
            "Give --available to leave them out, name other tasks by --task, or add their targets.",
        )
    return [task for task in wanted if task.name not in headless]


def _here(
    wanted: Sequence[Cell], sources: Sources, suite: Suite, asked: Evaluation
) -> dict[Cell, Source]:
    """The cells whose inputs are here or will be fetched.

    Raises:
        UsageError: A task has no source.
        DataError: Inputs are missing.
    """
    found: dict[Cell, Source] = {}
    absent: list[str] = []
    for cell in wanted:
        source = sources.get(cell.task)
        if source is None:
            raise UsageError(
                f"No source is given for {cell.task}.",
                "Give --source for it, or leave it out by --task.",
            )
        split = fitted_on(cell)
        needed = [cell] if split is None else [cell, cell.on(split)]
        lacking = next((one for one in needed if not source.has(one)), None)
        if lacking is None:
            found[cell] = source
        else:
            absent.append(f"{cell.name}: {source.lacks(lacking)}")
    if absent and not asked.available:
        listed = "".join(f"\n  {line}" for line in absent[:_SHOWN])
        more = f"\n  and {len(absent) - _SHOWN} more" if len(absent) > _SHOWN else ""
        noun = "split is" if len(absent) == 1 else "splits are"
        raise DataError(
            f"{len(absent)} {noun} missing for the evaluation:{listed}{more}",
            "Name other tasks by --task, give another --source or --split, or --available to leave"
            " them out.",
        )
    if not found:
        raise DataError(
            f"There is nothing of {suite.name} to evaluate.",
            "Name other tasks by --task, or give another --source.",
        )
    return found


def _check_gold(cells: dict[Cell, Source], asked: Evaluation) -> None:
    """Make sure that something can be scored, as far as that is known before a fetch.

    Raises:
        DataError: A folder of answers is not there, or there are none for any cell.
    """
    gold = open_gold(asked.gold)
    local = all(source.kind == "folder" for source in cells.values())
    if not asked.gold and not local:
        return
    if all(gold.find(cell, None, source) is None for cell, source in cells.items()):
        where = ", ".join(map(str, asked.gold)) or "the source"
        raise DataError(
            f"No answers for any of the tasks in {where}: nothing could be scored.",
            "Give --gold a folder with <task>/test-<language>.tsv (or .json), or evaluate on"
            " --split validation.",
        )
