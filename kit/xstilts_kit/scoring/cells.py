"""Scores each valid cell of a submission while it is validated."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

from xstilts_kit import editions
from xstilts_kit.cell import Cell
from xstilts_kit.diagnostics.errors import DataError
from xstilts_kit.families import Gold, GoldMismatch, Record, get_family, only_answer
from xstilts_kit.scoring.results import CellScore
from xstilts_kit.scoring.tables import Answered, Tabled, metrics_of, table_of
from xstilts_kit.sources import Source
from xstilts_kit.sources.gold import GoldFinder
from xstilts_kit.statistics.table import Table
from xstilts_kit.submission.manifest import DataEntry
from xstilts_kit.tasks import get_task
from xstilts_kit.transforms import answered_by

OnItems = Callable[[Cell, Answered], None]
"""Called with a cell and its examples."""


class CellScorer:
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
