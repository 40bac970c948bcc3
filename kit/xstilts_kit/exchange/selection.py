"""Which (task, language) of a suite are meant, and where their inputs come from."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from xstilts_kit.diagnostics.errors import DataError, UsageError
from xstilts_kit.prediction.first_use import promised
from xstilts_kit.prediction.planning import Cell, Splits, check_language, parse_splits
from xstilts_kit.sources import Source, Sources, open_sources
from xstilts_kit.suites import Suite, get_suite
from xstilts_kit.tasks import Role, Task, get_task


@dataclass(frozen=True, slots=True)
class Selection:
    """What the user asks for. Strings are those of the command line."""

    suite: str = "xtreme-8"
    sources: Sequence[str] = ()
    tasks: Sequence[str] = ()
    languages: Sequence[str] = ()
    splits: Sequence[str] = ()
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """One (task, language, split) of a suite."""

    task: Task
    language: str
    split: Role
    source: Source | None
    """None where no source is given."""

    @property
    def name(self) -> str:
        """``task/language``."""
        return f"{self.task.name}/{self.language}"

    @property
    def has_inputs(self) -> bool:
        """Whether the source holds the inputs."""
        return self.source is not None and self.source.has(self.task, self.language, self.split)

    @property
    def cell(self) -> Cell | None:
        """The same with its source; None where there is none."""
        if self.source is None:
            return None
        return Cell(self.task, self.language, self.split, self.source)

    @property
    def lacks(self) -> str:
        """What is not there, in words."""
        if self.source is None:
            return f"{self.name}: no source is given"
        return f"{self.name}: {self.source.lacks(self.task, self.language, self.split)}"


@dataclass(frozen=True, slots=True)
class Selected:
    """A selection with its names looked up."""

    suite: Suite
    tasks: tuple[Task, ...]
    languages: frozenset[str]
    """Empty: all."""
    splits: Splits
    sources: Sources
    limit: int | None

    def places(self) -> Iterator[Place]:
        """Every (task, language) that is meant, in the suite's order."""
        for task in self.tasks:
            for language in self.suite.languages_of(task):
                if not self.languages or language in self.languages:
                    yield Place(
                        task, language, self._split(task, language), self.sources.get(task.name)
                    )

    def _split(self, task: Task, language: str) -> Role:
        keys = ((task.name, language), (task.name, ""), ("", ""))
        return next((self.splits[key] for key in keys if key in self.splits), "test")


def select(selection: Selection) -> Selected:
    """Look every name up.

    Without sources the miniature's inputs are its own, all others' the official edition.

    Raises:
        UsageError: An unknown suite, task, language or split.
        DataError: A source is not there.
    """
    suite = get_suite(selection.suite)
    tasks = _tasks(suite, selection.tasks)
    for language in selection.languages:
        check_language(language, suite, tasks)
    specs = selection.sources or ("mini" if suite.name == "mini" else "auto",)
    return Selected(
        suite=suite,
        tasks=tasks,
        languages=frozenset(selection.languages),
        splits=parse_splits(selection.splits, suite),
        sources=promised(open_sources(specs, tasks)),
        limit=selection.limit,
    )


def _tasks(suite: Suite, names: Sequence[str]) -> tuple[Task, ...]:
    present = suite.tasks()
    asked = {get_task(name).name for name in names}
    outside = sorted(asked - {task.name for task in present})
    if outside:
        raise UsageError(
            f"{', '.join(outside)}: not in the suite {suite.name}.",
            f"It holds {', '.join(task.name for task in present)}.",
        )
    return tuple(task for task in present if not asked or task.name in asked)


def no_inputs(absent: Sequence[Place], remedy: str) -> DataError:
    """The error where inputs are missing, with the first ten."""
    shown = "".join(f"\n  {place.lacks}" for place in absent[:10])
    more = f"\n  and {len(absent) - 10} more" if len(absent) > 10 else ""
    what = "The inputs of 1 file are" if len(absent) == 1 else f"The inputs of {len(absent)} files"
    verb = "" if len(absent) == 1 else " are"
    return DataError(f"{what}{verb} missing:{shown}{more}", remedy)
