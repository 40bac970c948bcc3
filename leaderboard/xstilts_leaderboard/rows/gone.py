"""Rows whose predictions were taken off the Hub: their numbers stay, marked with the date.

The mark lies beside the numbers on the branch ``scored``, because only the publishing workflow asks
the Hub; a build reads it.
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
    """The day, ``YYYY-MM-DD``, since which a scored row's predictions are gone, or None.

    Args:
        folder: From `scored_folder`.
    """
    path = folder / _GONE
    if not path.is_file():
        return None
    return str(json.loads(path.read_text(encoding="utf-8"))["since"])


def look_for_gone(
    entries: Iterable[Entry], scored: Path, lock: Lock, today: str
) -> tuple[Entry, ...]:
    """Ask the Hub for the commit of every scored row, and mark those that it no longer has.

    A commit never loses a file, so its being there is enough. A row that is there again loses its
    mark.

    Args:
        entries: From `read_store`.
        scored: Where scored rows are kept.
        lock: The gold that the boards accept.
        today: ``YYYY-MM-DD``.

    Returns:
        All that are gone.

    Raises:
        NetworkError: The Hub cannot be asked, so nothing is known of the rows that are left.
    """
    gone = []
    for entry in entries:
        if entry.withdrawn or not entry.points:
            continue
        try:
            folder = scored_folder(scored, entry, lock)
            pointer = entry.pointer
        except DataError:  # its manifest or its pointer cannot be read, which `score` says
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
