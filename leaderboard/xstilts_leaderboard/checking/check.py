"""`check`: decide whether a submission may become a row, with the same verdict on every machine.

Steps: the changes of the pull request are allowed and belong to its author → the manifest is valid
and fits a board → the predictions are fetched, validated and scored with the gold that the board
accepts → they are not copied from another row → the row's pages can be rendered → its rank.
"""

from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

from xstilts_kit.boards import division_of, obstacles
from xstilts_kit.diagnostics.errors import (
    DataError,
    NetworkError,
    StorageError,
    SubmissionError,
    UsageError,
)
from xstilts_kit.diagnostics.problem import Problems
from xstilts_kit.scoring.scoring import Invalid
from xstilts_kit.submission.filed import read_pointer, read_withdrawal
from xstilts_kit.submission.layout import MANIFEST, POINTER, SCORES, WITHDRAWAL
from xstilts_kit.validation.manifest import read_manifest
from xstilts_kit.validation.validating import validate
from xstilts_leaderboard.checking.board import Board
from xstilts_leaderboard.checking.change import Change, Commits, extract, has_commits, read_change
from xstilts_leaderboard.checking.copying import copies_of
from xstilts_leaderboard.checking.owners import Account, owners_of, refuse_strangers
from xstilts_leaderboard.checking.preview import cannot_be_shown, previews_of, rows_of
from xstilts_leaderboard.checking.verdict import (
    CheckReport,
    Copy,
    Preview,
    SubmissionReport,
    TaskResult,
    interval_of,
)
from xstilts_leaderboard.rows.failing import unexpected
from xstilts_leaderboard.rows.row import Numbers, layout_of
from xstilts_leaderboard.rows.scored import read_likeness, read_numbers, score_entry
from xstilts_leaderboard.store.submissions import Entry


def check_folders(folders: Iterable[Path], board: Board) -> CheckReport:
    """Check submission folders on disk.

    Raises:
        UsageError: A folder does not exist.
        NetworkError: The Hub cannot be reached for predictions behind a pointer.
    """
    reports = []
    for folder in folders:
        if not folder.is_dir():
            what = "is a file, not a folder" if folder.exists() else "does not exist"
            raise UsageError(f"{folder} {what}.", "Name a submission's folder.")
        reports.append(_check(folder.resolve(), None, "unchanged", board))
    return CheckReport(Problems(), tuple(reports))


def check_pull_request(
    commits: Commits, author: int, board: Board, login: str | None = None
) -> CheckReport:
    """Check the changes of a pull request.

    Args:
        commits: A checkout of its merge commit, including the first parent.
        author: The number of the GitHub account that opened it.
        board: The trusted checkout, its gold and its scored rows.
        login: The account's name; None skips the comparison with the manifest.

    Raises:
        DataError: The checkout lacks one of the commits.
        NetworkError: The Hub cannot be reached for predictions behind a pointer.
    """
    if not has_commits(commits):
        raise DataError(
            f"{commits.checkout} has no merge commit with its first parent.",
            "Check it out with fetch-depth: 2.",
        )
    refusals = Problems()
    change = read_change(commits, refusals)
    if change is None:
        return CheckReport(refusals, ())
    with TemporaryDirectory(prefix="xstilts-") as scratch:
        before, after = Path(scratch) / "base" / change.name, Path(scratch) / "head" / change.name
        extract(commits, commits.base, change.folder, before)
        extract(commits, commits.head, change.folder, after)
        refuse_strangers(change, before, after, Account(author, login), refusals)
        if refusals:
            return CheckReport(refusals, ())
        if change.kind == "withdrawn":
            return CheckReport(refusals, (_withdrawn(change, before, after),))
        return CheckReport(refusals, (_check(after, change.suite, change.kind, board),))


def _withdrawn(change: Change, before: Path, after: Path) -> SubmissionReport:
    problems = Problems()
    withdrawal = read_withdrawal(after, problems)
    if withdrawal is not None:
        if (withdrawal.suite, withdrawal.name) != (change.suite, change.name):
            problems.add("XS701", WITHDRAWAL, f"it names {withdrawal.suite}/{withdrawal.name}")
        owners = owners_of(before) or {}
        if {account.id for account in withdrawal.github} != owners.keys():
            problems.add("XS701", WITHDRAWAL, "its owners are not those of the submission")
    return SubmissionReport(change.suite, change.name, "withdrawn", problems)


def _check(folder: Path, suite: str | None, kind: str, board: Board) -> SubmissionReport:
    """Check one folder; `suite` is its parent folder in the store, None outside the store."""
    problems = Problems()
    name = folder.name
    if (folder / WITHDRAWAL).exists():
        withdrawal = read_withdrawal(folder, problems)
        where = suite or (withdrawal.suite if withdrawal is not None else "?")
        return SubmissionReport(where, name, "withdrawn", problems)
    manifest = read_manifest(folder, problems)
    if (folder / POINTER).exists():
        read_pointer(folder, problems)
    if suite is not None and (folder / SCORES).exists():
        problems.add("XS703", SCORES, "scores are computed by the board, not submitted")
    if manifest is None or problems.count("error"):
        return SubmissionReport(suite or "?", name, kind, problems)  # type: ignore[arg-type]
    found = list(obstacles(manifest, name))
    if suite is not None and manifest.suite != suite:
        found.append(f"The manifest's suite is {manifest.suite}, the folder's {suite}.")
    division, reason = division_of(manifest)
    entry = Entry(manifest.suite, name, folder)
    tasks: tuple[TaskResult, ...] = ()
    copies: tuple[Copy, ...] = ()
    preview: tuple[Preview, ...] = ()
    numbers = None
    if found and not entry.points:  # report problems in the records, too
        _add(validate(folder).problems, problems)
    elif not found:
        with TemporaryDirectory(prefix="xstilts-") as scratch:
            scored = Path(scratch)
            if _score(entry, scored, board, problems, found):
                numbers = read_numbers(scored, manifest.suite)
                tasks = tuple(_task_results(manifest.suite, numbers))
                copies = copies_of(entry, read_likeness(scored), board, problems)
                rows = rows_of(entry, scored)
                if (why := cannot_be_shown(rows, board.root)) is not None:
                    problems.add("XS713", MANIFEST, why)
                else:
                    preview = tuple(previews_of(entry, rows, board))
    overall = numbers.means[0] if numbers is not None else None
    return SubmissionReport(
        suite=manifest.suite,
        name=name,
        change=kind,  # type: ignore[arg-type]
        problems=problems,
        obstacles=tuple(found),
        division=division,
        division_reason=reason,
        overall=None if overall is None or overall[0] != overall[0] else float(overall[0]),
        interval=None if overall is None else interval_of(overall[1:]),
        tasks=tasks,
        copies=copies,
        preview=preview,
    )


def _score(entry: Entry, scored: Path, board: Board, problems: Problems, found: list[str]) -> bool:
    """Score a submission into a folder; errors become problems or obstacles."""
    try:
        score_entry(entry, scored, board.lock, board.gold)
    except Invalid as error:
        _add(error.report.problems, problems)
        return False
    except (DataError, SubmissionError) as error:
        if entry.points:
            problems.add("XS711", POINTER, str(error))
        else:
            found.append(str(error))
        return False
    except (NetworkError, StorageError):
        raise
    except Exception as error:
        found.append(f"It cannot be scored. {unexpected(error)}")
        return False
    return True


def _add(found: Problems, problems: Problems) -> None:
    for problem in found:
        problems.add(problem.code, problem.path, problem.message, problem.line, problem.column)


def _task_results(suite: str, numbers: Numbers) -> Iterable[TaskResult]:
    for name, values in zip(layout_of(suite).means, numbers.means, strict=True):
        if name.startswith("task:"):
            score = None if values[0] != values[0] else float(values[0])
            yield TaskResult(name.removeprefix("task:"), score, interval_of(values[1:]))
