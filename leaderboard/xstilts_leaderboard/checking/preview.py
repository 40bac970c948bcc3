"""Preview of a submission as a row: its rank, and whether its pages can be rendered."""

from collections.abc import Iterator
from pathlib import Path

from xstilts_kit.boards import BOARDS, division_of
from xstilts_leaderboard.checking.board import Board
from xstilts_leaderboard.checking.verdict import Preview
from xstilts_leaderboard.rows.loading import confirmed_owners, load_rows
from xstilts_leaderboard.rows.row import OVERALL, ScoredRow
from xstilts_leaderboard.rows.scored import read_numbers, read_predictions_digest, scores_path
from xstilts_leaderboard.site.site import Site
from xstilts_leaderboard.site.trial import obstacle
from xstilts_leaderboard.store.settings import read_settings
from xstilts_leaderboard.store.submissions import Entry, read_store
from xstilts_leaderboard.tables.ranking import place_among


def rows_of(entry: Entry, scored: Path) -> tuple[ScoredRow, ...]:
    """Return the row on each board that accepts the submission's suite.

    Args:
        entry: The submission.
        scored: The folder with its scores.
    """
    division, reason = division_of(entry.manifest)
    return tuple(
        ScoredRow(
            board=name,
            suite=entry.suite,
            name=entry.name,
            manifest=entry.about,
            numbers=read_numbers(scored, name),
            predictions=read_predictions_digest(scored),
            division=division,
            division_reason=reason,
            trust="re-scored",
            version=1,
            added=None,
            scores=scores_path(scored),
            owners=confirmed_owners(entry),
        )
        for name, board in BOARDS.items()
        if entry.suite in board.takes
    )


def cannot_be_shown(rows: tuple[ScoredRow, ...], root: Path) -> str | None:
    """Return why the row's pages and exports cannot be rendered, or None if they can.

    Args:
        rows: The submission on each board.
        root: The repository's root; its settings say which pages the site has.
    """
    site = Site(
        rows={row.board: [row] for row in rows},
        keys={f"{row.board} {row.suite}/{row.name}": "" for row in rows},
        made="a preview",
        updated="1970-01-01T00:00:00Z",
        base_url="https://board.invalid/",
        settings=read_settings(root),
    )
    error = obstacle(site)
    return None if error is None else f"{type(error).__name__}: {str(error)[:200]}"


def previews_of(entry: Entry, rows: tuple[ScoredRow, ...], board: Board) -> Iterator[Preview]:
    """Yield the rank the row would take on each board, if scored rows are available."""
    if board.scored is None:
        return
    others = [one for one in read_store(board.root) if one.key != entry.key]
    for row in rows:
        known = load_rows(
            board.root, row.board, others, board.scored, board.lock, lambda *failure: None
        )
        rivals = [other for other in known if other.division == row.division]
        rank = place_among(rivals, row, OVERALL)
        if rank is not None:
            yield Preview(row.board, row.division, rank.low, rank.high, rank.of)
