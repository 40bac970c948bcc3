"""Several submissions in one table: a row per submission, a column per task.

For a single task, the columns are its languages. A submission with transformed inputs has three
rows: clean, transformed, and their difference.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from xstilts_kit.diagnostics import grid
from xstilts_kit.diagnostics.grid import Grid
from xstilts_kit.scoring.averages import OVERALL
from xstilts_kit.scoring.results import CellScore, Mean, Scores
from xstilts_kit.scoring.text import interval_text, number
from xstilts_kit.suites import get_suite
from xstilts_kit.tasks import get_task

MEAN = "mean"
"""The last column of a single task."""

Interval = tuple[float, float]

_DASH = "–: there is no gold, or not every language, or only first examples were predicted."
_PARTIAL = "*: partial gold; examples whose gold is unknown are left out."
_SUBSET = "†: the mean over the languages that were transformed; so is the difference below it."
_DIFFERENT = "The signatures differ; only numbers that were made alike can be compared:"


@dataclass(frozen=True, slots=True)
class Value:
    """One number of the table."""

    score: float | None
    interval: Interval | None = None
    partial_gold: bool = False
    subset: bool = False
    """Whether it is a mean over some of the languages."""

    def text(self) -> str:
        """The score, its marks and its interval."""
        marks = ("*" if self.partial_gold else "") + ("†" if self.subset else "")
        shown = number(self.score) + (marks if self.score is not None else "")
        return " ".join(filter(None, (shown, interval_text(self.interval))))


_NOTHING = Value(None)


@dataclass(frozen=True, slots=True)
class Line:
    """One submission, on clean inputs or on inputs changed by one transform."""

    name: str
    transform: str | None
    signature: str
    values: Mapping[str, Value]
    """Column → value."""
    differences: Mapping[str, float]
    """Column → transformed minus clean, over the same languages; empty for a clean line."""


@dataclass(frozen=True, slots=True)
class SideBySide:
    """The scores of several submissions."""

    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    """The clean line of a submission comes before its transformed ones."""

    @property
    def notes(self) -> tuple[str, ...]:
        """Notes for readers of the table, ending with the signatures."""
        shown = [
            line.values.get(column, _NOTHING) for line in self.lines for column in self.columns
        ]
        marks = [
            *([_DASH] if any(value.score is None for value in shown) else []),
            *([_PARTIAL] if any(value.partial_gold for value in shown) else []),
            *([_SUBSET] if any(value.subset for value in shown) else []),
        ]
        signatures = {line.name: line.signature for line in self.lines if line.transform is None}
        if len(set(signatures.values())) == 1:
            return (*marks, *set(signatures.values()))
        return (
            *marks,
            _DIFFERENT,
            *(f"{name}: {signature}" for name, signature in signatures.items()),
        )

    def as_text(self, width: int = 100, *, styled: bool = False) -> str:
        """Format the table for a terminal, with its notes."""
        return grid.as_text(self._grid(), width, styled=styled) + "\n".join(self.notes)

    def as_html(self) -> str:
        """Format the table for a notebook."""
        return grid.as_html(self._grid(), " ".join(self.notes))

    def as_markdown(self) -> str:
        """Format as a GitHub Markdown table, followed by its notes."""
        notes = "\n".join(f"- {grid.markdown(line)}" for line in self.notes)
        return f"{grid.as_markdown(self._grid())}\n\n{notes}"

    def as_latex(self) -> str:
        """Format as a ``tabular``, which requires booktabs, with the notes as comments above it."""
        notes = "\n".join(f"% {line}" for line in self.notes)
        return f"{notes}\n{grid.as_latex(self._grid())}"

    def as_csv(self) -> str:
        """One line per row; each column becomes three: the score and the ends of its interval."""
        columns = ["submission", "transform"]
        for column in self.columns:
            columns += [column, f"{column}_low", f"{column}_high"]
        rows = [dict(_fields(line, self.columns)) for line in self.lines]
        return grid.as_csv([*columns, "signature"], rows)

    def _grid(self) -> Grid:
        rows: list[list[str]] = []
        sections = set()
        for line in self.lines:
            found = [line.values.get(column, _NOTHING).text() for column in self.columns]
            if line.transform is None:
                if rows:
                    sections.add(len(rows) - 1)
                rows.append([line.name, *found])
                continue
            rows.append([f"{line.name}, {line.transform}", *found])
            differences = (line.differences.get(column) for column in self.columns)
            rows.append(["difference", *("" if d is None else f"{d:+.1f}" for d in differences)])
        whole = any(line.transform for line in self.lines)
        return Grid(
            ("", *self.columns), rows, sections=frozenset(sections) if whole else frozenset()
        )


def _fields(line: Line, columns: Sequence[str]) -> Iterator[tuple[str, object]]:
    yield from (("submission", line.name), ("transform", line.transform))
    for column in columns:
        value = line.values.get(column, _NOTHING)
        low, high = value.interval or (None, None)
        yield from ((column, value.score), (f"{column}_low", low), (f"{column}_high", high))
    yield "signature", line.signature


def side_by_side(submissions: Sequence[Scores]) -> SideBySide:
    """Build the table of several submissions, in their order."""
    found = {cell.task for scores in submissions for cell in scores.cells}
    order = dict.fromkeys(task.task for scores in submissions for task in scores.tasks)
    tasks = [name for name in order if name in found]
    lines: list[Line] = []
    names = _names(submissions)
    for name, scores in zip(names, submissions, strict=True):
        changed = dict.fromkeys(cell.transform for cell in scores.cells if cell.transform)
        for transform in (None, *changed):
            if transform is not None:
                values, differences = _changed(scores, tasks, transform)
            else:
                differences = {}
                values = _languages(scores, tasks[0]) if len(tasks) == 1 else _tasks(scores)
            lines.append(Line(name, transform, scores.signature, values, differences))
    if len(tasks) == 1:
        languages = dict.fromkeys(cell.language for one in submissions for cell in one.cells)
        columns = (*languages, MEAN)
    else:
        columns = (*tasks, OVERALL)
    last = columns[-1]
    if all(line.values.get(last, _NOTHING).score is None for line in lines):
        columns = columns[:-1]
    return SideBySide(columns, tuple(lines))


def _names(submissions: Sequence[Scores]) -> list[str]:
    """Names of the submissions, or their folders if names are not unique."""
    names = [scores.name for scores in submissions]
    if len(set(names)) == len(names):
        return names
    return [str(scores.folder or scores.name) for scores in submissions]


def _tasks(scores: Scores) -> dict[str, Value]:
    return {**{task.task: _value(task) for task in scores.tasks}, OVERALL: _value(scores.overall)}


def _languages(scores: Scores, task: str) -> dict[str, Value]:
    cells = {cell.language: _cell(cell) for cell in _cells(scores, task, None)}
    return {**cells, MEAN: next(_value(one) for one in scores.tasks if one.task == task)}


def _changed(
    scores: Scores, tasks: Sequence[str], transform: str
) -> tuple[dict[str, Value], dict[str, float]]:
    """Values on transformed inputs, and their differences from the clean ones, by column."""
    values: dict[str, Value] = {}
    differences: dict[str, float] = {}
    for task in tasks:
        clean = {cell.language: cell for cell in _cells(scores, task, None)}
        cells = _cells(scores, task, transform)
        scored = {cell.language: cell.score for cell in cells if cell.score is not None}
        before = {code: clean[code].score for code in scored if code in clean}
        steps = {code: scored[code] - score for code, score in before.items() if score is not None}
        if len(tasks) == 1:
            values |= {cell.language: _cell(cell) for cell in cells}
            differences |= steps
        if not scored or any(cell.limit is not None for cell in cells):
            continue
        column = MEAN if len(tasks) == 1 else task
        whole = set(get_suite(scores.suite).languages_of(get_task(task)))
        values[column] = Value(
            sum(scored.values()) / len(scored),
            partial_gold=any(cell.unknown_gold for cell in cells),
            subset=set(scored) != whole,
        )
        if steps.keys() == scored.keys():
            differences[column] = sum(steps.values()) / len(steps)
    return values, differences


def _value(mean: Mean) -> Value:
    return Value(mean.score, mean.interval, mean.partial_gold)


def _cell(cell: CellScore) -> Value:
    metric = get_task(cell.task).metric
    return Value(cell.score, (cell.interval or {}).get(metric), cell.unknown_gold > 0)


def _cells(scores: Scores, task: str, transform: str | None) -> list[CellScore]:
    return [cell for cell in scores.cells if (cell.task, cell.transform) == (task, transform)]
