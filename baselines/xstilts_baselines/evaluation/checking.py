"""What can be said of an evaluation before anything is trained for it."""

from collections.abc import Iterator, Sequence

from xstilts_baselines.evaluation.evaluating import Evaluation
from xstilts_baselines.recipes import Recipe
from xstilts_kit.diagnostics.errors import DataError, UsageError
from xstilts_kit.families import get_family
from xstilts_kit.prediction.first_use import promised
from xstilts_kit.prediction.planning import Splits, parse_splits
from xstilts_kit.sources import Source, Sources, open_sources
from xstilts_kit.sources.gold import open_gold
from xstilts_kit.suites import Suite, get_suite
from xstilts_kit.tasks import Role, Task, get_task

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
    tasks = _tasks(suite, recipe, asked)
    splits = parse_splits(asked.splits, suite)
    default = "mini" if suite.name == "mini" else "auto"
    sources = promised(open_sources(asked.sources or (default,), tasks))
    gold = open_gold(asked.gold)
    cells = list(_cells(suite, tasks, sources, splits, asked.available))
    if not cells:
        raise DataError("There is nothing to evaluate.", "Ask for other tasks, or another source.")
    named = bool(asked.gold)
    local = all(source.kind == "folder" for _, _, _, source in cells)
    if named or local:
        found = (
            gold.find(task, language, split, None, source)
            for task, language, split, source in cells
        )
        if all(answers is None for answers in found):
            where = ", ".join(map(str, asked.gold)) or "the source"
            raise DataError(
                f"No answers for any of the tasks in {where}: nothing could be scored.",
                "Give --gold a folder with <task>/test-<language>.tsv (or .json), or evaluate on"
                " --split validation.",
            )


def _tasks(suite: Suite, recipe: Recipe, asked: Evaluation) -> Sequence[Task]:
    """The tasks that are asked for and can be answered.

    Raises:
        UsageError: One is not known, is not in the suite, or has no head.
    """
    own = {task.name: task for task in suite.tasks()}
    for name in asked.tasks:
        if get_task(name).name not in own:
            raise UsageError(
                f"--task {name}: not in the suite {suite.name}.", f"It holds {', '.join(own)}."
            )
    wanted = [task for name, task in own.items() if not asked.tasks or name in asked.tasks]
    heads = answered_by(recipe)
    headless = [t.name for t in wanted if get_family(t.family).heads and t.name not in heads]
    if headless and not asked.available:
        raise UsageError(
            f"The recipe {recipe.name} trains no head for {', '.join(headless)}.",
            "Give --available to leave them out, name other tasks by --task, or add their targets.",
        )
    return [task for task in wanted if task.name not in headless]


def _cells(
    suite: Suite, tasks: Sequence[Task], sources: Sources, splits: Splits, available: bool
) -> Iterator[tuple[Task, str, Role, Source]]:
    """What will be predicted, with where its inputs are.

    Raises:
        UsageError: A task has no source.
        DataError: Inputs are missing.
    """
    absent: list[str] = []
    for task in tasks:
        source = sources.get(task.name)
        if source is None:
            raise UsageError(
                f"No source is given for {task.name}.",
                "Give --source for it, or leave it out by --task.",
            )
        for language in suite.languages_of(task):
            keys = ((task.name, language), (task.name, ""), ("", ""))
            split: Role = next((splits[key] for key in keys if key in splits), "test")
            if source.has(task, language, split):
                yield task, language, split, source
            else:
                absent.append(f"{task.name}/{language}: {source.lacks(task, language, split)}")
    if absent and not available:
        listed = "".join(f"\n  {line}" for line in absent[:_SHOWN])
        more = f"\n  and {len(absent) - _SHOWN} more" if len(absent) > _SHOWN else ""
        noun = "split is" if len(absent) == 1 else "splits are"
        raise DataError(
            f"{len(absent)} {noun} missing for the evaluation:{listed}{more}",
            "Name other tasks by --task, give another --source or --split, or --available to leave"
            " them out.",
        )
