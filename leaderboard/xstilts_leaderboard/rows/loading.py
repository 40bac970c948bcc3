"""From the store and the scored rows to the rows of one board."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from xstilts_kit.boards import BOARDS, division_of
from xstilts_kit.diagnostics.errors import DataError, XstiltsError
from xstilts_kit.sources.packs import LOCK, Lock, read_lock
from xstilts_leaderboard.rows.gone import gone_since
from xstilts_leaderboard.rows.reproduced import is_reproduced
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
) -> tuple[tuple[Entry, XstiltsError], ...]:
    """Score what is not scored yet; one that cannot be scored keeps no other from it.

    Returns:
        Those that could not be scored, each with the reason.
    """
    failed = []
    wanted = entries_to_score(entries, scored, lock)
    for number, (entry, folder) in enumerate(wanted, 1):
        say(f"{number} of {len(wanted)}: {entry.key}")
        try:
            score_entry(entry, folder, lock, gold)
        except XstiltsError as error:
            failed.append((entry, error))
    return tuple(failed)


def load_rows(
    root: Path, board: str, entries: Iterable[Entry], scored: Path, lock: Lock
) -> tuple[ScoredRow, ...]:
    """The scored rows of one board, in the order of the entries; withdrawn ones are left out.

    Args:
        root: The checkout, for what was reproduced.
        board: The board's name.
        entries: From `read_store`.
        scored: What `score_missing` filled.
        lock: The gold that the boards accept.
    """
    return tuple(
        _row(root, board, entry, folder)
        for entry in entries
        if entry.suite in BOARDS[board].takes
        and not entry.withdrawn
        and is_scored(folder := scored_folder(scored, entry, lock))
    )


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
        gone=gone_since(folder),
    )
