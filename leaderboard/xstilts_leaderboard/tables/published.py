"""Scores reported in papers: cited, shown in a separate table, never ranked."""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from xstilts_kit.boards import Division
from xstilts_kit.diagnostics.errors import DataError
from xstilts_kit.statistics.consistency import Evenness, evenness
from xstilts_kit.suites import get_suite
from xstilts_kit.tasks import get_task
from xstilts_leaderboard.tables.sources import link_of

RESULTS = "leaderboard/reported/results.csv"
_SUITE = "xtreme"
_AVERAGE = "avg"
QUESTION_METRICS = ("em", "f1")

_COLUMNS = (
    "system",
    "paper",
    "year",
    "base_model",
    "params",
    "protocol",
    "suite",
    "task",
    "metric",
    "language",
    "value",
    "source",
    "verified",
    "selection",
)


_SELECTIONS = {
    "all-languages-dev": "chosen on dev sets of all languages",
    "unknown": "selection not stated",
    "english-dev": "chosen on English dev",
}
"""In order of precedence: a row gets the first one that any of its numbers names."""

_ZERO_SHOT: Mapping[str, Division] = {
    "english-dev": "zero-shot",
    "all-languages-dev": "multilingual",
}
"""How the checkpoint was chosen → division of a zero-shot run."""


@dataclass(frozen=True, slots=True)
class Number:
    """One printed number."""

    value: float
    source: str
    href: str


@dataclass(frozen=True, slots=True)
class ReportedRow:
    """All numbers of one system, paper and protocol."""

    system: str
    paper: str
    paper_href: str | None
    protocol: str
    year: str
    base_model: str
    parameters: str
    division: Division
    selection: str
    """How the checkpoint was chosen, as text."""
    means: Mapping[tuple[str, str], Number]
    """(task, metric) → the printed mean over languages."""
    languages: Mapping[tuple[str, str], Mapping[str, float]] = field(default_factory=dict)
    """(task, metric) → language → value."""
    extended: Mapping[tuple[str, str], Mapping[str, Number]] = field(default_factory=dict)
    """(task, metric) → language or ``avg`` → value on XTREME-R (other tasks and languages)."""
    sources: tuple[tuple[str, str], ...] = ()
    """(address, text) of each distinct source of its numbers."""

    @property
    def is_zero_shot_protocol(self) -> bool:
        """Whether it was trained on English labels only, however the checkpoint was chosen."""
        return self.protocol.startswith("zero-shot")

    @property
    def mean_of_seven(self) -> float | None:
        """The mean of the seven tasks with training data; None unless all have all metrics."""
        return self.mean_of(_seven())

    @property
    def numbers(self) -> int:
        """Count of printed numbers."""
        by_language = (*self.languages.values(), *self.extended.values())
        return len(self.means) + sum(map(len, by_language))

    @property
    def anchor(self) -> str:
        """Fragment identifier on the page of published rows."""
        words = re.sub(r"[^a-z0-9]+", "-", f"{self.system} {self.paper} {self.protocol}".casefold())
        return words.strip("-")

    def score_in(self, task: str, language: str) -> float | None:
        """The printed score of a task in one language, averaged over metrics; None if missing."""
        values = [
            self.languages.get((task, metric), {}).get(language) for metric in metrics_of(task)
        ]
        known = [value for value in values if value is not None]
        return sum(known) / len(known) if len(known) == len(values) else None

    def mean_of(self, tasks: Iterable[str]) -> float | None:
        """The mean over some tasks, each averaged over its metrics; None unless all are printed."""
        scores = []
        for name in tasks:
            metrics = metrics_of(name)
            if any((name, metric) not in self.means for metric in metrics):
                return None
            values = [self.means[name, metric].value for metric in metrics]
            scores.append(sum(values) / len(values))
        return sum(scores) / len(scores)


@dataclass(frozen=True, slots=True)
class ReportedEvenness:
    """Evenness of a reported system over the languages of one task."""

    row: ReportedRow
    task: str
    metric: str
    spread: Evenness


def _seven() -> tuple[str, ...]:
    """XTREME's tasks that have training data in English: all but sentence retrieval."""
    suite = get_suite(_SUITE)
    return tuple(name for name in suite.task_names if name not in suite.groups["retrieval"])


def metrics_of(task: str) -> tuple[str, ...]:
    """The metrics that papers print for a task."""
    return QUESTION_METRICS if get_task(task).group == "qa" else (get_task(task).metric,)


def read_reported(path: Path) -> tuple[ReportedRow, ...]:
    """Read a file of reported numbers; rows with a mean of seven come first, highest first.

    Raises:
        DataError: A line does not fit the columns, or its source has no address.
    """
    if not path.is_file():
        return ()
    groups: dict[tuple[str, str, str], list[tuple[int, dict[str, str]]]] = {}
    for line, row in _lines(path):
        groups.setdefault((row["system"], row["paper"], row["protocol"]), []).append((line, row))
    rows = [_row(path, lines) for lines in groups.values()]
    return tuple(
        sorted(
            rows,
            key=lambda row: (
                -(row.mean_of_seven or 0.0),
                -len(row.means),
                row.system,
                row.paper,
                row.protocol,
            ),
        )
    )


def _lines(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Every line below the header, with its line number."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            if tuple(reader.fieldnames or ()) != _COLUMNS:
                raise _other_columns(path, 1)
            for row in reader:
                if None in row or None in row.values():
                    raise _other_columns(path, reader.line_num)
                yield reader.line_num, row
    except (UnicodeDecodeError, csv.Error) as error:
        raise DataError(f"{path}: {error}.", "Mend the file.") from error


def _other_columns(path: Path, line: int) -> DataError:
    return DataError(f"{path}:{line}: other columns than {', '.join(_COLUMNS)}.", "Mend the file.")


def _number(path: Path, line: int, row: Mapping[str, str]) -> Number:
    """Parse the number of a line.

    Raises:
        DataError: It is not a number, or its source or metric is missing.
    """
    href = link_of(row["source"])
    try:
        value = float(row["value"])
    except ValueError:
        value = -1.0
    if row["suite"] == _SUITE and row["task"] not in get_suite(_SUITE).task_names:
        fault = f"{_SUITE} has no task {row['task']!r}"
    elif row["suite"] == _SUITE and row["metric"] not in metrics_of(row["task"]):
        fault = f"papers print no {row['metric']!r} of {row['task']}"
    elif href is None:
        fault = "no link for its source"
    elif not 0 <= value <= 100:
        fault = f"value {row['value']!r}"
    else:
        return Number(value, row["source"], href)
    raise DataError(
        f"{path}:{line}: {fault}.",
        "Mend the line as leaderboard/reported/README.md says; values are 0 to 100.",
    )


def _row(path: Path, lines: list[tuple[int, dict[str, str]]]) -> ReportedRow:
    first = lines[0][1]
    means: dict[tuple[str, str], Number] = {}
    languages: dict[tuple[str, str], dict[str, float]] = {}
    extended: dict[tuple[str, str], dict[str, Number]] = {}
    sources: dict[str, str] = {}
    for line, row in lines:
        number = _number(path, line, row)
        sources.setdefault(number.href, number.source)
        key = (row["task"], row["metric"])
        if row["suite"] != _SUITE:  # another suite averages over other languages
            extended.setdefault(key, {})[row["language"]] = number
        elif row["language"] == _AVERAGE:
            means[key] = number
        else:
            languages.setdefault(key, {})[row["language"]] = number.value
    told = {row["selection"] for _, row in lines}
    selection = next((one for one in _SELECTIONS if one in told), "unknown")
    return ReportedRow(
        system=first["system"],
        paper=first["paper"],
        paper_href=link_of(first["paper"]),
        protocol=first["protocol"],
        year=first["year"],
        base_model=first["base_model"],
        parameters=first["params"],
        division=division_of_protocol(first["protocol"], selection),
        selection=_SELECTIONS[selection],
        means=means,
        languages=languages,
        extended=extended,
        sources=tuple(sorted(sources.items())),
    )


def division_of_protocol(protocol: str, selection: str) -> Division:
    """The division of a published run, by the same rules as for rows.

    Args:
        protocol: The protocol as stated in the file.
        selection: How the checkpoint was chosen; a zero-shot run that does not say is *open*.
    """
    if protocol.startswith("translate-train"):
        return "translate-train"
    if protocol.startswith("multilingual") or "target-language model selection" in protocol:
        return "multilingual"
    if protocol.startswith("zero-shot"):
        return _ZERO_SHOT.get(selection, "open")
    return "open"


def reported_evenness(rows: Iterable[ReportedRow]) -> tuple[ReportedEvenness, ...]:
    """Evenness of reported systems on every task with scores in all of XTREME's languages."""
    found = []
    for row in rows:
        for (name, metric), values in row.languages.items():
            wanted = get_task(name).languages
            if set(wanted) <= set(values):
                spread = evenness({code: values[code] for code in wanted})
                if spread is not None:
                    found.append(ReportedEvenness(row, name, metric, spread))
    order = get_suite(_SUITE).task_names
    found.sort(key=lambda one: (order.index(one.task), one.metric, one.spread.standard_deviation))
    return tuple(found)
