"""HTML rows of large tables; rendering them with a template would dominate the build time."""

import base64
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from markupsafe import Markup, escape
from numpy.typing import NDArray

from xstilts_leaderboard.site.figures.axis import MARGIN, WIDTH
from xstilts_leaderboard.site.figures.rank_bar import WIDTH as BAR
from xstilts_leaderboard.site.figures.rank_bar import rank_bars
from xstilts_leaderboard.site.figures.scale import Scale, scale_of
from xstilts_leaderboard.site.figures.tint import column_tint, tint_classes
from xstilts_leaderboard.site.figures.words import ranges, words
from xstilts_leaderboard.tables.columns import Column
from xstilts_leaderboard.tables.lines import Line
from xstilts_leaderboard.tables.numbers import numbers_of
from xstilts_leaderboard.tables.printed import PrintedLine
from xstilts_leaderboard.tables.views import Table

_MIDDLE = 9
_MISSING = "<td>–</td>"
_NO_RANK = '<td class="rk" data-sort=""></td><td></td>'
_BAR = (
    f'<td class="bar"><svg width="{BAR:.0f}" height="18" aria-hidden="true">'
    f'<path class="gl" d="M0 {_MIDDLE}H{BAR:.0f}"/><path class="rb" d="'
)


@dataclass(frozen=True, eq=False)
class Drawn:
    """A table with the data of its figures: the axis, the tints, the rules between groups."""

    table: Table
    printed: tuple[PrintedLine, ...] = ()
    """Published rows on the same axis, without a rank."""

    @property
    def columns(self) -> tuple[Column, ...]:
        """Columns after the first one, which has the axis."""
        return self.table.columns[1:]

    @property
    def first(self) -> Column:
        """The column that orders the table."""
        return self.table.columns[0]

    @property
    def count(self) -> int:
        """Number of ranked rows."""
        return len(self.table.ranked)

    @cached_property
    def scale(self) -> Scale:
        """The axis of the first column."""
        drawn = self._numbers[:, 0]
        known = drawn[~np.isnan(drawn)]
        ends = [float(known.min()), float(known.max())] if known.size else []
        return scale_of(ends, MARGIN, WIDTH - MARGIN)

    @cached_property
    def tints(self) -> tuple[tuple[float, float], ...]:
        """Median and step of every other column."""
        scores = self._numbers[:, 1:, 0]
        return tuple(column_tint(np.sort(own[~np.isnan(own)]).tolist()) for own in scores.T)

    @cached_property
    def _numbers(self) -> NDArray[np.float64]:
        """Of all rows: ranked, incomplete, published; (rows, columns, 3) as from `numbers_of`."""
        lines: tuple[Line | PrintedLine, ...] = (
            *self.table.ranked,
            *self.table.incomplete,
            *self.printed,
        )
        return numbers_of(lines, self.table.columns)

    @cached_property
    def cuts(self) -> frozenset[int]:
        """Places where all rows above are significantly better than all rows below."""
        return frozenset(self.table.ranking.cuts() if self.table.ranking else ())

    @cached_property
    def separated(self) -> str:
        """Pairs of rows that differ significantly, packed."""
        if self.table.ranking is None or self.count < 2:
            return ""
        return packed_pairs(self.table.ranking.separated)

    def ranked_html(self, up: str, details: bool) -> Markup:
        """Render the ranked rows, with all text escaped and all numbers formatted here."""
        return Markup("\n".join(self._ranked(up, details)))

    def some_html(self, up: str, details: bool) -> Markup:
        """Render the rows without a number in the first column."""
        rows = self._rows(self.table.incomplete, self.count, up, details)
        return Markup("\n".join(f"<tr{row}" for row in rows))

    def printed_html(self, up: str, details: bool) -> Markup:
        """Render the published rows, in italics and without a rank."""
        return Markup("\n".join(self._published(up, details)))

    def _ranked(self, up: str, details: bool) -> Iterator[str]:
        for place, row in enumerate(self._rows(self.table.ranked, 0, up, details)):
            cut = ' class="cut"' if place in self.cuts else ""
            yield f'<tr{cut} data-n="{place}"{row}'

    def _rows(self, lines: Sequence[Line], first: int, up: str, details: bool) -> Iterator[str]:
        """Every row from the attributes of its tag to its end; `first` as in `_joined`."""
        starts = [_start(line, up) for line in lines]
        ends = [_details(line) for line in lines] if details else ["</tr>"] * len(lines)
        return self._joined(lines, first, starts, ends, self._ranks(lines))

    def _ranks(self, lines: Sequence[Line]) -> Iterator[Sequence[str]]:
        """Pieces of the cells of the rank ranges; none in a table without ranks."""
        if not self.table.has_ranks:
            return
        known = self.table.ranks.get(self.first.key, {})
        ranks = [known.get(line.key) for line in lines]
        low, high = np.array([(r.low, r.high) if r else (1, 1) for r in ranks]).T
        absent = np.array([r is None for r in ranks])
        ends = rank_bars(low, high, max((r.of for r in ranks if r), default=1))
        start, end = (np.where(absent, np.nan, one) for one in ends)
        yield [
            _NO_RANK if r is None else f'<td class="rk" data-sort="{-r.low}">{r}</td>{_BAR}'
            for r in ranks
        ]
        yield words(start, "M", f" {_MIDDLE}")
        yield words(end, "H", '"/></svg></td>')

    def _published(self, up: str, details: bool) -> Iterator[str]:
        ranks = [[_NO_RANK] * len(self.printed)] if self.table.has_ranks else []
        starts, ends = [], []
        for line in self.printed:
            row = Markup(
                '<tr class="printed" data-printed="{}" data-parameters="{}" data-find="{}">'
            ).format(line.division, "" if line.parameters is None else line.parameters, line.find)
            name = Markup(
                '<th scope="row" class="row"><a href="{}{}">{}</a><span class="by">{}</span></th>'
            ).format(up, line.href, line.system, line.about)
            starts.append(f"{row}{name}")
            ends.append(f"{f'<td>{escape(line.size)}</td>' if details else ''}</tr>")
        first = self.count + len(self.table.incomplete)
        return self._joined(self.printed, first, starts, ends, ranks)

    def _joined(
        self,
        lines: Sequence[Line | PrintedLine],
        first: int,
        starts: Sequence[str],
        ends: Sequence[str],
        ranks: Iterable[Sequence[str]],
    ) -> Iterator[str]:
        """Rows from their pieces; the cells of all columns are made column by column.

        Args:
            lines: The rows.
            first: The place of the first row in `_numbers`.
            starts: What comes before the cells of each.
            ends: What comes after.
            ranks: Pieces of the cells of the rank range.
        """
        if not lines:
            return iter(())
        numbers = self._numbers[first : first + len(lines)]
        pieces: list[Sequence[str]] = [starts, *self._axes(numbers[:, 0]), *ranks]
        for place, column in enumerate(self.columns):
            if column.kind == "worst":
                pieces.append(self._noted(lines, column, self.tints[place]))
            else:
                pieces += self._cells(numbers[:, place + 1], column, self.tints[place])
        return map("".join, zip(*pieces, ends, strict=True))

    def _axes(self, numbers: NDArray[np.float64]) -> Iterator[Sequence[str]]:
        """Pieces of the cells of the first column: the number, the dot and line on the axis.

        Args:
            numbers: (rows, 3): score, lower and upper end.
        """
        score, low, high = numbers.T
        known = ~np.isnan(score)
        dot, left, right = self.scale.all_at(numbers).T
        svg = f'<svg width="{WIDTH}" height="18" aria-hidden="true">{self._grid}'
        yield words(
            score, '<td class="o">', '</td><td class="ax">', '<td class="o">–</td><td class="ax">'
        )
        yield np.where(known, svg, "").tolist()
        yield words(left, '<path class="wl" d="M', f" {_MIDDLE}")
        yield words(right, "H", '"/>')
        yield words(dot, '<circle class="wd" cx="', f'" cy="{_MIDDLE}" r="3.5"/></svg>')
        yield from ranges(low, high, '<span class="vh">', "</span>")
        yield ["</td>"] * len(numbers)

    @cached_property
    def _grid(self) -> str:
        path = "".join(f"M{x} 0V18" for _, x in self.scale.ticks(4))
        return f'<path class="gl" d="{path}"/>'

    def _cells(
        self, numbers: NDArray[np.float64], column: Column, tint: tuple[float, float]
    ) -> Iterator[Sequence[str]]:
        """Pieces of the cells of another column, tinted by their distance from its median.

        Args:
            numbers: (rows, 3): score, lower and upper end.
            column: The column.
            tint: Its median and step.
        """
        score, low, high = numbers.T
        middle, step = tint if column.kind != "gap" else (0.0, 0.0)
        opened = "<td" + tint_classes(score - middle, step)
        yield np.where(np.isnan(score), _MISSING, opened).tolist()
        yield from ranges(low, high, ' data-i="', '"')
        yield words(score, ">", "</td>")

    def _noted(
        self, lines: Sequence[Line | PrintedLine], column: Column, tint: tuple[float, float]
    ) -> list[str]:
        """The cells of the column whose scores have a note: the lowest language."""
        found = []
        for line in lines:
            cell = line.cells.get(column.key)
            if cell is None or cell.score is None:
                found.append(_MISSING)
                continue
            (kind,) = tint_classes(np.array([cell.score - tint[0]]), tint[1])
            note = f" <small>{cell.note}</small>" if cell.note else ""
            sort = f' data-sort="{cell.score:.2f}"' if note else ""
            found.append(f"<td{kind}{sort}>{cell.text}{note}</td>")
        return found


@lru_cache(maxsize=8)
def _upper(count: int) -> NDArray[np.bool_]:
    """The places above the diagonal of a square matrix."""
    return np.triu(np.ones((count, count), dtype=np.bool_), 1)


def packed_pairs(separated: NDArray[np.bool_]) -> str:
    """Encode the upper triangle of a symmetric matrix, row by row, one bit per pair, as base64."""
    upper = separated[_upper(len(separated))]
    return base64.b64encode(np.packbits(upper).tobytes()).decode()


def _start(line: Line, up: str) -> str:
    """A row from the attributes of its tag to its name."""
    key = f"start {up}"
    if key not in line.html:
        size = "" if line.parameters is None else str(line.parameters)
        bases = " ".join(sorted({m.base_model or m.id for m in line.row.manifest.models}))
        owners = " ".join(line.row.owners)
        find = f"{line.author} {owners} {bases}".casefold()
        name = escape(line.row.name)
        line.html[key] = (
            f' data-key="{escape(line.key)}" data-trust="{line.row.trust}"'
            f' data-open="{"yes" if line.open_weights else "no"}" data-parameters="{size}"'
            f' data-find="{escape(find)}"><th scope="row" class="row">'
            f'<input type="checkbox" aria-label="Compare {name}">'
            f'<a href="{escape(up)}{escape(line.href)}" dir="auto">{name}</a></th>'
        )
    return line.html[key]


def _details(line: Line) -> str:
    """The cell of a row's size, which is its last, and the end of the row."""
    if "details" not in line.html:
        size = "" if line.parameters is None else str(line.parameters)
        trusted = line.row.trust == "re-scored"
        trust = "" if trusted else f' <span class="tag">{line.row.trust}</span>'
        line.html["details"] = f'<td data-sort="{size}">{line.size}{trust}</td></tr>'
    return line.html["details"]
