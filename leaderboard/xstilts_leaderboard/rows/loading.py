"""Score missing rows and load the rows of a board."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from xstilts_kit.boards import BOARDS, division_of
from xstilts_kit.diagnostics.errors import DataError, XstiltsError
from xstilts_kit.diagnostics.saying import Say
from xstilts_kit.sources.packs import LOCK, Lock, read_lock
from xstilts_leaderboard.rows.failing import Failure, OnFailure, kept_apart
from xstilts_leaderboard.rows.gone import gone_since
from xstilts_leaderboard.rows.reproduction import is_reproduced
from xstilts_leaderboard.rows.row import ScoredRow
from xstilts_leaderboard.rows.scored import (
    entries_to_score,
    is_scored,
    read_numbers,
    read_predictions_digest,
    score_entry,
    scored_folder,
    scores_path,
)
from xstilts_leaderboard.store.submissions import Entry


def board_lock(root: Path) -> Lock:
    """Read the list of gold accepted by the boards of a checkout.

    Raises:
        DataError: The list does not exist or is invalid.
    """
    path = root / "leaderboard" / LOCK
    if not path.is_file():
        raise DataError(
            f"{root} is not a checkout of the leaderboard: {path} does not exist.",
            "Give --root, or run the command in a checkout.",
        )
    return read_lock(path)


def score_missing(
    entries: Iterable[Entry], scored: Path, lock: Lock, gold: Sequence[Path], say: Say
) -> tuple[Failure, ...]:
    """Score all unscored submissions; a failure does not stop the others.

    Returns:
        The submissions that could not be scored, each with its error.

    Raises:
        StorageError: `scored` cannot be written.
    """
    failed: list[Failure] = []

    def note(entry: Entry, error: XstiltsError) -> None:
        failed.append((entry, error))

    wanted = entries_to_score(entries, scored, lock, note)
    for number, (entry, folder) in enumerate(wanted, 1):
        say(f"{number} of {len(wanted)}: {entry.key}")
        with kept_apart(entry, note):
            score_entry(entry, folder, lock, gold)
    return tuple(failed)


def load_rows(
    root: Path,
    board: str,
    entries: Iterable[Entry],
    scored: Path,
    lock: Lock,
    failed: OnFailure | None = None,
) -> tuple[ScoredRow, ...]:
    """Load the scored rows of a board in the order of the entries, without withdrawn ones.

    Args:
        root: The checkout, which contains the reproductions.
        board: The board's name.
        entries: From `read_store`.
        scored: The folder filled by `score_missing`.
        lock: The gold accepted by the boards.
        failed: Called for each row that cannot be loaded and is left out; None raises the error.
    """
    rows = []
    for entry in entries:
        if entry.suite not in BOARDS[board].takes or entry.withdrawn:
            continue
        with kept_apart(entry, failed):
            folder = scored_folder(scored, entry, lock)
            if is_scored(folder):
                rows.append(_row(root, board, entry, folder))
    return tuple(rows)


def _row(root: Path, board: str, entry: Entry, folder: Path) -> ScoredRow:
    division, reason = division_of(entry.about)
    predictions = read_predictions_digest(folder)
    reproduced = is_reproduced(root, entry.suite, entry.name, predictions)
    return ScoredRow(
        board=board,
        suite=entry.suite,
        name=entry.name,
        manifest=entry.about,
        numbers=read_numbers(folder, board),
        predictions=predictions,
        division=division,
        division_reason=reason,
        trust="reproduced" if reproduced else "re-scored",
        version=entry.version,
        added=entry.added,
        scores=scores_path(folder),
        owners=confirmed_owners(entry),
        gone=gone_since(folder),
    )


def confirmed_owners(entry: Entry) -> tuple[str, ...]:
    """Return the owners that may be shown on the site.

    A manifest can name anybody. `check` ensures that it names the author of the pull request, so a
    single owner is confirmed. Of several owners, only those from whose fork a pull request for the
    row was merged are confirmed; the others may change the row, and are shown once they do.
    """
    named = [account.login for account in entry.about.author.github]
    if len(named) == 1:
        return tuple(named)
    return tuple(login for login in named if login.lower() in entry.merged_from)
