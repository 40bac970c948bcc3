"""Does a checkpoint transfer? The miniature's scores with intervals, beside cheap baselines."""

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from xstilts_kit import Request, miniature, predict, prepare
from xstilts_kit.cell import Cell
from xstilts_kit.families import Record, metric_of
from xstilts_kit.scoring.scoring import table_of
from xstilts_kit.sources import Source
from xstilts_kit.sources.gold import open_gold
from xstilts_kit.statistics.bootstrap import Interval, interval, mean_of, replicates
from xstilts_kit.submission.manifest import DataEntry
from xstilts_kit.suites import get_suite
from xstilts_kit.tasks import Task
from xstilts_kit.validation.validating import validate


@dataclass(frozen=True, slots=True)
class Evidence:
    """One score of the miniature's test split, 0 to 100."""

    task: str
    language: str
    """A code, or ``others`` for the mean over the languages that are not English."""
    score: float
    interval: Interval | None
    """95 %, over test items; it says nothing of other training seeds."""
    baseline: str
    """The strongest cheap baseline; empty for a mean."""
    baseline_score: float
    """Its score; for a mean, the mean of the strongest of each language."""


def gather(checkpoint: str) -> tuple[Evidence, ...]:
    """Predict the miniature with a checkpoint and score every cell.

    Args:
        checkpoint: As for ``--model``.
    """
    records: dict[tuple[str, str], Sequence[Record]] = {}

    def keep(entry: DataEntry, _: Source | None, found: Sequence[Record]) -> None:
        records[entry.task, entry.language] = found

    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "sub"
        predict(prepare(Request(models=[checkpoint], suite="mini", available=True)), out)
        validate(out, on_cell=keep)
    predicted = {task for task, _ in records}
    tasks = [task for task in get_suite("mini").tasks() if task.name in predicted]
    return tuple(line for task in tasks for line in _of_task(task, records))


def _of_task(task: Task, records: dict[tuple[str, str], Sequence[Record]]) -> Iterator[Evidence]:
    finder = open_gold([miniature.LABELS])
    metric = metric_of(task)
    vectors: dict[str, NDArray[np.float64]] = {}
    cells: dict[str, Evidence] = {}
    for language in ("en", *(code for code in miniature.LANGUAGES if code != "en")):
        if (task.name, language) not in records:
            continue
        gold = finder.find(Cell(task.name, language), None, None)
        if gold is None:
            continue
        table = table_of(task, language, gold, records[task.name, language]).table
        score = float(metric(table.sums())[0])
        vectors[language] = replicates(table, metric)
        baseline = miniature.cheap_baselines()[task.name, language]
        found = interval(score, vectors[language])
        cells[language] = Evidence(task.name, language, score, found, *baseline)
    yield from cells.values()
    others = [cell for language, cell in cells.items() if language != "en"]
    mean = sum(cell.score for cell in others) / len(others)
    spread = mean_of([vectors[cell.language] for cell in others])
    floor = sum(cell.baseline_score for cell in others) / len(others)
    yield Evidence(task.name, "others", mean, interval(mean, spread), "", floor)


def as_markdown(evidence: Sequence[Evidence]) -> str:
    """A table: a row a language, a column a task; `score [interval] (baseline)`."""
    tasks = list(dict.fromkeys(line.task for line in evidence))
    languages = list(dict.fromkeys(line.language for line in evidence))
    cells = {(line.task, line.language): _cell(line) for line in evidence}
    lines = [
        f"| | {' | '.join(tasks)} |",
        f"|---|{'---|' * len(tasks)}",
        *(
            f"| {language} | {' | '.join(cells.get((task, language), '') for task in tasks)} |"
            for language in languages
        ),
    ]
    return "\n".join(lines)


def _cell(line: Evidence) -> str:
    spread = ""
    if line.interval is not None:
        spread = f" [{line.interval.low:.1f}, {line.interval.high:.1f}]"
    name = f"{line.baseline} " if line.baseline else ""
    return f"{line.score:.1f}{spread} ({name}{line.baseline_score:.1f})"
