"""From the store and the scored rows to the rows of one board."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from xstilts_kit.boards import BOARDS, division_of
from xstilts_kit.diagnostics.errors import DataError, XstiltsError
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

Say = Callable[[str], None]


def board_lock(root: Path) -> Lock:
    """The gold that the boards of a checkout accept.

    Raises:
        DataError: The list is not there, or is none.
    """
    path = root / "leaderboard" / LOCK
    if not path.is_file():
        raise DataError(
            f"{root} is no checkout of the leaderboard: {path} is not there.",
            "Give --root, or run it in a checkout.",
        )
    return read_lock(path)


def score_missing(
    entries: Iterable[Entry], scored: Path, lock: Lock, gold: Sequence[Path], say: Say
) -> tuple[Failure, ...]:
    """Score what is not scored yet; one that cannot be scored keeps no other from it.

    Returns:
        Those that could not be scored, each with the reason.

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
    """The scored rows of one board, in the order of the entries; withdrawn ones are left out.

    Args:
        root: The checkout, for what was reproduced.
        board: The board's name.
        entries: From `read_store`.
        scored: What `score_missing` filled.
        lock: The gold that the boards accept.
        failed: Told of each row that cannot be loaded, which is left out; None raises its error.
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
    """The owners that may be shown.

    A manifest can name anybody. `check` makes sure that the author of a pull request is named, so
    an only owner is known; of several, those are from whose fork a pull request on the row was
    merged. The others may change the row, and are shown once they do.
    """
    named = [account.login for account in entry.about.author.github]
    if len(named) == 1:
        return tuple(named)
    return tuple(login for login in named if login.lower() in entry.merged_from)
