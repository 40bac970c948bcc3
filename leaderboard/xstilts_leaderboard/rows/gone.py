"""Rows whose predictions were deleted from the Hub: they keep their scores, marked with the date.

The mark is stored with the scores on the branch ``scored``, because only the publishing workflow
queries the Hub; builds read the mark.
"""

import json
from collections.abc import Iterable
from pathlib import Path

from xstilts_kit.diagnostics.errors import DataError
from xstilts_kit.hub import pin
from xstilts_kit.sources.packs import Lock
from xstilts_kit.storage import write_json
from xstilts_leaderboard.rows.scored import is_scored, scored_folder
from xstilts_leaderboard.store.submissions import Entry

_GONE = "gone.json"


def gone_since(folder: Path) -> str | None:
    """Return the date, ``YYYY-MM-DD``, since which a row's predictions are gone, or None.

    Args:
        folder: The row's folder, from `scored_folder`.
    """
    path = folder / _GONE
    if not path.is_file():
        return None
    return str(json.loads(path.read_text(encoding="utf-8"))["since"])


def look_for_gone(
    entries: Iterable[Entry], scored: Path, lock: Lock, today: str
) -> tuple[Entry, ...]:
    """Look up the commit of every scored row on the Hub, and mark rows whose commit is gone.

    Commits are immutable, so it is enough that the commit exists. If it exists again, the mark is
    removed.

    Args:
        entries: From `read_store`.
        scored: The folder of scored rows.
        lock: The gold accepted by the boards.
        today: Date as ``YYYY-MM-DD``.

    Returns:
        The entries whose predictions are gone.

    Raises:
        NetworkError: The Hub cannot be reached; the remaining rows are not checked.
    """
    gone = []
    for entry in entries:
        if entry.withdrawn or not entry.points:
            continue
        try:
            folder = scored_folder(scored, entry, lock)
            pointer = entry.pointer
        except DataError:  # unreadable manifest or pointer, which `score` reports
            continue
        if not is_scored(folder):
            continue
        try:
            assert pointer is not None
            pin("dataset", pointer.repository, pointer.revision)
        except DataError:
            gone.append(entry)
            if gone_since(folder) is None:
                write_json(folder / _GONE, {"since": today})
        else:
            (folder / _GONE).unlink(missing_ok=True)
    return tuple(gone)
