"""Several submissions in one table: a row each, with a column a task.

If the table has a single task, its columns are the task's languages. A submission with transformed
inputs has three rows: clean, transformed, and the difference.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from xstilts_kit.diagnostics import grid
from xstilts_kit.diagnostics.grid import Grid
from xstilts_kit.scoring.results import CellScore, Scores
from xstilts_kit.scoring.text import interval_text, number
from xstilts_kit.suites import get_suite
from xstilts_kit.tasks import get_task

Interval = tuple[float, float]

_DASH = "– no gold, or a mean over an incomplete set or over first examples only, is not given."
_PARTIAL = "* partial gold: examples whose gold is unknown are left out."


@dataclass(frozen=True, slots=True)
class Value:
    """One number of the table."""

    score: float | None
    interval: Interval | None = None
    partial_gold: bool = False

    def text(self) -> str:
        """The score, its mark and its interval."""
        mark = "*" if self.partial_gold and self.score is not None else ""
        return " ".join(filter(None, (number(self.score) + mark, interval_text(self.interval))))


_NOTHING = Value(None)


@dataclass(frozen=True, slots=True)
class Line:
    """One submission, on clean inputs or on those of one transform."""

    name: str
    transform: str | None
    signature: str
    values: Mapping[str, Value]
    """Column → value."""


@dataclass(frozen=True, slots=True)
class SideBySide:
    """The scores of several submissions."""

    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    """The clean line of a submission comes before its transformed ones."""

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader of the table must know, ending with the signatures."""
        shown = [
            line.values.get(column, _NOTHING) for line in self.lines for column in self.columns
        ]
        marks = [
            *([_DASH] if any(value.score is None for value in shown) else []),
            *([_PARTIAL] if any(value.partial_gold for value in shown) else []),
        ]
        signatures = {line.name: line.signature for line in self.lines if line.transform is None}
        if len(set(signatures.values())) == 1:
            return (*marks, *set(signatures.values()))
        return (
            *marks,
            "The signatures differ: not every number was made on the same data.",
            *(f"{name}: {signature}" for name, signature in signatures.items()),
        )

    def as_text(self, width: int = 100, *, styled: bool = False) -> str:
        """The table for a terminal, with its notes."""
        return grid.as_text(self._grid(), width, styled=styled) + "\n".join(self.notes)

    def as_html(self) -> str:
        """The table for a notebook."""
        return grid.as_html(self._grid(), " ".join(self.notes))

    def as_markdown(self) -> str:
        """A GitHub table, followed by its notes."""
        notes = "\n".join(f"- {grid.markdown(line)}" for line in self.notes)
        return f"{grid.as_markdown(self._grid())}\n\n{notes}"

    def as_latex(self) -> str:
        """A ``tabular`` that needs the package booktabs; the notes stand above it as comments."""
        notes = "\n".join(f"% {line}" for line in self.notes)
        return f"{notes}\n{grid.as_latex(self._grid())}"

    def as_csv(self) -> str:
        """A line a submission; three fields a column: score and both ends of its interval."""
        columns = ["submission", "transform"]
        for column in self.columns:
            columns += [column, f"{column}_low", f"{column}_high"]
        rows = [dict(_fields(line, self.columns)) for line in self.lines]
        return grid.as_csv([*columns, "signature"], rows)

    def _grid(self) -> Grid:
        rows: list[list[str]] = []
        sections = set()
        clean: Line | None = None
        for line in self.lines:
            found = [line.values.get(column, _NOTHING) for column in self.columns]
            if line.transform is None:
                clean = line
                if rows:
                    sections.add(len(rows) - 1)
                rows.append([line.name, *(value.text() for value in found)])
                continue
            before = {} if clean is None else clean.values
            rows.append([f"{line.name}, {line.transform}", *(value.text() for value in found)])
            rows.append(
                ["difference", *(_difference(line, before, column) for column in self.columns)]
            )
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


def _difference(line: Line, clean: Mapping[str, Value], column: str) -> str:
    after = line.values.get(column, _NOTHING).score
    before = clean.get(column, _NOTHING).score
    return "" if after is None or before is None else f"{after - before:+.1f}"


def side_by_side(submissions: Sequence[Scores]) -> SideBySide:
    """The table of several submissions, in their order."""
    found = {cell.task for scores in submissions for cell in scores.cells}
    order = dict.fromkeys(task.task for scores in submissions for task in scores.tasks)
    tasks = [name for name in order if name in found]
    lines: list[Line] = []
    names = _names(submissions)
    for name, scores in zip(names, submissions, strict=True):
        changed = dict.fromkeys(cell.transform for cell in scores.cells if cell.transform)
        for transform in (None, *changed):
            values = (
                _languages(scores, tasks[0], transform)
                if len(tasks) == 1
                else _tasks(scores, tasks, transform)
            )
            lines.append(Line(name, transform, scores.signature, values))
    if len(tasks) == 1:
        languages = dict.fromkeys(cell.language for one in submissions for cell in one.cells)
        columns = (*languages, "mean")
    else:
        columns = (*tasks, "overall")
    last = columns[-1]
    if all(line.values.get(last, _NOTHING).score is None for line in lines):
        columns = columns[:-1]
    return SideBySide(columns, tuple(lines))


def _names(submissions: Sequence[Scores]) -> list[str]:
    """The submissions' names; their folders, where names are not unique."""
    names = [scores.name for scores in submissions]
    if len(set(names)) == len(names):
        return names
    return [str(scores.folder or scores.name) for scores in submissions]


def _tasks(scores: Scores, tasks: Sequence[str], transform: str | None) -> dict[str, Value]:
    if transform is None:
        found = {
            task.task: Value(task.score, task.interval, task.partial_gold) for task in scores.tasks
        }
        overall = scores.overall
        return {**found, "overall": Value(overall.score, overall.interval, overall.partial_gold)}
    return {task: _mean(scores, task, transform) for task in tasks}


def _languages(scores: Scores, task: str, transform: str | None) -> dict[str, Value]:
    metric = get_task(task).metric
    found = {
        cell.language: Value(cell.score, (cell.interval or {}).get(metric), cell.unknown_gold > 0)
        for cell in _cells(scores, task, transform)
    }
    if transform is not None:
        return {**found, "mean": _mean(scores, task, transform)}
    means = {one.task: Value(one.score, one.interval, one.partial_gold) for one in scores.tasks}
    return {**found, "mean": means.get(task, _NOTHING)}


def _mean(scores: Scores, task: str, transform: str) -> Value:
    """The mean over transformed cells, where every language of the suite has one."""
    cells = {cell.language: cell for cell in _cells(scores, task, transform)}
    values = [cell.score for cell in cells.values() if cell.limit is None]
    whole = get_suite(scores.suite).languages_of(get_task(task))
    known = [value for value in values if value is not None]
    if set(cells) != set(whole) or len(known) != len(whole):
        return _NOTHING
    partial = any(cell.unknown_gold for cell in cells.values())
    return Value(sum(known) / len(known), None, partial)


def _cells(scores: Scores, task: str, transform: str | None) -> list[CellScore]:
    return [cell for cell in scores.cells if (cell.task, cell.transform) == (task, transform)]
