"""HTML rows of large tables; rendering them with a template would dominate the build time."""

import base64
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import repeat

import numpy as np
from markupsafe import Markup, escape
from numpy.typing import NDArray

from xstilts_leaderboard.site.figures.rank_bar import WIDTH as BAR
from xstilts_leaderboard.site.figures.rank_bar import rank_bar
from xstilts_leaderboard.site.figures.scale import Scale, scale_of
from xstilts_leaderboard.site.figures.tint import STEPS, column_tint, tint
from xstilts_leaderboard.site.figures.whisker import MARGIN, WIDTH, whisker
from xstilts_leaderboard.tables.columns import Column
from xstilts_leaderboard.tables.lines import Line, Score, decimal
from xstilts_leaderboard.tables.printed import PrintedLine
from xstilts_leaderboard.tables.ranking import RankRange
from xstilts_leaderboard.tables.views import Table

_MIDDLE = 9
_MISSING = "<td>–</td>"


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
        cells = [line.cells[self.first.key] for line in self.table.ranked]
        cells += [line.cells.get(self.first.key, Score(None)) for line in self.printed]
        ends = [x for c in cells for x in (c.score, c.low, c.high) if x is not None]
        return scale_of(ends, MARGIN, WIDTH - MARGIN)

    @cached_property
    def tints(self) -> dict[str, tuple[float, float]]:
        """Median and step of every other column."""
        found = {}
        for column in self.columns:
            lines: tuple[Line | PrintedLine, ...] = (
                *self.table.ranked,
                *self.table.incomplete,
                *self.printed,
            )
            known = (line.cells.get(column.key) for line in lines)
            scores = [cell.score for cell in known if cell and cell.score is not None]
            found[column.key] = column_tint(scores)
        return found

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
        rows = self._rows(self.table.incomplete, up, details)
        return Markup("\n".join(f"<tr{row}" for row in rows))

    def printed_html(self, up: str, details: bool) -> Markup:
        """Render the published rows, in italics and without a rank."""
        return Markup("\n".join(self._published(up, details)))

    def _ranked(self, up: str, details: bool) -> Iterator[str]:
        for place, row in enumerate(self._rows(self.table.ranked, up, details)):
            cut = ' class="cut"' if place in self.cuts else ""
            yield f'<tr{cut} data-n="{place}"{row}'

    def _rows(self, lines: Sequence[Line], up: str, details: bool) -> Iterator[str]:
        """Every row from the attributes of its tag to its end; made column by column."""
        ranks = self.table.ranks.get(self.first.key, {})
        marks: dict[RankRange | None, str] = {}
        axes = self._axes([line.cells[self.first.key] for line in lines])
        columns = (
            self._cells([line.cells[column.key] for line in lines], column)
            for column in self.columns
        )
        inside = map("".join, zip(*columns, strict=True)) if self.columns else repeat("")
        for line, axis, cells in zip(lines, axes, inside, strict=False):
            rank = ranks.get(line.key) if self.table.has_ranks else None
            if rank not in marks:
                marks[rank] = _rank(rank) if self.table.has_ranks else ""
            end = _details(line) if details else ""
            yield f"{_about(line)}>{_name(line, up)}{axis}{marks[rank]}{cells}{end}</tr>"

    def _published(self, up: str, details: bool) -> Iterator[str]:
        lines = self.printed
        axes = self._axes([line.cells.get(self.first.key, _NONE) for line in lines])
        columns = [
            self._cells([line.cells.get(column.key, _NONE) for line in lines], column)
            for column in self.columns
        ]
        rank = '<td class="rk" data-sort=""></td><td></td>' if self.table.has_ranks else ""
        for place, (line, axis) in enumerate(zip(lines, axes, strict=True)):
            row = Markup(
                '<tr class="printed" data-printed="{}" data-parameters="{}" data-find="{}">'
            ).format(line.division, "" if line.parameters is None else line.parameters, line.find)
            name = Markup(
                '<th scope="row" class="row"><a href="{}{}">{}</a><span class="by">{}</span></th>'
            ).format(up, line.href, line.system, line.about)
            cells = "".join(column[place] for column in columns)
            end = f"<td>{escape(line.size)}</td>" if details else ""
            yield f"{row}{name}{axis}{rank}{cells}{end}</tr>"

    def _axes(self, cells: Sequence[Score]) -> list[str]:
        """The cells of the first column: the number, and the dot and line on the axis."""
        svg = f'<svg width="{WIDTH}" height="18" aria-hidden="true">{self._grid}'
        found = []
        for cell in cells:
            if cell.score is None:
                found.append('<td class="o">–</td><td class="ax"></td>')
                continue
            at = whisker(self.scale, cell.score, cell.low, cell.high)
            said, line = "", ""
            if at.low is not None:
                said = f'<span class="vh">{cell.interval}</span>'
                line = f'<path class="wl" d="M{at.low} {_MIDDLE}H{at.high}"/>'
            found.append(
                f'<td class="o">{cell.text}</td><td class="ax">{svg}{line}'
                f'<circle class="wd" cx="{at.dot}" cy="{_MIDDLE}" r="3.5"/></svg>{said}</td>'
            )
        return found

    @cached_property
    def _grid(self) -> str:
        path = "".join(f"M{x} 0V18" for _, x in self.scale.ticks(4))
        return f'<path class="gl" d="{path}"/>'

    def _cells(self, cells: Sequence[Score], column: Column) -> list[str]:
        """The cells of another column, tinted by their distance from its median."""
        if column.kind == "gap":
            return [_MISSING if cell.score is None else f"<td{_tail(cell)}" for cell in cells]
        middle, step = self.tints[column.key]
        scores = np.array([np.nan if cell.score is None else cell.score for cell in cells])
        return [
            _MISSING if cell.score is None else f"<td{kind}{_tail(cell)}"
            for cell, kind in zip(cells, _classes(scores - middle, step), strict=True)
        ]


_NONE = Score(None)

_CLASSES = [
    f' class="{kind}"' if kind else ""
    for kind in (tint(float(place), 1.0) for place in range(-STEPS, STEPS + 1))
]


def _classes(differences: NDArray[np.float64], step: float) -> list[str]:
    """The class attribute of each difference, as `tint` has it; empty for NaN."""
    if step <= 0:
        return [""] * len(differences)
    known = np.nan_to_num(differences)
    places = np.minimum(np.abs(known) / step + 0.5, STEPS).astype(int)
    return [_CLASSES[place] for place in (STEPS + np.sign(known).astype(int) * places).tolist()]


@lru_cache(maxsize=1 << 18)
def _tail(cell: Score) -> str:
    """A cell of a table after its class; the same score is in several tables and boards."""
    note = f" <small>{cell.note}</small>" if cell.note else ""
    sort = f' data-sort="{cell.score:.2f}"' if note else ""
    return f"{sort}{_interval(cell)}>{cell.text}{note}</td>"


@lru_cache(maxsize=8)
def _upper(count: int) -> NDArray[np.bool_]:
    """The places above the diagonal of a square matrix."""
    return np.triu(np.ones((count, count), dtype=np.bool_), 1)


def packed_pairs(separated: NDArray[np.bool_]) -> str:
    """Encode the upper triangle of a symmetric matrix, row by row, one bit per pair, as base64."""
    upper = separated[_upper(len(separated))]
    return base64.b64encode(np.packbits(upper).tobytes()).decode()


def _interval(cell: Score) -> str:
    return f' data-i="{cell.interval}"' if cell.low is not None else ""


def _about(line: Line) -> str:
    if "about" not in line.html:
        size = "" if line.parameters is None else str(line.parameters)
        bases = " ".join(sorted({m.base_model or m.id for m in line.row.manifest.models}))
        owners = " ".join(line.row.owners)
        find = f"{line.author} {owners} {bases}".casefold()
        line.html["about"] = (
            f' data-key="{escape(line.key)}" data-trust="{line.row.trust}"'
            f' data-open="{"yes" if line.open_weights else "no"}" data-parameters="{size}"'
            f' data-find="{escape(find)}"'
        )
    return line.html["about"]


def _details(line: Line) -> str:
    size = "" if line.parameters is None else str(line.parameters)
    trust = "" if line.row.trust == "re-scored" else f' <span class="tag">{line.row.trust}</span>'
    return f'<td data-sort="{size}">{line.size}{trust}</td>'


def _rank(rank: RankRange | None) -> str:
    if rank is None:
        return '<td class="rk" data-sort=""></td><td></td>'
    bar = rank_bar(rank.low, rank.high, rank.of)
    return (
        f'<td class="rk" data-sort="{-rank.low}">{rank}</td><td class="bar">'
        f'<svg width="{BAR:.0f}" height="18" aria-hidden="true">'
        f'<path class="gl" d="M0 {_MIDDLE}H{BAR:.0f}"/>'
        f'<path class="rb" d="M{bar.start} {_MIDDLE}H{bar.end}"/></svg></td>'
    )


def _name(line: Line, up: str) -> str:
    key = f"name {up}"
    if key not in line.html:
        line.html[key] = Markup(
            '<th scope="row" class="row"><input type="checkbox" aria-label="Compare {}">'
            '<a href="{}{}" dir="auto">{}</a></th>'
        ).format(line.row.name, up, line.href, line.row.name)
    return line.html[key]


def scores_html(table: Table, lines: Iterable[Line], up: str) -> Markup:
    """Render the table of all numbers: score, interval and rank range of every column."""
    return Markup("\n".join(_scores(table, line, up) for line in lines))


def _scores(table: Table, line: Line, up: str) -> str:
    name = Markup('<th scope="row" class="row"><a href="{}{}" dir="auto">{}</a></th>').format(
        up, line.href, line.row.name
    )
    cells = []
    for column in table.columns:
        cell, rank = line.cells[column.key], table.rank(line, column)
        if cell.score is None:
            cells.append(_MISSING)
            continue
        note = f" {cell.note}" if cell.note else ""
        ends = f"<small>{cell.interval}</small>" if cell.interval else ""
        place = f"<small>rank {rank}</small>" if rank else ""
        cells.append(
            f'<td data-sort="{cell.score:.2f}">{decimal(cell.score)}{note}{ends}{place}</td>'
        )
    return f"<tr>{name}{''.join(cells)}</tr>"
