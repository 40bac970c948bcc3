"""`score`: a valid submission and gold in, scores out.

The story: validate, and on the way turn each sound cell into its table of statistics → metrics from
column sums → means over complete sets → a signature that says what the numbers are comparable with.
"""

from collections.abc import Sequence
from pathlib import Path

from xstilts_kit import editions
from xstilts_kit.diagnostics.errors import DataError, SubmissionError
from xstilts_kit.families import Gold, GoldMismatch, Record, get_family
from xstilts_kit.scores import CellScore, Scores, summarise
from xstilts_kit.sources import open_sources
from xstilts_kit.sources.gold import GoldFinder, open_gold
from xstilts_kit.statistics.table import Table, cluster
from xstilts_kit.submission.files import write_json
from xstilts_kit.submission.layout import SCORES
from xstilts_kit.submission.manifest import DataEntry
from xstilts_kit.tasks import Task, UnitRule, get_task
from xstilts_kit.validation import Report, validate


class Invalid(SubmissionError):
    """The submission has problems; `report` lists them."""

    def __init__(self, folder: Path, report: Report) -> None:
        errors = report.problems.count("error")
        super().__init__(
            f"{folder} is not valid: {errors} {'error' if errors == 1 else 'errors'}.",
            "Mend what is listed above; `xstilts-submit validate` shows it again.",
        )
        self.report = report


def score(
    folder: Path, sources: Sequence[str] = (), gold: Sequence[Path] = (), *, write: bool = True
) -> Scores:
    """Score a submission folder.

    Args:
        folder: The submission.
        sources: Values of ``--source``.
        gold: Folders of gold; without any, the source's own labelled split or the miniature's.
        write: Also write ``scores.json`` into the folder.

    Raises:
        Invalid: The submission has errors.
        DataError: No cell has gold, or gold does not fit the inputs.
    """
    finder = open_gold(gold)
    scorer = _Scorer(finder, sources)
    report = validate(folder, sources, on_cell=scorer.take)
    if not report.valid or report.manifest is None:
        raise Invalid(folder, report)
    manifest = report.manifest
    cells = tuple(scorer.cells)
    if all(cell.metrics is None for cell in cells):
        reason = f" {finder.refused[0].what}" if finder.refused else ""
        raise DataError(
            f"There is no gold for any task and language of this submission.{reason}",
            "Give --gold a folder that holds <task>/test-<language>.tsv with the answers.",
        )
    scores = summarise(manifest, cells, inputs_verified=not report.unverified)
    if write:
        write_json(folder / SCORES, scores.as_json())
    return scores


def table_of(
    task: Task, language: str, gold: Sequence[Gold], records: Sequence[Record]
) -> tuple[Table, int]:
    """Statistics of one (task, language), and how many examples have no known gold.

    Args:
        task: The task.
        language: The language.
        gold: The answers, in the order of the inputs.
        records: The predictions, in the same order.
    """
    family = get_family(task.family)
    known = [i for i, answer in enumerate(gold) if answer.known]
    rows = family.statistics([gold[i] for i in known], [records[i] for i in known])
    table = cluster(
        family.columns,
        rows,
        [unit_id(task.unit, i) for i in known],
        task.unit_family.format(language=language),
    )
    return table, len(gold) - len(known)


def unit_id(rule: UnitRule, row: int) -> str:
    """The bootstrap unit of an example, from its zero-based row."""
    return str(row // 3 if rule == "row//3" else row)


def metrics_of(task: Task, table: Table) -> dict[str, float]:
    """Every metric of the task's family, 0 to 100."""
    sums = table.sums()
    return {name: float(m(sums)[0]) for name, m in get_family(task.family).metrics.items()}


class _Scorer:
    """Turns each sound cell into a `CellScore` while the submission is validated."""

    def __init__(self, gold: GoldFinder, sources: Sequence[str]) -> None:
        self._gold, self._specs = gold, sources
        self.cells: list[CellScore] = []

    def take(self, entry: DataEntry, records: Sequence[Record]) -> None:
        """Score one cell."""
        task = get_task(entry.task)
        gold = self._find(task, entry)
        table, unknown, fingerprint = None, 0, None
        if gold is not None:
            fingerprint = editions.fingerprint(gold)
            self._check(entry, gold, fingerprint)
            try:
                table, unknown = table_of(task, entry.language, gold[: len(records)], records)
            except GoldMismatch as error:
                raise DataError(
                    f"{entry.task}/{entry.language}: {error}.",
                    "Give the gold of the same edition; `xstilts-submit validate --source` shows"
                    " whether the predictions fit their inputs.",
                ) from error
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
                unknown_gold=unknown,
                interval=None,
                inputs_fingerprint=entry.inputs_fingerprint,
                gold_fingerprint=fingerprint,
            )
        )

    def _find(self, task: Task, entry: DataEntry) -> tuple[Gold, ...] | None:
        source = open_sources(self._specs, [task]).get(task.name)
        return self._gold.find(task, entry.language, entry.role, entry.inputs_fingerprint, source)

    @staticmethod
    def _check(entry: DataEntry, gold: Sequence[Gold], fingerprint: str) -> None:
        """The gold has the inputs' rows and is that of their edition, as far as that is known."""
        if len(gold) != entry.examples:
            raise DataError(
                f"{entry.task}/{entry.language} ({entry.split}): the gold has {len(gold)} rows,"
                f" the inputs {entry.examples}.",
                "Give the gold of the same edition and split.",
            )
        edition = _edition(entry)
        known = editions.gold_fingerprint(entry.task, entry.language, entry.split, edition)
        whole = all(answer.known for answer in gold)
        if whole and known is not None and known != fingerprint:
            raise DataError(
                f"{entry.task}/{entry.language} ({entry.split}): the gold is not that of edition"
                f" {edition} (fingerprint {fingerprint[:12]}, expected {known[:12]}).",
                "Give the edition's own gold, in its own order.",
            )


def _edition(entry: DataEntry) -> str | None:
    """The edition that the inputs belong to; the manifest's word where this version knows none."""
    key = (entry.task, entry.language, entry.split)
    return editions.identify(*key, entry.inputs_fingerprint) or entry.edition


def _counts(table: Table) -> dict[str, float]:
    return {name: float(total[0]) for name, total in table.sums().items()}
