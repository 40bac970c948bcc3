"""`score`: score a valid submission against gold labels.

Steps: validate, and convert each valid cell to a table of statistics → metrics from column sums →
means over complete sets → a signature that states which scores are comparable.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from xstilts_kit import editions
from xstilts_kit.cell import Cell
from xstilts_kit.diagnostics.errors import DataError, SubmissionError
from xstilts_kit.diagnostics.saying import Say, count, say_on_stderr
from xstilts_kit.families import Gold, GoldMismatch, Record, get_family, only_answer
from xstilts_kit.scoring.averages import Vectors, vectors_of
from xstilts_kit.scoring.consistency import describe_consistency
from xstilts_kit.scoring.doubts import doubts
from xstilts_kit.scoring.scores import CellScore, Scores, summarise
from xstilts_kit.scoring.tables import Tabled, metrics_of, table_of
from xstilts_kit.sources import Source
from xstilts_kit.sources.gold import GoldFinder, open_gold
from xstilts_kit.statistics.table import Table
from xstilts_kit.storage import write_json
from xstilts_kit.submission.layout import SCORES
from xstilts_kit.submission.manifest import DataEntry, Manifest
from xstilts_kit.suites import get_suite
from xstilts_kit.tasks import get_task
from xstilts_kit.validation.validating import Report, validate

__all__ = ["Invalid", "Scored", "metrics_of", "score", "score_fully", "table_of"]


class Invalid(SubmissionError):
    """The submission has problems, which `report` lists."""

    def __init__(self, folder: Path, report: Report) -> None:
        super().__init__(
            f"{folder} is not valid: {count(report.problems.count('error'), 'error')}.",
            "Mend what is listed above; `xstilts-submit validate` shows it again.",
        )
        self.folder = str(folder)
        self.report = report


@dataclass(frozen=True, slots=True)
class Scored:
    """A scored submission with the vectors behind its scores."""

    scores: Scores
    manifest: Manifest
    vectors: Vectors
    """All scores, with replicates unless intervals were disabled."""


def score(
    folder: Path,
    sources: Sequence[str] = (),
    gold: Sequence[Path] = (),
    *,
    allow_missing: bool = False,
    intervals: bool = True,
    write: bool = True,
    say: Say = say_on_stderr,
) -> Scores:
    """Score a submission folder.

    Args:
        folder: The submission.
        sources: Values of ``--source``.
        gold: Folders of gold; without any, the source's own labelled split or the miniature's.
        allow_missing: Count questions without an answer as wrong instead of as errors.
        intervals: Also resample, for 95 % intervals.
        write: Also write ``scores.json`` into the folder.
        say: Says a line: what is fetched from the Hub, and what validation noted.

    Raises:
        Invalid: The submission has errors.
        DataError: No cell has gold, or gold does not fit the inputs.
    """
    scores = score_fully(
        folder, sources, gold, allow_missing=allow_missing, intervals=intervals, say=say
    ).scores
    if write:
        write_json(folder / SCORES, scores.as_json())
    return scores


def score_fully(
    folder: Path,
    sources: Sequence[str] = (),
    gold: Sequence[Path] = (),
    *,
    allow_missing: bool = False,
    intervals: bool = True,
    say: Say = say_on_stderr,
) -> Scored:
    """Score a submission folder, write nothing, keep the vectors; arguments as for `score`."""
    finder = open_gold(gold)
    scorer = _Scorer(finder, allow_missing)
    report = validate(folder, sources, on_cell=scorer.take, allow_missing=allow_missing, say=say)
    for line in report.notes:
        say(line)
    if not report.valid or report.manifest is None:
        raise Invalid(folder, report)
    manifest = report.manifest
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
    )
    for line in doubts(scores.cells, scorer.constant):
        say(line)
    return Scored(scores, manifest, vectors)


class _Scorer:
    """Converts each valid cell to a `CellScore` during validation."""

    def __init__(self, gold: GoldFinder, allow_missing: bool) -> None:
        self._gold, self._allow_missing = gold, allow_missing
        self.cells: list[CellScore] = []
        self.tabled: dict[Cell, Tabled] = {}
        self.constant: dict[Cell, str] = {}
        """Cells whose examples all got the same answer, and that answer."""

    def take(self, entry: DataEntry, source: Source | None, records: Sequence[Record]) -> None:
        """Score one cell."""
        task, cell = get_task(entry.task), entry.cell
        answer = only_answer(records)
        if answer is not None:
            self.constant[cell] = answer
        gold = self._gold.find(cell, entry.inputs_fingerprint, source)
        tabled, fingerprint = None, None
        if gold is not None:
            fingerprint = editions.fingerprint(gold)
            self._check(entry, gold, fingerprint)
            try:
                if entry.limit is not None:
                    gold = tuple(get_family(task.family).gold_of_first(gold, entry.limit))
                tabled = table_of(
                    task, entry.language, gold, records, allow_missing=self._allow_missing
                )
            except GoldMismatch as error:
                raise DataError(
                    f"{cell.name}: {error}.",
                    "Give the gold of the same edition; `xstilts-submit validate --source` shows"
                    " whether the predictions fit their inputs.",
                ) from error
        if tabled is not None and len(tabled.table.units) > 0:
            self.tabled[cell] = tabled
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
            )
        )

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
        known = editions.gold_fingerprint(entry.cell, edition)
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
