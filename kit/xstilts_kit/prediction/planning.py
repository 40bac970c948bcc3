"""Plan a run: which cells, on which data, with which head.

Errors in the request, the data or the checkpoints are reported here, before any weights are loaded.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from xstilts_kit import editions
from xstilts_kit.cell import Cell
from xstilts_kit.checkpoint.classes import NamelessHead
from xstilts_kit.checkpoint.head import Head, find_heads
from xstilts_kit.checkpoint.spec import Repositories
from xstilts_kit.data.first_use import prepare_cells
from xstilts_kit.diagnostics.errors import DataError, ModelError, UsageError
from xstilts_kit.diagnostics.saying import Say
from xstilts_kit.families import Gold, Inputs, fitted_on
from xstilts_kit.sources import Cells, Source, Sources
from xstilts_kit.sources.auto import AutoSource
from xstilts_kit.sources.changed import with_transforms
from xstilts_kit.suites import Suite
from xstilts_kit.suites.choosing import Splits, check_language, choose_cells, choose_tasks
from xstilts_kit.tasks import get_task
from xstilts_kit.transforms import NOTHING, Resources


@dataclass(frozen=True, slots=True)
class Plan:
    """The cells to predict, and the reasons for those left out."""

    suite: Suite
    cells: Cells
    heads: Mapping[str, Head]
    skipped: tuple[str, ...]
    """One sentence for each task or cell left out by ``--available``."""


def make_plan(
    suite: Suite,
    repositories: Repositories,
    sources: Sources,
    *,
    tasks: Sequence[str] = (),
    languages: Sequence[str] = (),
    splits: Splits | None = None,
    transforms: Sequence[str] = (),
    resources: Resources = NOTHING,
    available: bool = False,
    orders: Mapping[str, Sequence[str]] | None = None,
    override: bool = False,
    suggest: Callable[[NamelessHead], ModelError] | None = None,
) -> Plan:
    """Decide what to predict.

    Args:
        suite: The suite.
        repositories: The checkpoints.
        sources: A source for each task.
        tasks: Only these tasks; empty: all of the suite.
        languages: Only these languages; empty: all of the suite.
        splits: The split for each task and language; default ``test``.
        transforms: Each cell is predicted clean, and once more with each of these.
        resources: Files that transforms read.
        available: Leave out cells without data or head, instead of raising an error.
        orders: Task → labels in the order of the head's classes.
        override: Whether `orders` may contradict the configuration's own names.
        suggest: Builds the error for a head without class names, with the best order.

    Raises:
        UsageError: An unknown task or language, or nothing left to predict.
        DataError: Data are missing.
        ModelError: A task has no head.
    """
    chosen = choose_tasks(suite, tasks)
    for language in languages:
        check_language(language, suite, chosen)
    wanted = [
        task for task in chosen if not languages or set(languages) & set(suite.languages_of(task))
    ]
    heads, refused = find_heads(
        repositories, wanted, orders or {}, override=override, trial=suggest is not None
    )
    if suggest is not None:
        refused = {
            name: suggest(error) if isinstance(error, NamelessHead) else error
            for name, error in refused.items()
        }
    skipped: list[str] = []
    if refused:
        if not available:
            raise _no_heads(refused, len(wanted))
        skipped += [f"{task}: {error}" for task, error in refused.items()]
    answered = [task for task in wanted if task.name in heads]
    clean, absent = _find_cells(choose_cells(suite, answered, languages, splits or {}), sources)
    cells, refused_transforms = with_transforms(clean, transforms, resources)
    skipped += refused_transforms
    if absent:
        if not available:
            raise _no_data(absent)
        skipped += absent
    if not cells:
        raise DataError(
            "Nothing is left to predict.", " ".join(skipped[:3]) or "Ask for other languages."
        )
    used = {cell.task for cell in cells}
    return Plan(suite, cells, {n: h for n, h in heads.items() if n in used}, tuple(skipped))


def _find_cells(cells: Iterable[Cell], sources: Sources) -> tuple[Cells, list[str]]:
    """Return the cells with available inputs, and a sentence for each of the others."""
    found: dict[Cell, Source] = {}
    absent: list[str] = []
    for cell in cells:
        source = sources.get(cell.task)
        if source is None:
            raise UsageError(
                f"No source is given for {cell.task}.",
                "Add --source folder:PATH (XTREME's download folder), or take --suite mini.",
            )
        lacking = _lacking(cell, source)
        if lacking is None:
            found[cell] = source
        else:
            absent.append(f"{cell.name}: {lacking}")
    return found, absent


def _lacking(cell: Cell, source: Source) -> str | None:
    """Describe what is missing to predict a cell; None if nothing is."""
    task = get_task(cell.task)
    if not source.has(cell):
        none = "" if task.has_split(cell.split, cell.language) else " (XTREME has none)"
        return f"{source.lacks(cell)}{none}"
    split = fitted_on(cell)
    if split is None:
        return None
    why = f"and the threshold is fitted on the {split} split"
    if not source.has(cell.on(split)):
        return f"{source.lacks(cell.on(split))}, {why}"
    if source.gold(cell.on(split)) is None:
        return f"no {' or '.join(task.answer_paths(split, cell.language))}, {why} with its gold"
    return None


@dataclass(frozen=True, slots=True)
class Fitting:
    """The data for fitting a threshold."""

    inputs: Inputs | None
    """Clean inputs of the dev split; None if they are the cell's own."""
    gold: tuple[Gold, ...]

    def of(self, own: Inputs) -> tuple[Inputs, tuple[Gold, ...]]:
        """Inputs and gold for fitting, given the cell's own inputs."""
        return self.inputs or own, self.gold

    def fingerprints(self) -> list[str]:
        """Fingerprints of the inputs, unless they are the cell's own, and of the gold."""
        rows = self.inputs.rows() if self.inputs is not None else ()
        return [editions.fingerprint(rows), editions.fingerprint(self.gold)]


def fitting_of(cell: Cell, source: Source) -> Fitting | None:
    """Return the (clean) data for fitting a cell's threshold; None if it has no threshold.

    Raises:
        DataError: The gold is missing or damaged.
    """
    split = fitted_on(cell)
    if split is None:
        return None
    gold = source.gold(cell.on(split))
    if gold is None:
        raise DataError(f"{cell.name}: its gold is gone.", "Run the same command again.")
    own = split == cell.split and cell.transform is None
    return Fitting(None if own else source.inputs(cell.on(split)), gold)


def _no_heads(refused: Mapping[str, ModelError], tasks: int) -> ModelError:
    if len(refused) == tasks == 1:
        return next(iter(refused.values()))
    reasons = "".join(f"\n  {task}: {error}" for task, error in refused.items())
    return ModelError(
        f"No usable head for {len(refused)} of {tasks} tasks:{reasons}",
        "Add the heads, or ask for what there is with --task or --available.",
    )


def _no_data(absent: Sequence[str]) -> DataError:
    shown = "".join(f"\n  {line}" for line in absent[:10])
    more = f"\n  and {len(absent) - 10} more" if len(absent) > 10 else ""
    some = "split is" if len(absent) == 1 else "splits are"
    return DataError(
        f"{len(absent)} {some} missing:{shown}{more}",
        "`xstilts-submit data prepare` makes the official files. To go on without them give"
        " --available, or another --split for them.",
    )


def prepare_plan(plan: Plan, *, yes: bool, available: bool, say: Say) -> Plan:
    """Prepare the official data that a plan needs and that are not in the cache.

    Args:
        plan: The plan.
        yes: Whether the user has accepted the licences in advance.
        available: Leave out splits that cannot be prepared, instead of stopping.
        say: Prints a line to stderr.

    Raises:
        UsageError: The licences were not accepted.
        DataError: A split cannot be prepared.
        NetworkError: A split cannot be prepared, only because of the network.
        StorageError: Not enough space.
    """
    reasons = prepare_cells(plan.cells, yes=yes, available=available, say=say, fitting=True)
    return _without(plan, reasons) if reasons else plan


def _without(plan: Plan, reasons: Mapping[Cell, str]) -> Plan:
    """Remove cells that cannot be predicted from a plan."""
    cells = {
        cell: source
        for cell, source in plan.cells.items()
        if not isinstance(source, AutoSource) or cell.slot not in reasons
    }
    if not cells:
        raise DataError("Nothing is left to predict.", " ".join(list(reasons.values())[:3]))
    used = {cell.task for cell in cells}
    return replace(
        plan,
        cells=cells,
        heads={name: head for name, head in plan.heads.items() if name in used},
        skipped=(*plan.skipped, *reasons.values()),
    )
