"""Check an evaluation before any training starts."""

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
"""Maximum number of missing splits listed in a message."""


def answered_by(recipe: Recipe) -> tuple[str, ...]:
    """Return the suite's tasks answered by the recipe's heads, in the suite's order."""
    heads = {task for target in recipe.targets for task in target.known.answers}
    return tuple(task.name for task in get_suite(recipe.suite).tasks() if task.name in heads)


def check_evaluation(recipe: Recipe, asked: Evaluation) -> None:
    """Check that tasks, heads, splits, sources and gold of an evaluation are available.

    Data that will be fetched count as available.

    Raises:
        UsageError: A task, split or source is unknown, or a task has no head.
        DataError: Test data or gold labels are missing.
    """
    suite = get_suite(recipe.suite)
    tasks = _with_heads(choose_tasks(suite, asked.tasks), recipe, asked)
    wanted = choose_cells(suite, tasks, (), parse_splits(asked.splits, suite))
    sources = promised(open_sources(asked.sources or (default_source(suite),), tasks))
    _check_gold(_here(list(wanted), sources, suite, asked), asked)


def _with_heads(wanted: Sequence[Task], recipe: Recipe, asked: Evaluation) -> list[Task]:
    """Return the tasks answered by the recipe's heads or its bare encoder.

    Raises:
        UsageError: A requested task has no head.
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
    """Return the cells whose inputs are available or will be fetched.

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
    """Check that at least one cell can be scored, as far as known before fetching.

    Raises:
        DataError: A folder of answers does not exist, or no cell has answers.
    """
    gold = open_gold(asked.gold)
    local = all(source.kind == "folder" for source in cells.values())
    if not asked.gold and not local:
        return
    if all(gold.find(cell, None, source) is None for cell, source in cells.items()):
        where = ", ".join(map(str, asked.gold)) or "the source"
        raise DataError(
            f"No answers for any of the tasks in {where}: nothing can be scored.",
            "Give --gold a folder with <task>/test-<language>.tsv (or .json), or evaluate on"
            " --split validation.",
        )
