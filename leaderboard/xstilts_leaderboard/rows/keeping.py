"""Bring rows up to date that were scored before answers and items were stored."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from xstilts_kit.diagnostics.errors import DataError, NetworkError, SubmissionError
from xstilts_kit.scoring.scoring import score_fully
from xstilts_kit.sources.packs import Lock
from xstilts_leaderboard.rows.copies import likeness_of
from xstilts_leaderboard.rows.items import Items, tasks_with_items, write_items
from xstilts_leaderboard.rows.scored import (
    is_scored,
    read_likeness,
    read_predictions_digest,
    scored_folder,
    write_likeness,
)
from xstilts_leaderboard.store.fetching import whole_folder
from xstilts_leaderboard.store.submissions import Entry


def keep_answers(entries: Iterable[Entry], scored: Path, lock: Lock) -> tuple[Entry, ...]:
    """Store the answers of rows that were scored before answers were stored.

    Rows whose predictions cannot be fetched are not changed.

    Returns:
        The rows whose answers have been added.
    """

    def keep(entry: Entry, folder: Path) -> bool:
        if read_likeness(folder).cells:
            return False
        with whole_folder(entry) as whole:
            likeness = likeness_of(whole, entry.manifest)
        if likeness.digest != read_predictions_digest(folder):
            return False
        write_likeness(folder, likeness)
        return True

    return _kept(entries, scored, lock, keep)


def keep_items(
    entries: Iterable[Entry], scored: Path, lock: Lock, gold: Sequence[Path]
) -> tuple[Entry, ...]:
    """Store which examples are answered right, of rows that were scored before this was stored.

    Rows whose predictions or gold cannot be fetched are not changed.

    Returns:
        The rows whose items have been added.
    """

    def keep(entry: Entry, folder: Path) -> bool:
        if tasks_with_items(folder):
            return False
        items = Items()
        with whole_folder(entry) as whole:
            score_fully(whole, gold=gold, intervals=False, on_items=items.take)
        write_items(folder, items)
        return True

    return _kept(entries, scored, lock, keep)


def _kept(
    entries: Iterable[Entry], scored: Path, lock: Lock, keep: Callable[[Entry, Path], bool]
) -> tuple[Entry, ...]:
    """The scored rows for which `keep` stores something; those it cannot fetch are skipped."""
    done = []
    for entry in entries:
        with suppress(DataError, NetworkError, SubmissionError):
            if entry.withdrawn or not is_scored(folder := scored_folder(scored, entry, lock)):
                continue
            if keep(entry, folder):
                done.append(entry)
    return tuple(done)
