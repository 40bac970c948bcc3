"""`check`: may this submission become a row? The same answer on every machine.

The story: what a pull request changes is in order and its author's own → the manifest is sound and
fits a board → the predictions are had, validated and scored with the gold that the board accepts →
they are nobody else's → the rank that the row would take.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from xstilts_kit.boards import BOARDS, division_of, obstacles
from xstilts_kit.diagnostics.errors import DataError, SubmissionError, UsageError
from xstilts_kit.diagnostics.problem import Problems
from xstilts_kit.scoring.scoring import Invalid
from xstilts_kit.sources.packs import Lock
from xstilts_kit.submission.filed import read_pointer, read_withdrawal
from xstilts_kit.submission.layout import POINTER, SCORES, WITHDRAWAL
from xstilts_kit.validation.manifest import read_manifest
from xstilts_kit.validation.validating import validate
from xstilts_leaderboard.checking.change import Change, Commits, extract, has_commits, read_change
from xstilts_leaderboard.checking.verdict import (
    CheckReport,
    Copy,
    Preview,
    SubmissionReport,
    TaskResult,
    interval_of,
)
from xstilts_leaderboard.rows.copies import ALIKE, Likeness, likeness_of, share_alike
from xstilts_leaderboard.rows.loading import load_rows
from xstilts_leaderboard.rows.row import OVERALL, Numbers, ScoredRow, layout_of
from xstilts_leaderboard.rows.scored import (
    is_scored,
    read_likeness,
    read_numbers,
    score_entry,
    scored_folder,
    scores_path,
)
from xstilts_leaderboard.store.submissions import Entry, read_store
from xstilts_leaderboard.tables.ranking import place_among


@dataclass(frozen=True, slots=True)
class Board:
    """What a submission is judged by: all of it from a checkout that is trusted."""

    root: Path
    """The repository's root, for the rows that are there."""
    lock: Lock
    """The gold that is accepted."""
    gold: tuple[Path, ...] = ()
    """Folders of gold packs."""
    scored: Path | None = None
    """Rows that are scored already; without them copies of rows whose predictions are on the Hub
    are not found, and no rank is given."""


def check_folders(folders: Iterable[Path], board: Board) -> CheckReport:
    """Check submission folders as they lie on disk.

    Raises:
        UsageError: One of them is not there.
        NetworkError: Predictions behind a pointer cannot be asked for.
    """
    reports = []
    for folder in folders:
        if not folder.is_dir():
            what = "is a file, not a folder" if folder.exists() else "is not there"
            raise UsageError(f"{folder} {what}.", "Name a submission's folder.")
        reports.append(_check(folder.resolve(), None, "unchanged", board))
    return CheckReport(Problems(), tuple(reports))


def check_pull_request(commits: Commits, author: int, board: Board) -> CheckReport:
    """Check what a pull request changes.

    Args:
        commits: A checkout of its merge commit, with the first parent.
        author: The number of the GitHub account that opened it.
        board: What it is judged by.

    Raises:
        DataError: The checkout lacks one of the commits.
        NetworkError: Predictions behind a pointer cannot be asked for.
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
        _refuse_strangers(change, before, after, author, refusals)
        if refusals:
            return CheckReport(refusals, ())
        if change.kind == "withdrawn":
            return CheckReport(refusals, (_withdrawn(change, before, after),))
        return CheckReport(refusals, (_check(after, change.suite, change.kind, board),))


def _refuse_strangers(
    change: Change, before: Path, after: Path, author: int, problems: Problems
) -> None:
    """The base's owners may change a folder; a new one's author must be among its owners."""
    owners = _owners(before) if before.is_dir() else None
    if owners is not None and author not in owners:
        problems.add("XS707", f"{change.folder}/manifest.json", f"account {author} is no owner")
    listed = _owners(after)  # None where it cannot be read, which is said later
    if listed is not None and author not in listed:
        problems.add("XS708", f"{change.folder}/manifest.json", f"account {author} is not listed")


def _owners(folder: Path) -> set[int] | None:
    """Account numbers of a folder's owners; None where it says nothing that can be read."""
    ignored = Problems()
    if (folder / WITHDRAWAL).exists():
        withdrawal = read_withdrawal(folder, ignored)
        return None if withdrawal is None else {account.id for account in withdrawal.github}
    manifest = read_manifest(folder, ignored)
    return None if manifest is None else {account.id for account in manifest.author.github}


def _withdrawn(change: Change, before: Path, after: Path) -> SubmissionReport:
    problems = Problems()
    withdrawal = read_withdrawal(after, problems)
    if withdrawal is not None:
        if (withdrawal.suite, withdrawal.name) != (change.suite, change.name):
            problems.add("XS701", WITHDRAWAL, f"it names {withdrawal.suite}/{withdrawal.name}")
        if {account.id for account in withdrawal.github} != _owners(before):
            problems.add("XS701", WITHDRAWAL, "its owners are not those of the submission")
    return SubmissionReport(change.suite, change.name, "withdrawn", problems)


def _check(folder: Path, suite: str | None, kind: str, board: Board) -> SubmissionReport:
    """Check one folder; `suite` is what the store files it under, None where it lies elsewhere."""
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
        problems.add("XS703", SCORES, "scores are computed here; nobody's own are taken")
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
    if found and not entry.points:  # what is wrong with the records is said, too
        _add(validate(folder).problems, problems)
    elif not found:
        with TemporaryDirectory(prefix="xstilts-") as scratch:
            scored = Path(scratch)
            if _score(entry, scored, board, problems, found):
                numbers = read_numbers(scored, manifest.suite)
                tasks = tuple(_task_results(manifest.suite, numbers))
                copies = _copies(entry, read_likeness(scored), board, problems)
                preview = tuple(_previews(entry, scored, board))
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
    """Score a submission into a folder; what stops it becomes a problem or an obstacle."""
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
    return True


def _add(found: Problems, problems: Problems) -> None:
    for problem in found:
        problems.add(problem.code, problem.path, problem.message, problem.line, problem.column)


def _task_results(suite: str, numbers: Numbers) -> Iterable[TaskResult]:
    for name, values in zip(layout_of(suite).means, numbers.means, strict=True):
        if name.startswith("task:"):
            score = None if values[0] != values[0] else float(values[0])
            yield TaskResult(name.removeprefix("task:"), score, interval_of(values[1:]))


def _copies(entry: Entry, mine: Likeness, board: Board, problems: Problems) -> tuple[Copy, ...]:
    """Rows whose answers are these, wholly (refused) or nearly (a maintainer looks)."""
    found = []
    for other in read_store(board.root):
        if other.key == entry.key or other.withdrawn or other.suite != entry.suite:
            continue
        theirs = _likeness(other, board)
        share = 0.0 if theirs is None else share_alike(mine, theirs)
        if theirs is not None and theirs.digest == mine.digest:
            problems.add("XS709", "manifest.json", f"all answers are those of {other.key}")
        elif share >= ALIKE:
            problems.add(
                "XS710", "manifest.json", f"{share:.2%} of the answers are those of {other.key}"
            )
        if share >= ALIKE:
            found.append(Copy(other.key, share))
    return tuple(found)


def _likeness(other: Entry, board: Board) -> Likeness | None:
    if board.scored is not None:
        folder = scored_folder(board.scored, other, board.lock)
        if is_scored(folder):
            return read_likeness(folder)
    return None if other.points else likeness_of(other.folder, other.manifest)


def _previews(entry: Entry, scored: Path, board: Board) -> Iterable[Preview]:
    if board.scored is None:
        return
    entries: Sequence[Entry] = [one for one in read_store(board.root) if one.key != entry.key]
    division, reason = division_of(entry.manifest)
    for name, one in BOARDS.items():
        if entry.suite not in one.takes:
            continue
        others = load_rows(board.root, name, entries, board.scored, board.lock)
        row = ScoredRow(
            board=name,
            suite=entry.suite,
            name=entry.name,
            manifest=entry.about,
            numbers=read_numbers(scored, name),
            predictions="",
            division=division,
            division_reason=reason,
            trust="re-scored",
            version=1,
            added=None,
            scores=scores_path(scored),
        )
        rank = place_among([other for other in others if other.division == division], row, OVERALL)
        if rank is not None:
            yield Preview(name, division, rank.low, rank.high, rank.of)
