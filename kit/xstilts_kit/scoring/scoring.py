"""`score`: score a valid submission against gold labels.

Steps: validate, and convert each valid cell to a table of statistics → metrics from column sums →
means over complete sets → a signature that states which scores are comparable.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from xstilts_kit import editions
from xstilts_kit.cell import Cell
from xstilts_kit.diagnostics.arguments import (
    ByTask,
    Paths,
    StrPath,
    Texts,
    as_path,
    as_paths,
    as_texts,
)
from xstilts_kit.diagnostics.errors import DataError, SubmissionError, UsageError
from xstilts_kit.diagnostics.saying import Say, count, say_on_stderr
from xstilts_kit.families import Gold, GoldMismatch, Record, get_family, only_answer
from xstilts_kit.scoring.averages import Vectors, vectors_of
from xstilts_kit.scoring.consistency import describe_consistency
from xstilts_kit.scoring.doubts import doubts
from xstilts_kit.scoring.results import CellScore, Scores
from xstilts_kit.scoring.robustness import describe_robustness
from xstilts_kit.scoring.scores import summarise
from xstilts_kit.scoring.tables import Answered, Tabled, metrics_of, table_of
from xstilts_kit.scoring.worst import worst_of_seeds
from xstilts_kit.sources import Source
from xstilts_kit.sources.gold import GoldFinder, open_gold
from xstilts_kit.statistics.table import Table
from xstilts_kit.submission.manifest import DataEntry, Manifest
from xstilts_kit.suites import get_suite
from xstilts_kit.tasks import get_task
from xstilts_kit.transforms import Given, answered_by
from xstilts_kit.validation.validating import Report, validate

__all__ = ["Invalid", "Scored", "metrics_of", "score", "score_fully", "table_of"]


OnItems = Callable[[Cell, Answered], None]
"""Called with a cell and its examples."""


class Invalid(SubmissionError):
    """The submission has problems, which `report` lists."""

    def __init__(self, folder: Path, report: Report) -> None:
        super().__init__(
            f"{folder} is not valid: {count(report.problems.count('error'), 'error')}.",
            "Mend what is listed above; `xstilts-submit validate` shows it again.",
        )
        self.folder = str(folder)
        self.report = report

    def __str__(self) -> str:
        """The report, then the error; commands print the two separately."""
        return f"{self.report}\n{self.what} {self.remedy}"


@dataclass(frozen=True, slots=True)
class Scored:
    """A scored submission with the vectors behind its scores."""

    scores: Scores
    manifest: Manifest
    vectors: Vectors
    """All scores, with replicates unless intervals were disabled."""


def score(
    submission: StrPath,
    sources: ByTask | None = None,
    gold: Paths | None = None,
    *,
    tasks: Texts | None = None,
    allow_missing: bool = False,
    intervals: bool = True,
    resources: Given = None,
    write: bool = False,
    say: Say = say_on_stderr,
) -> Scores:
    """Score a submission folder.

    >>> scores = score("sub", gold="labels", intervals=False)
    >>> scores["xnli", "de"].accuracy
    65.0
    >>> scores.overall.rule  # a mean over an incomplete set is not given
    'incomplete'
    >>> scores.rows()[0]["metric"]
    'accuracy'
    >>> scores.write().name
    'scores.json'

    Args:
        submission: The folder that `predict` or `import_` wrote.
        sources: Values of ``--source``, for all tasks or by task; a path is a download folder.
        gold: Folders of gold; without any, the source's own labelled split or the miniature's.
        tasks: Only these tasks; default: all.
        allow_missing: Count a question without an answer as wrong instead of raising.
        intervals: Also resample, for 95 % intervals.
        resources: Files read by transforms, e.g. ``{"lexicons": "DIR"}``, to check their inputs.
        write: Also write ``scores.json`` into the folder, as `Scores.write` does.
        say: Prints a line about fetched files and remarks of the validation.

    Raises:
        Invalid: The submission has errors.
        UsageError: A requested task is not in the submission.
        DataError: No cell has gold, or gold does not fit the inputs.
    """
    scores = score_fully(
        submission,
        sources,
        gold,
        tasks=tasks,
        allow_missing=allow_missing,
        intervals=intervals,
        resources=resources,
        say=say,
    ).scores
    if write:
        scores.write()
    return scores


def score_fully(
    submission: StrPath,
    sources: ByTask | None = None,
    gold: Paths | None = None,
    *,
    tasks: Texts | None = None,
    allow_missing: bool = False,
    intervals: bool = True,
    resources: Given = None,
    on_items: OnItems | None = None,
    say: Say = say_on_stderr,
) -> Scored:
    """Score a submission folder without writing, and keep the vectors; arguments as for `score`.

    `on_items` is called with the examples of each scored cell whose family scores examples.
    """
    folder = as_path(submission, "submission")
    asked = frozenset(get_task(name).name for name in as_texts(tasks, "tasks"))
    finder = open_gold(as_paths(gold, "gold"))
    scorer = _Scorer(finder, allow_missing, asked, on_items)
    report = validate(
        folder,
        sources,
        resources=resources,
        on_cell=scorer.take,
        allow_missing=allow_missing,
        say=say,
    )
    for line in report.notes:
        say(line)
    if not report.valid or report.manifest is None:
        raise Invalid(folder, report)
    manifest = report.manifest
    _refuse_absent(folder, manifest, asked)
    cells = tuple(scorer.cells)
    if all(cell.metrics is None for cell in cells):
        reason = f" {finder.refused[0].what}" if finder.refused else ""
        raise DataError(
            f"There is no gold for any task and language of this submission.{reason}",
            "Give --gold a folder that holds <task>/test-<language>.tsv (or .json) with the"
            " answers.",
        )
    suite = get_suite(manifest.suite)
    tables = {cell: tabled.table for cell, tabled in scorer.tabled.items()}
    vectors = vectors_of(suite, tables, intervals=intervals)
    scores = summarise(
        manifest,
        cells,
        inputs_verified=not report.unverified,
        vectors=vectors,
        consistency=describe_consistency(suite, scorer.tabled, vectors, scorer.constant),
        folder=folder,
    )
    scored = (cell.cell for cell in scores.cells)
    worst = worst_of_seeds(scorer.tabled, vectors, intervals=intervals)
    scores = replace(scores, robustness=describe_robustness(scored, vectors.cells, worst))
    for line in doubts(scores.cells, scorer.constant):
        say(line)
    return Scored(scores, manifest, vectors)


def _refuse_absent(folder: Path, manifest: Manifest, asked: Collection[str]) -> None:
    held = dict.fromkeys(entry.task for entry in manifest.data)
    absent = sorted(set(asked) - held.keys())
    if absent:
        raise UsageError(
            f"{folder} has no predictions of {', '.join(absent)}.",
            f"It holds {', '.join(held)}.",
        )


class _Scorer:
    """Converts each valid cell to a `CellScore` during validation."""

    def __init__(
        self,
        gold: GoldFinder,
        allow_missing: bool,
        tasks: Collection[str],
        on_items: OnItems | None,
    ) -> None:
        self._gold, self._allow_missing, self._tasks = gold, allow_missing, tasks
        self._on_items = on_items
        self.cells: list[CellScore] = []
        self.tabled: dict[Cell, Tabled] = {}
        self.constant: dict[Cell, str] = {}
        """Cells whose examples all got the same answer, and that answer."""

    def take(self, entry: DataEntry, source: Source | None, records: Sequence[Record]) -> None:
        """Score one cell, if its task is requested."""
        if self._tasks and entry.task not in self._tasks:
            return
        task, cell = get_task(entry.task), entry.cell
        answer = only_answer(records)
        if answer is not None:
            self.constant[cell] = answer
        gold = self._find(entry, source)
        tabled, fingerprint = None, None
        if gold is not None:
            fingerprint = editions.fingerprint(gold)
            self._check(entry, gold, fingerprint)
            try:
                if entry.limit is not None:
                    gold = tuple(get_family(task.family).gold_of_first(gold, entry.limit))
                tabled = table_of(
                    task,
                    answered_by(cell).language,
                    gold,
                    records,
                    allow_missing=self._allow_missing,
                )
            except GoldMismatch as error:
                raise DataError(
                    f"{cell.name}: {error}.",
                    "Give the gold of the same edition; `xstilts-submit validate --source` shows"
                    " whether the predictions fit their inputs.",
                ) from error
        if tabled is not None and len(tabled.table.units) > 0:
            if self._on_items is not None and tabled.answered is not None:
                self._on_items(cell, tabled.answered)
            kept = tabled.rows if cell.transform is not None else None
            self.tabled[cell] = tabled = replace(tabled, answered=None, rows=kept)  # frees the rest
        table = tabled.table if tabled is not None else None
        scored = table is not None and len(table.units) > 0
        self.cells.append(
            CellScore(
                task=entry.task,
                language=entry.language,
                split=entry.split,
                edition=_edition(entry),
                source=entry.source,
                examples=entry.examples,
                limit=entry.limit,
                transform=entry.transform,
                metrics=metrics_of(task, table) if table is not None and scored else None,
                counts=_counts(table) if table is not None and scored else None,
                units=len(table.units) if table is not None else None,
                unknown_gold=tabled.unknown if tabled is not None else 0,
                missing=tabled.missing if tabled is not None else 0,
                interval=None,
                inputs_fingerprint=entry.inputs_fingerprint,
                gold_fingerprint=fingerprint,
                realised=entry.realised,
            )
        )

    def _find(self, entry: DataEntry, source: Source | None) -> Sequence[Gold] | None:
        """Find the gold; for inputs joined with another language's, its answers to the same ids."""
        own, other = entry.cell.clean, answered_by(entry.cell)
        gold = self._gold.find(own, entry.inputs_fingerprint, source)
        if other == own or gold is None:
            return gold
        edition = editions.all_editions().get(_edition(entry) or "")
        listed = None if edition is None else edition.entries.get(other)
        found = self._gold.find(other, None if listed is None else listed.inputs, source)
        if found is None:
            return None
        answers = {answer.id: answer for answer in found}
        absent = next((answer.id for answer in gold if answer.id not in answers), None)
        if absent is not None:
            raise DataError(
                f"{entry.cell}: the gold of {other.name} has no answer to {absent!r}.",
                "Give the gold of one edition, in which ids are the same in all languages.",
            )
        return tuple(answers[answer.id] for answer in gold)

    @staticmethod
    def _check(entry: DataEntry, gold: Sequence[Gold], fingerprint: str) -> None:
        """Check that the gold has the inputs' rows and belongs to their edition, if known."""
        one_each = get_family(get_task(entry.task).family).one_each
        if one_each and len(gold) != entry.examples:
            raise DataError(
                f"{entry.cell}: the gold has {len(gold)} rows, the inputs {entry.examples}.",
                "Give the gold of the same edition and split.",
            )
        edition = _edition(entry)
        own = answered_by(entry.cell) == entry.cell.clean
        known = editions.gold_fingerprint(entry.cell, edition) if own else None
        whole = all(answer.known for answer in gold)
        if whole and known is not None and known != fingerprint:
            raise DataError(
                f"{entry.cell}: the gold is not that of edition {edition} (fingerprint"
                f" {fingerprint[:12]}, expected {known[:12]}).",
                "Give the edition's own gold, in its own order.",
            )


def _edition(entry: DataEntry) -> str | None:
    """Return the edition of the inputs, or the manifest's if this version does not know it."""
    return editions.identify(entry.cell, entry.inputs_fingerprint) or entry.edition


def _counts(table: Table) -> dict[str, float]:
    return {name: float(total[0]) for name, total in table.sums().items()}
