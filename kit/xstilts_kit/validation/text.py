"""Validation reports as text, HTML and JSON."""

from typing import TYPE_CHECKING, Any

from xstilts_kit.diagnostics import render
from xstilts_kit.diagnostics.grid import Grid, as_html

if TYPE_CHECKING:
    from xstilts_kit.validation.validating import Report


def report_text(report: "Report", root: str) -> str:
    """Format every problem with its location and remedy, then the summary.

    Args:
        report: The report of `validate`.
        root: Prefix of every path, so that terminals can open it.
    """
    problems = [render.as_text(report.problems, root)] if report.problems else []
    return "\n".join([*problems, summary(report, root)])


def report_html(report: "Report") -> str:
    """The problems as a table with the summary as its caption."""
    rows = [
        (
            render.clean(problem.place),
            problem.code,
            problem.severity,
            render.clean(problem.message),
            problem.remedy,
        )
        for problem in report.problems
    ]
    grid = Grid(
        ("where", "code", "severity", "problem", "what to do"), rows, left=frozenset(range(5))
    )
    return as_html(grid, summary(report, str(report.folder)))


def report_json(report: "Report") -> dict[str, Any]:
    """Convert the report to a JSON object."""
    return {
        "submission": str(report.folder),
        "valid": report.valid,
        "errors": report.problems.count("error"),
        "warnings": report.problems.count("warning"),
        "problems": [render.as_json(problem) for problem in report.problems],
        "not_shown": report.problems.not_shown(),
        "verified": [cell.name for cell in report.verified],
        "unverified": [cell.name for cell in report.unverified],
        "absent": [cell.name for cell in report.absent],
    }


def summary(report: "Report", root: str) -> str:
    """Summarise validity, size and completeness in one line."""
    root = render.clean(root)
    errors, warnings = (report.problems.count(s) for s in ("error", "warning"))
    counts = f"{errors} {'error' if errors == 1 else 'errors'}"
    if warnings:
        counts += f", {warnings} {'warning' if warnings == 1 else 'warnings'}"
    if not report.valid or report.manifest is None:
        return f"{root}: not valid ({counts})"
    records = sum(file.records for file in report.manifest.files)
    files = len(report.verified) + len(report.unverified)
    text = f"{root}: valid, {records:,} records in {files} {'file' if files == 1 else 'files'}"
    if warnings:
        text += f" ({counts})"
    if any(entry.limit is not None for entry in report.manifest.data):
        text += "; limited to the first examples"
    if report.absent:
        text += f"; partial: {files} of {files + len(report.absent)} of {report.manifest.suite}"
    return text
