"""What a run will predict: which (task, language), on which data, with which head.

Everything that can go wrong with the request, the data or the checkpoints goes wrong here, before
any weight is loaded.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from xstilts_kit import editions
from xstilts_kit.checkpoint.head import Head, NamelessHead, find_heads
from xstilts_kit.checkpoint.spec import Repositories
from xstilts_kit.diagnostics.errors import DataError, ModelError, UsageError, nearest
from xstilts_kit.families import Gold, Inputs, get_family
from xstilts_kit.sources import Source, Sources
from xstilts_kit.suites import Suite
from xstilts_kit.tasks import ROLES, Role, Task, all_tasks, get_task

Splits = Mapping[tuple[str, str], Role]
"""(task, language) → split; an empty string stands for every task or language."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One (task, language) to predict."""

    task: Task
    language: str
    split: Role
    source: Source

    @property
    def name(self) -> str:
        """``task/language``."""
        return f"{self.task.name}/{self.language}"

    @property
    def fitted_on(self) -> Role | None:
        """The split on which the predictor fits a threshold, if it does."""
        return get_family(self.task.family).fitted_on

    def inputs(self) -> Inputs:
        """The inputs, in order."""
        return self.source.inputs(self.task, self.language, self.split)


@dataclass(frozen=True, slots=True)
class Surveyed:
    """A cell whose inputs were read once."""

    cell: Cell
    examples: int
    fingerprint: str
    edition: str | None
    sample: Inputs
    """A few examples from all over the file, for estimates."""
    rows: int
    """Examples and candidates."""
    bytes: int
    """Size of the inputs' text."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What will be predicted, and what was left out and why."""

    suite: Suite
    cells: tuple[Cell, ...]
    heads: Mapping[str, Head]
    skipped: tuple[str, ...]
    """One sentence for each thing that ``--available`` left out."""


def parse_splits(values: Iterable[str], suite: Suite) -> Splits:
    """The values of ``--split``: ``SPLIT``, ``task=SPLIT`` or ``task/language=SPLIT``.

    Raises:
        UsageError: An unknown split, task or language.
    """
    splits: dict[tuple[str, str], Role] = {}
    for value in values:
        where, _, name = value.rpartition("=")
        if name not in ("test", "validation"):
            raise UsageError(
                f"There is no split {name!r}.",
                nearest(name, ROLES[1:], otherwise="Give test or validation (XTREME's dev)."),
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


def check_language(language: str, suite: Suite, tasks: Sequence[Task]) -> None:
    """Refuse a language that none of the tasks has in the suite.

    Raises:
        UsageError: No task has it.
    """
    known = sorted({code for task in tasks for code in suite.languages_of(task)})
    if language not in known:
        names = ", ".join(task.name for task in tasks)
        raise UsageError(
            f"There is no language {language!r} in {names}.",
            nearest(language, known, otherwise=f"The languages are: {' '.join(known)}."),
        )


def make_plan(
    suite: Suite,
    repositories: Repositories,
    sources: Sources,
    *,
    tasks: Sequence[str] = (),
    languages: Sequence[str] = (),
    splits: Splits | None = None,
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
        splits: Which split of which task and language; default ``test``.
        available: Leave out what has no data or no head, instead of refusing.
        orders: Task → labels in the order of the head's classes.
        override: Whether `orders` may contradict the configuration's own names.
        suggest: Makes the refusal of a head without names say which order fits; it loads weights.

    Raises:
        UsageError: An unknown task or language, or nothing left to predict.
        DataError: Data are missing.
        ModelError: A task has no head.
    """
    chosen = _choose_tasks(suite, tasks)
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
    cells, absent = _choose_cells(suite, answered, languages, sources, splits or {})
    if absent:
        if not available:
            raise _no_data(absent)
        skipped += absent
    if not cells:
        raise DataError(
            "Nothing is left to predict.", " ".join(skipped[:3]) or "Ask for other languages."
        )
    used = {cell.task.name for cell in cells}
    return Plan(suite, cells, {n: h for n, h in heads.items() if n in used}, tuple(skipped))


def survey(cell: Cell) -> Surveyed:
    """Read a cell's inputs once: count, fingerprint, edition, sample.

    Raises:
        DataError: The file is not what the task's layout says.
    """
    inputs = cell.inputs()
    fingerprint = editions.fingerprint(inputs.rows())
    return Surveyed(
        cell=cell,
        examples=len(inputs.examples),
        fingerprint=fingerprint,
        edition=_edition(cell, fingerprint),
        sample=Inputs(_sample(inputs.examples), _sample(inputs.candidates)),
        rows=len(inputs.examples) + len(inputs.candidates),
        bytes=sum(_length(value) for row in inputs.rows() for value in row.canonical().values()),
    )


def _edition(cell: Cell, fingerprint: str) -> str | None:
    """A known edition's name; the Hub's copy, where it is none of them, is one of its commit."""
    known = editions.identify(cell.task.name, cell.language, cell.split, fingerprint)
    if known is None and cell.source.kind == "hub" and cell.source.revision is not None:
        return f"hub-{cell.source.revision[:12]}"
    return known


def _sample(rows: Sequence[Any], most: int = 16) -> tuple[Any, ...]:
    """A few rows from all over."""
    return tuple(islice(rows, 0, None, max(1, len(rows) // most)))[:most]


def count_warning(found: Surveyed) -> str | None:
    """A sentence on data that belongs to no known edition, or None."""
    cell = found.cell
    if found.edition is not None and found.edition.startswith("hub-"):
        return _hub_warning(found)
    if found.edition is not None:
        return None
    known = editions.expected(cell.task.name, cell.language, cell.split)
    wanted = ", ".join(f"edition {name} has {n}" for name, n in known.items() if n)
    count = f"{found.examples} examples" + (f"; {wanted}" if wanted else "")
    return f"{cell.name} ({cell.split}) is in no known edition: {count}."


def _hub_warning(found: Surveyed) -> str:
    """How the Hub's copy differs from the official edition, as far as that is known."""
    cell = found.cell
    key = (cell.task.name, cell.language, cell.split)
    official = editions.all_editions()["xtreme"].entries.get(key)
    examples = "1 example" if found.examples == 1 else f"{found.examples:,} examples"
    begins = f"{cell.name} ({cell.split}): {examples} on the Hub"
    if official is None:
        return f"{begins}; how many edition xtreme has is not known."
    if official.examples != found.examples:
        return f"{begins}; edition xtreme has {official.examples:,}."
    if official.inputs is None:
        return f"{begins}, as many as in edition xtreme; whether the same is not known."
    return f"{begins}, as many as in edition xtreme, but with other text or in another order."


def _length(value: object) -> int:
    return len(value) if isinstance(value, str) else len(str(value))


def _choose_tasks(suite: Suite, names: Sequence[str]) -> tuple[Task, ...]:
    present = suite.tasks()
    if not names:
        return present
    for name in names:
        if name in suite.task_names and name not in all_tasks():
            raise UsageError(
                f"{name} belongs to {suite.name}, but this version cannot predict it yet.",
                f"It can predict {', '.join(t.name for t in present)}.",
            )
    asked = {get_task(name).name for name in names}
    outside = sorted(asked - {task.name for task in present})
    if outside:
        raise UsageError(
            f"{', '.join(outside)}: not in the suite {suite.name}.",
            f"It holds {', '.join(t.name for t in present)}.",
        )
    return tuple(task for task in present if task.name in asked)


def _choose_cells(
    suite: Suite,
    tasks: Sequence[Task],
    languages: Sequence[str],
    sources: Sources,
    splits: Splits,
) -> tuple[tuple[Cell, ...], list[str]]:
    cells: list[Cell] = []
    absent: list[str] = []
    for task in tasks:
        for language in suite.languages_of(task):
            if languages and language not in languages:
                continue
            keys = ((task.name, language), (task.name, ""), ("", ""))
            split: Role = next((splits[key] for key in keys if key in splits), "test")
            source = sources.get(task.name)
            if source is None:
                raise UsageError(
                    f"No source is given for {task.name}.",
                    "Add --source folder:PATH (XTREME's download folder), or take --suite mini.",
                )
            cell = Cell(task, language, split, source)
            lacking = _lacking(cell)
            if lacking is None:
                cells.append(cell)
            else:
                absent.append(f"{cell.name}: {lacking}")
    return tuple(cells), absent


def _lacking(cell: Cell) -> str | None:
    """What a cell cannot be predicted without, in words; None where nothing is missing."""
    task, language, source = cell.task, cell.language, cell.source
    if not source.has(task, language, cell.split):
        none = "" if task.has_split(cell.split, language) else " (XTREME has none)"
        return f"{source.lacks(task, language, cell.split)}{none}"
    fitted_on = cell.fitted_on
    if fitted_on is None:
        return None
    why = f"and the threshold is fitted on the {fitted_on} split"
    if not source.has(task, language, fitted_on):
        return f"{source.lacks(task, language, fitted_on)}, {why}"
    if source.gold(task, language, fitted_on) is None:
        return f"no {' or '.join(task.answer_paths(fitted_on, language))}, {why} with its gold"
    return None


def fitting_of(cell: Cell, inputs: Inputs) -> tuple[Inputs, tuple[Gold, ...]] | None:
    """What a threshold is fitted on: inputs and gold of the cell's dev split; None if on nothing.

    Args:
        cell: The cell.
        inputs: Its own inputs, which are taken where the cell is the dev split itself.

    Raises:
        DataError: The gold is gone or damaged.
    """
    split = cell.fitted_on
    if split is None:
        return None
    gold = cell.source.gold(cell.task, cell.language, split)
    if gold is None:
        raise DataError(f"{cell.name}: its gold is gone.", "Run the same command again.")
    own = split == cell.split
    return inputs if own else cell.source.inputs(cell.task, cell.language, split), gold


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
