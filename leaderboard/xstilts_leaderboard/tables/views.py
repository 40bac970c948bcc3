"""Tables of a board, and the same rank ranges for the pages of single rows."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from typing import Any

import numpy as np

from xstilts_kit.boards import BOARDS, DIVISIONS, Division
from xstilts_leaderboard.rows.row import ScoredRow, layout_of
from xstilts_leaderboard.tables.columns import Column, board_columns, language_columns, task_columns
from xstilts_leaderboard.tables.languages import language
from xstilts_leaderboard.tables.lines import Line, value_at
from xstilts_leaderboard.tables.ranking import Ranking, RankRange, ranking_of

Ranks = Mapping[str, RankRange]
"""A line's key → its rank range by one mean."""


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of one division, ordered by the first column; rows without it come last."""

    division: Division
    columns: tuple[Column, ...]
    ranked: tuple[Line, ...]
    incomplete: tuple[Line, ...]
    ranks: Mapping[str, Ranks]
    """Column key → rank ranges by that column."""
    ranking: Ranking | None = None
    """Ranking by the first column, in the order of the ranked rows."""

    @property
    def has_ranks(self) -> bool:
        """Whether rows have a rank range by the first column."""
        return self.columns[0].has_ranks and bool(self.ranked)

    def rank(self, line: Line, column: Column) -> RankRange | None:
        """A line's rank range by a column."""
        return self.ranks.get(column.key, {}).get(line.key)


@dataclass(frozen=True, eq=False)
class BoardView:
    """The rows of a board in all its tables; a rank range is the same in each."""

    board: str
    lines: tuple[Line, ...]
    _rankings: dict[tuple[Any, ...], tuple[Ranks, Ranking | None]] = field(
        default_factory=dict, repr=False
    )
    """Rankings, which boards may share: a mean over the same cells of the same rows is the same."""
    _made: dict[str, tuple[Table, ...]] = field(default_factory=dict, repr=False)
    """Key of the first column → tables."""
    _digests: dict[Division, str] = field(default_factory=dict, repr=False)

    @cached_property
    def by_key(self) -> Mapping[str, Line]:
        """The lines by their key."""
        return {line.key: line for line in self.lines}

    def lines_of(self, division: Division) -> list[Line]:
        """The lines of a division."""
        return [line for line in self.lines if line.row.division == division]

    def _rows_of(self, division: Division) -> str:
        """A digest of the rows of a division, which another board may have as well."""
        if division not in self._digests:
            rows = [str(line.row.scores) for line in self.lines_of(division)]
            self._digests[division] = sha256(repr(rows).encode()).hexdigest()
        return self._digests[division]

    def board_tables(self) -> tuple[Table, ...]:
        """The board's own tables, one per division with rows."""
        return self._tables(board_columns(self.board))

    def task_tables(self, task: str) -> tuple[Table, ...]:
        """Tables of one task: its mean, then its languages; rows may lack other tasks."""
        return self._tables(task_columns(self.board, task))

    def language_tables(self, code: str) -> tuple[Table, ...]:
        """Tables of one language: its mean, then its tasks."""
        return self._tables(language_columns(self.board, code))

    def _tables(self, columns: tuple[Column, ...]) -> tuple[Table, ...]:
        first = columns[0].key
        if first not in self._made:
            self._made[first] = tuple(self._new_tables(columns))
        return self._made[first]

    def _new_tables(self, columns: tuple[Column, ...]) -> Iterator[Table]:
        first = columns[0].key
        for division in DIVISIONS:
            own = self.lines_of(division)
            if not own:
                continue
            whole = _ordered(own, first)
            rest = [line for line in own if line.score(first) is None]
            ranked = {
                column.key: self._ranking(division, own, column.key)
                for column in columns
                if column.has_ranks
            }
            yield Table(
                division,
                columns,
                whole,
                tuple(rest),
                {key: ranks for key, (ranks, _) in ranked.items()},
                ranked[first][1] if first in ranked else None,
            )

    def _ranking(
        self, division: Division, lines: Sequence[Line], mean: str
    ) -> tuple[Ranks, Ranking | None]:
        """Rank ranges and ranking, by a mean, of the rows of a division that have it."""
        about = (mean, _cells_of(self.board, mean), self._rows_of(division))
        if about not in self._rankings:
            having = _ordered(lines, mean)
            found = ranking_of([line.row for line in having], mean) if having else None
            ranges = found.ranges if found else ()
            keys = [line.key for line in having]
            self._rankings[about] = dict(zip(keys, ranges, strict=True)), found
        return self._rankings[about]


def board_views(rows: Mapping[str, Sequence[ScoredRow]]) -> dict[str, BoardView]:
    """The view of every board; the same rankings are made once.

    Args:
        rows: Board → its rows.
    """
    shared: dict[tuple[Any, ...], tuple[Ranks, Ranking | None]] = {}
    return {
        board: BoardView(board, tuple(map(Line, rows.get(board, ()))), shared) for board in BOARDS
    }


def _cells_of(board: str, mean: str) -> tuple[Any, ...]:
    """The cells of a task's or a language's mean; for all other means the board alone has them."""
    kind, _, name = mean.partition(":")
    cells = layout_of(board).cells
    if kind == "task":
        return tuple(cell for cell in cells if cell.task == name)
    if kind == "language":
        return tuple(cell for cell in cells if cell.language == name)
    return (board,)


def _ordered(lines: Sequence[Line], key: str) -> tuple[Line, ...]:
    """The lines that have a score, highest first."""
    if not lines:
        return ()
    place = value_at(lines[0].row.board)[key]
    scores = np.array([line.values[place, 0] for line in lines])
    having = np.flatnonzero(~np.isnan(scores))
    keys = np.array([lines[one].key for one in having.tolist()], dtype=np.str_)
    ordered = having[np.lexsort((keys, -scores[having]))]
    return tuple(lines[one] for one in ordered.tolist())


def grouped_languages(row: ScoredRow, by: str) -> tuple[tuple[str, int, float], ...]:
    """(script or family, languages, mean of their means), best first; missing means are left out.

    Args:
        row: The row.
        by: ``script`` or ``family``.
    """
    found: dict[str, list[float]] = {}
    for code in layout_of(row.board).languages:
        score = row.mean(f"language:{code}")
        if score is not None:
            found.setdefault(getattr(language(code), by), []).append(score)
    rows = [(name, len(scores), float(np.mean(scores))) for name, scores in found.items()]
    return tuple(sorted(rows, key=lambda one: (-one[2], one[0])))
