"""Find rows with the same or nearly the same answers, including old and withdrawn rows."""

from collections.abc import Iterator, Mapping
from contextlib import suppress

from xstilts_kit.boards import BOARDS
from xstilts_kit.diagnostics.errors import DataError
from xstilts_kit.diagnostics.problem import Problems
from xstilts_leaderboard.checking.board import Board
from xstilts_leaderboard.checking.owners import owners_of
from xstilts_leaderboard.checking.verdict import Copy
from xstilts_leaderboard.rows.copies import ALIKE, Alike, Likeness, compare_rows, likeness_of
from xstilts_leaderboard.rows.scored import is_scored, read_likeness, scored_before, scored_folder
from xstilts_leaderboard.store.submissions import SUBMISSIONS, Entry, read_store


def copies_of(entry: Entry, mine: Likeness, board: Board, problems: Problems) -> tuple[Copy, ...]:
    """Find rows with the same answers (rejected) or nearly the same (left to a maintainer).

    Args:
        entry: The submission.
        mine: The submission's answers.
        board: The trusted checkout; its scored rows are needed to find withdrawn rows and rows with
            predictions on the Hub.
        problems: Collects the problems found.
    """
    owners = owners_of(entry.folder) or {}
    most: dict[str, Alike] = {}
    for name, theirs in _others(entry, board):
        own = _is_of_owners(owners, name, board)
        found = compare_rows(mine, theirs, same_owners=own)
        before = most.get(name, Alike(0.0, False))
        most[name] = Alike(max(found.share, before.share), found.whole or before.whole)
    copies = []
    for name, found in sorted(most.items()):
        if found.whole:
            problems.add("XS709", "manifest.json", f"all answers equal {name}")
        elif found.share >= ALIKE:
            problems.add("XS710", "manifest.json", f"{found.share:.2%} of the answers equal {name}")
        if found.whole or found.share >= ALIKE:
            copies.append(Copy(name, found.share))
    return tuple(copies)


def _is_of_owners(owners: Mapping[int, str], name: str, board: Board) -> bool:
    """Whether all these owners own a row, too; whoever names others as owners gains nothing."""
    theirs = owners_of(board.root / SUBMISSIONS / name)
    return bool(owners) and theirs is not None and owners.keys() <= theirs.keys()


def _others(entry: Entry, board: Board) -> Iterator[tuple[str, Likeness]]:
    suites = {suite for one in BOARDS.values() if entry.suite in one.takes for suite in one.takes}
    if board.scored is not None:
        for name, folder in scored_before(board.scored):
            if name != entry.key and name.partition("/")[0] in suites:
                with suppress(DataError):
                    yield name, read_likeness(folder)
    for other in read_store(board.root):
        if other.key == entry.key or other.withdrawn or other.suite not in suites or other.points:
            continue
        with suppress(Exception):  # a broken row of another owner must not block this one
            if board.scored is None or not is_scored(
                scored_folder(board.scored, other, board.lock)
            ):
                yield other.key, likeness_of(other.folder, other.manifest)
