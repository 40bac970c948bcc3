"""The verdict of `check`: rendered as text, as GitHub annotations, as Markdown and as JSON."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from math import isnan
from typing import Any, Literal

from xstilts_kit.diagnostics.codes import CODES
from xstilts_kit.diagnostics.problem import Problem, Problems
from xstilts_kit.diagnostics.render import as_github, as_text, clean
from xstilts_kit.submission.version import this_kit

REPORT_SCHEMA = "xstilts-report-v1"
Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class TaskResult:
    """A task's score; None unless all its languages are scored."""

    task: str
    score: float | None
    interval: Interval | None


@dataclass(frozen=True, slots=True)
class Copy:
    """Another row with the same or nearly the same answers."""

    name: str
    share: float
    """Share of examples with equal answers, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Preview:
    """The rank the row would take on a board."""

    board: str
    division: str
    low: int
    high: int
    of: int


@dataclass(frozen=True, slots=True)
class SubmissionReport:
    """The findings about one submission."""

    suite: str
    name: str
    change: Literal["added", "updated", "withdrawn", "unchanged"]
    problems: Problems
    obstacles: tuple[str, ...] = ()
    """Reasons why it cannot be ranked, even if it is valid."""
    division: str | None = None
    division_reason: str | None = None
    overall: float | None = None
    interval: Interval | None = None
    tasks: tuple[TaskResult, ...] = ()
    copies: tuple[Copy, ...] = ()
    preview: tuple[Preview, ...] = ()

    @property
    def valid(self) -> bool:
        """Whether its files have no errors."""
        return self.problems.count("error") == 0

    @property
    def accepted(self) -> bool:
        """Whether it may become a row."""
        return self.valid and not self.obstacles


@dataclass(frozen=True, slots=True)
class CheckReport:
    """The verdict on all checked submissions."""

    refusals: Problems
    """Problems of the pull request itself."""
    submissions: tuple[SubmissionReport, ...]

    @property
    def accepted(self) -> bool:
        """Whether the pull request can be merged."""
        return not self.refusals and all(one.accepted for one in self.submissions)

    def as_json(self) -> dict[str, Any]:
        """Return the report as JSON."""
        return {
            "schema": REPORT_SCHEMA,
            "verdict": "accepted" if self.accepted else "refused",
            "kit": asdict(this_kit()),
            "refusals": [_problem_json(problem) for problem in self.refusals],
            "submissions": [_submission_json(one) for one in self.submissions],
        }


def _submission_json(one: SubmissionReport) -> dict[str, Any]:
    return {
        "suite": one.suite,
        "name": one.name,
        "change": one.change,
        "valid": one.valid,
        "rankable": one.accepted,
        "division": one.division,
        "division_reason": one.division_reason,
        "overall": one.overall,
        "interval": one.interval,
        "tasks": [asdict(task) for task in one.tasks],
        "obstacles": [clean(text)[:500] for text in one.obstacles[:100]],
        "problems": [_problem_json(problem) for problem in one.problems],
        "not_shown": one.problems.not_shown(),
        "copies": [asdict(copy) for copy in one.copies],
        "preview": [asdict(preview) for preview in one.preview],
    }


def _problem_json(problem: Problem) -> dict[str, Any]:
    return {
        "code": problem.code,
        "severity": problem.severity,
        "path": clean(problem.path)[:512],
        "line": problem.line,
        "column": problem.column,
        "message": clean(problem.message)[:1000],
    }


def text_of(report: CheckReport) -> str:
    """Render the report for a terminal."""
    lines = []
    if report.refusals:
        lines.append(as_text(report.refusals, "."))
    for one in report.submissions:
        name = f"{one.suite}/{one.name}"
        if one.problems:
            lines.append(as_text(one.problems, name))
        lines += [f"{name}: {clean(text)}" for text in one.obstacles]
        lines += _score_lines(one)
        verdict = "can become a row" if one.accepted else "cannot become a row"
        lines.append(f"{name}{_changed(one)}: {verdict}")
    if not report.refusals and not report.submissions:
        lines.append("No submission has changed.")
    return "\n".join(lines)


def _score_lines(one: SubmissionReport) -> Iterator[str]:
    for task in one.tasks:
        yield f"  {task.task:<10} {_number(task.score)}{_ends(task.interval)}"
    if one.tasks:
        yield f"  {'overall':<10} {_number(one.overall)}{_ends(one.interval)}"
    if one.division is not None:
        yield f"  division {one.division}: {one.division_reason}"
    for preview in one.preview:
        rank = _rank(preview)
        yield f"  rank it would take on {preview.board}, {preview.division}: {rank}"


def github_of(report: CheckReport, shown: int = 8) -> str:
    """Render the report as workflow commands, within GitHub's limit of ten per step.

    Args:
        report: The verdict.
        shown: Maximum number of annotations; one more counts the rest.
    """
    commands: list[str] = []
    if report.refusals:
        commands += as_github(report.refusals, ".").splitlines()
    for one in report.submissions:
        root = f"leaderboard/submissions/{one.suite}/{one.name}"
        if one.problems:
            commands += as_github(one.problems, root).splitlines()
        obstacles = Problems(keep=100)
        for text in one.obstacles:
            obstacles.add("XS712", "manifest.json", text)
        if obstacles:
            commands += as_github(obstacles, root).splitlines()
    if len(commands) > shown:
        more = len(commands) - shown
        commands = [*commands[:shown], f"::notice::And {more} more: see the summary of this run."]
    return "\n".join(commands)


def markdown_of(report: CheckReport, most: int = 200) -> str:
    """Render the summary of a run, with all text of the submission in code spans.

    Args:
        report: The verdict.
        most: Maximum number of problems listed.
    """
    verdict = "can be merged" if report.accepted else "cannot be merged"
    lines = [f"## This submission {verdict}" if report.submissions else "## No submission", ""]
    lines += list(_markdown_problems(report.refusals, most))
    for one in report.submissions:
        lines += [f"### {_code(f'{one.suite}/{one.name}')}{_changed(one)}", ""]
        lines += list(_markdown_problems(one.problems, most))
        lines += [f"- {_code(text)}" for text in one.obstacles[:most]]
        if one.division is not None:
            lines += ["", f"Division **{one.division}**: {_code(one.division_reason or '')}.", ""]
        if one.tasks:
            lines += ["| task | score | 95 % interval |", "|---|---:|---:|"]
            rows = [*one.tasks, TaskResult("overall", one.overall, one.interval)]
            lines += [
                f"| {row.task} | {_number(row.score)} |{_ends(row.interval) or ' –'} |"
                for row in rows
            ]
        for copy in one.copies:
            lines.append(f"- {copy.share:.2%} of the answers equal {_code(copy.name)}.")
        for preview in one.preview:
            lines += [
                "",
                f"Rank it would take on {preview.board}, {preview.division}: {_rank(preview)}.",
            ]
    return "\n".join(lines) + "\n"


def _markdown_problems(problems: Problems, most: int) -> Iterator[str]:
    for place, problem in enumerate(problems):
        if place == most:
            yield "- …"
            break
        yield f"- {problem.code} {_code(problem.place)}: {_code(problem.message)}"
    for code in sorted({problem.code for problem in problems}):
        more = problems.not_shown().get(code, 0)
        rest = f" ({more} more)" if more else ""
        yield f"- **{code}**{rest}: {CODES[code].title}. {CODES[code].remedy}"


def _changed(one: SubmissionReport) -> str:
    """Describe how a pull request changes the row; empty for a folder that is checked alone."""
    return "" if one.change == "unchanged" else f" ({one.change})"


def _code(text: str) -> str:
    """Format untrusted text as a code span."""
    return f"`{clean(text).replace('`', 'ˋ')[:500]}`"


def _number(score: float | None) -> str:
    return "–" if score is None else f"{score:.1f}"


def _ends(interval: Interval | None) -> str:
    return "" if interval is None else f" [{interval[0]:.1f}, {interval[1]:.1f}]"


def _rank(preview: Preview) -> str:
    rank = f"{preview.low}" if preview.low == preview.high else f"{preview.low} to {preview.high}"
    return f"{rank} of {preview.of}"


def interval_of(values: Iterable[float]) -> Interval | None:
    """Return an interval's ends as a tuple, or None if there is no interval."""
    low, high = values
    return None if isnan(low) else (float(low), float(high))
