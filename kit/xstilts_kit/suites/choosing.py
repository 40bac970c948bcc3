"""Selects tasks, languages and splits of a suite by name."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from xstilts_kit.cell import SPLITS, Cell, Split
from xstilts_kit.diagnostics.errors import UsageError, nearest
from xstilts_kit.suites import Suite, get_suite
from xstilts_kit.tasks import Task, get_task

Splits = Mapping[tuple[str, str], Split]
"""(task, language) → split; an empty string stands for every task or language."""


def parse_splits(values: Iterable[str], suite: Suite) -> Splits:
    """Parse the values of ``--split``: ``SPLIT``, ``task=SPLIT`` or ``task/language=SPLIT``.

    Raises:
        UsageError: An unknown split, task or language.
    """
    splits: dict[tuple[str, str], Split] = {}
    for value in values:
        where, _, name = value.rpartition("=")
        if name not in ("test", "validation"):
            raise UsageError(
                f"There is no split {name!r}.",
                nearest(name, SPLITS[1:], otherwise="Give test or validation (XTREME's dev)."),
            )
        task, _, language = where.partition("/")
        if task:
            known = get_task(task)
            if language:
                check_language(language, suite, [known])
        if (task, language) in splits:
            raise UsageError(
                f"--split is given twice for {where or 'all tasks'}.", "Give it once each."
            )
        splits[task, language] = "test" if name == "test" else "validation"
    return splits


def check_choice(
    suite: str, tasks: Sequence[str], languages: Iterable[str], splits: Iterable[str]
) -> None:
    """Reject names of a suite, task, language or split that do not exist.

    Raises:
        UsageError: One of them is unknown.
    """
    found = get_suite(suite)
    chosen = choose_tasks(found, tasks)
    for language in languages:
        check_language(language, found, chosen)
    parse_splits(splits, found)


def check_language(language: str, suite: Suite, tasks: Sequence[Task]) -> None:
    """Check that at least one task of the suite has the language.

    Raises:
        UsageError: No task has the language.
    """
    known = sorted({code for task in tasks for code in suite.languages_of(task)})
    if language not in known:
        names = ", ".join(task.name for task in tasks)
        raise UsageError(
            f"There is no language {language!r} in {names}.",
            nearest(language, known, otherwise=f"The languages are: {' '.join(known)}."),
        )


def choose_tasks(suite: Suite, names: Sequence[str]) -> tuple[Task, ...]:
    """Select tasks of a suite by name, in the suite's order; all if no name is given.

    Raises:
        UsageError: A task is unknown or not in the suite.
    """
    present = suite.tasks()
    asked = {get_task(name).name for name in names}
    outside = sorted(asked - {task.name for task in present})
    if outside:
        raise UsageError(
            f"{', '.join(outside)}: not in the suite {suite.name}.",
            f"It holds {', '.join(t.name for t in present)}.",
        )
    return tuple(task for task in present if not asked or task.name in asked)


def choose_cells(
    suite: Suite, tasks: Sequence[Task], languages: Collection[str], splits: Splits
) -> Iterator[Cell]:
    """Select cells of a suite by task and language (empty: all), in the suite's order."""
    for task in tasks:
        for language in suite.languages_of(task):
            if not languages or language in languages:
                keys = ((task.name, language), (task.name, ""), ("", ""))
                split: Split = next((splits[key] for key in keys if key in splits), "test")
                yield Cell(task.name, language, split)
