"""Selects cells of a suite, and the sources of their inputs."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from xstilts_kit.cell import Cell
from xstilts_kit.data.first_use import promised
from xstilts_kit.diagnostics.arguments import as_texts
from xstilts_kit.diagnostics.errors import DataError
from xstilts_kit.sources import Cells, Sources, default_source, open_sources
from xstilts_kit.suites import Suite, get_suite
from xstilts_kit.suites.choosing import check_language, choose_cells, choose_tasks, parse_splits


@dataclass(frozen=True, slots=True)
class Selection:
    """The user's selection, as strings from the command line."""

    suite: str = "xtreme-8"
    sources: Sequence[str] = ()
    tasks: Sequence[str] = ()
    languages: Sequence[str] = ()
    splits: Sequence[str] = ()
    limit: int | None = None
    transforms: Sequence[str] = ()
    """Transforms with which every cell is taken in addition."""

    def __post_init__(self) -> None:
        for name in ("sources", "tasks", "languages", "splits", "transforms"):
            object.__setattr__(self, name, as_texts(getattr(self, name), name))


@dataclass(frozen=True, slots=True)
class Selected:
    """A selection with all names resolved."""

    suite: Suite
    cells: tuple[Cell, ...]
    """In the suite's order."""
    sources: Sources
    limit: int | None

    def has(self, cell: Cell) -> bool:
        """Whether the inputs of a cell are available."""
        source = self.sources.get(cell.task)
        return source is not None and source.has(cell)

    def lacks(self, cell: Cell) -> str:
        """The reason why the inputs are not available."""
        source = self.sources.get(cell.task)
        return f"{cell.name}: {'no source is given' if source is None else source.lacks(cell)}"

    def read(self, cells: Iterable[Cell]) -> Cells:
        """These cells with their sources; those without a source are left out."""
        return {cell: self.sources[cell.task] for cell in cells if cell.task in self.sources}


def select(selection: Selection) -> Selected:
    """Resolve all names.

    Without sources, the suite mini uses its own inputs, all others the official edition.

    Raises:
        UsageError: An unknown suite, task, language or split.
        DataError: A source is missing.
    """
    suite = get_suite(selection.suite)
    tasks = choose_tasks(suite, selection.tasks)
    for language in selection.languages:
        check_language(language, suite, tasks)
    specs = selection.sources or (default_source(suite),)
    splits = parse_splits(selection.splits, suite)
    return Selected(
        suite=suite,
        cells=tuple(choose_cells(suite, tasks, selection.languages, splits)),
        sources=promised(open_sources(specs, tasks)),
        limit=selection.limit,
    )


def no_inputs(selected: Selected, absent: Sequence[Cell], remedy: str) -> DataError:
    """Error for missing inputs, listing the first ten."""
    shown = "".join(f"\n  {selected.lacks(cell)}" for cell in absent[:10])
    more = f"\n  and {len(absent) - 10} more" if len(absent) > 10 else ""
    what = "The inputs of 1 file are" if len(absent) == 1 else f"The inputs of {len(absent)} files"
    verb = "" if len(absent) == 1 else " are"
    return DataError(f"{what}{verb} missing:{shown}{more}", remedy)
