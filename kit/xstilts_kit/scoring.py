"""`score`: a valid submission and gold in, scores out.

The story: validate, and on the way turn each sound cell into its table of statistics → metrics from
column sums → means over complete sets → a signature that says what the numbers are comparable with.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np

from xstilts_kit import editions
from xstilts_kit.diagnostics.errors import DataError, SubmissionError
from xstilts_kit.families import Gold, GoldMismatch, Record, get_family
from xstilts_kit.sources import open_sources
from xstilts_kit.sources.gold import GoldFinder, open_gold
from xstilts_kit.statistics.table import Table, cluster
from xstilts_kit.submission.files import write_json
from xstilts_kit.submission.layout import SCORES
from xstilts_kit.submission.manifest import DataEntry, Kit, Manifest
from xstilts_kit.suites import Suite, get_suite
from xstilts_kit.tasks import Task, UnitRule, get_task
from xstilts_kit.validation import Report, validate
from xstilts_kit.version import this_kit

SCHEMA = "xstilts-scores-v1"


@dataclass(frozen=True, slots=True)
class CellScore:
    """One (task, language); metrics are null where there is no gold."""

    task: str
    language: str
    split: str
    edition: str | None
    source: str
    examples: int
    limit: int | None
    transform: str | None
    metrics: Mapping[str, float] | None
    counts: Mapping[str, float] | None
    units: int | None
    unknown_gold: int
    interval: tuple[float, float] | None
    inputs_fingerprint: str | None
    gold_fingerprint: str | None


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean over a set that must be complete."""

    score: float | None
    """Null while incomplete."""
    interval: tuple[float, float] | None
    of: int
    """Parts that a whole mean has."""
    have: int
    """Parts that are here."""
    mean_of_available: float | None
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TaskScore(Mean):
    """The mean over a task's languages."""

    task: str
    metrics: Mapping[str, float | None] = field(default_factory=dict)
    """Each metric's mean over the languages; null while incomplete."""


@dataclass(frozen=True, slots=True)
class GroupScore(Mean):
    """The mean over a group's tasks."""

    group: str


@dataclass(frozen=True, slots=True)
class Scores:
    """Everything that `score` found out."""

    schema: str
    suite: str
    name: str
    signature: str
    kit: Kit
    scheme: str | None
    inputs_verified: bool
    cells: tuple[CellScore, ...]
    tasks: tuple[TaskScore, ...]
    groups: tuple[GroupScore, ...]
    overall: Mean
    consistency: None = None

    def as_json(self) -> dict[str, Any]:
        """The scores as they are written."""
        return asdict(self)


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
        raise DataError(
            "There is no gold for any task and language of this submission.",
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
            self._check(entry, gold)
            fingerprint = editions.fingerprint(gold)
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
    def _check(entry: DataEntry, gold: Sequence[Gold]) -> None:
        if len(gold) != entry.examples:
            raise DataError(
                f"{entry.task}/{entry.language} ({entry.split}): the gold has {len(gold)} rows,"
                f" the inputs {entry.examples}.",
                "Give the gold of the same edition and split.",
            )


def _edition(entry: DataEntry) -> str | None:
    """The edition that the inputs belong to; the manifest's word where this version knows none."""
    key = (entry.task, entry.language, entry.split)
    return editions.identify(*key, entry.inputs_fingerprint) or entry.edition


def _counts(table: Table) -> dict[str, float]:
    return {name: float(total[0]) for name, total in table.sums().items()}


def summarise(manifest: Manifest, cells: tuple[CellScore, ...], *, inputs_verified: bool) -> Scores:
    """Means over complete sets, and the signature."""
    suite = get_suite(manifest.suite)
    cells = tuple(sorted(cells, key=lambda cell: _place(suite, cell)))
    tasks = tuple(_task_score(suite, task, cells) for task in suite.tasks())
    by_task = {score.task: score.score for score in tasks}
    groups = tuple(
        GroupScore(**_mean({name: by_task.get(name) for name in names}), group=group)
        for group, names in suite.groups.items()
    )
    overall = Mean(**_mean({name: by_task.get(name) for name in suite.task_names}))
    return Scores(
        schema=SCHEMA,
        suite=suite.name,
        name=manifest.name,
        signature=signature(suite, cells),
        kit=this_kit(),
        scheme=None,
        inputs_verified=inputs_verified,
        cells=cells,
        tasks=tasks,
        groups=groups,
        overall=overall,
    )


def _place(suite: Suite, cell: CellScore) -> tuple[int, int]:
    """Where a cell stands in the suite's own order."""
    languages = suite.languages_of(get_task(cell.task))
    return suite.task_names.index(cell.task), languages.index(cell.language)


def _task_score(suite: Suite, task: Task, cells: Iterable[CellScore]) -> TaskScore:
    languages = suite.languages_of(task)
    found = {cell.language: cell.metrics for cell in cells if cell.task == task.name}

    def values(metric: str) -> dict[str, float | None]:
        scored = {language: found.get(language) for language in languages}
        return {language: m[metric] if m else None for language, m in scored.items()}

    whole = all(cell.limit is None for cell in cells if cell.task == task.name)
    metrics = {
        name: _mean(values(name), whole=whole)["score"] for name in get_family(task.family).metrics
    }
    return TaskScore(**_mean(values(task.metric), whole=whole), task=task.name, metrics=metrics)


def _mean(parts: Mapping[str, float | None], *, whole: bool = True) -> dict[str, Any]:
    """The fields of a `Mean` over named parts.

    Args:
        parts: The value of each part, None where it is missing.
        whole: False where parts rest on the first examples only, so that no mean is given.
    """
    values = [value for value in parts.values() if value is not None]
    available = float(np.sum(np.array(values)) / len(values)) if values else None
    missing = tuple(name for name, value in parts.items() if value is None)
    return {
        "score": available if whole and not missing else None,
        "interval": None,
        "of": len(parts),
        "have": len(values),
        "mean_of_available": available,
        "missing": missing,
    }


def signature(suite: Suite, cells: Sequence[CellScore]) -> str:
    """One line that says what the scores were made on; equal lines are comparable."""
    scored = [cell for cell in cells if cell.metrics is not None]
    whole = sum(len(suite.languages_of(task)) for task in suite.tasks())
    parts = {
        "edition": _by_task(scored, "edition"),
        "split": _by_task(scored, "split"),
        "limit": _by_task(scored, "limit"),
        "cells": f"{len(scored)}of{whole}",
        "inputs": _digest(scored, "inputs_fingerprint"),
        "gold": _digest(scored, "gold_fingerprint"),
        "xstilts": this_kit().version,
    }
    return "|".join([suite.name, *(f"{name}:{value}" for name, value in parts.items())])


def _by_task(cells: Sequence[CellScore], name: str) -> str:
    """The commonest value, then the tasks (or cells) that have another."""
    values = [str(getattr(cell, name) or "none") for cell in cells]
    common = max(dict.fromkeys(values), key=values.count)
    others: dict[str, str] = {}
    for task in dict.fromkeys(cell.task for cell in cells):
        own = {
            cell.language: value
            for cell, value in zip(cells, values, strict=True)
            if cell.task == task
        }
        first = next(iter(own.values()))
        if all(value == first for value in own.values()):
            if first != common:
                others[task] = first
        else:
            others |= {f"{task}/{lang}": v for lang, v in own.items() if v != common}
    return ",".join([common, *(f"{where}={value}" for where, value in others.items())])


def _digest(cells: Sequence[CellScore], name: str) -> str:
    lines = sorted(
        f"{cell.task}/{cell.language}/{cell.split}:{getattr(cell, name)}:{cell.limit}"
        f":{cell.transform}\n"
        for cell in cells
    )
    return sha256("".join(lines).encode()).hexdigest()[:12]
