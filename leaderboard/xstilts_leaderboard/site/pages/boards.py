"""The pages of a board: the board, all its numbers, one page per task and per language."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import groupby
from typing import Any

from xstilts_kit.boards import Board
from xstilts_kit.families import metric_of
from xstilts_kit.tasks import Task, get_task
from xstilts_leaderboard.rows.row import layout_of
from xstilts_leaderboard.site.exports import board_csv, board_json
from xstilts_leaderboard.site.rendering import json_page, key_of, template_page
from xstilts_leaderboard.site.scripts import board_script, languages_script
from xstilts_leaderboard.site.site import DIVISION_RULES, Shown, Site
from xstilts_leaderboard.site.table_rows import Drawn
from xstilts_leaderboard.site.writing import Page, whole_page
from xstilts_leaderboard.tables.columns import (
    Column,
    board_columns,
    folder_of,
    is_invented,
    language_columns,
    task_columns,
)
from xstilts_leaderboard.tables.languages import language
from xstilts_leaderboard.tables.printed import (
    PrintedLine,
    has_language,
    has_task,
    printed_lines,
)
from xstilts_leaderboard.tables.published import ReportedRow
from xstilts_leaderboard.tables.sources import citation_of
from xstilts_leaderboard.tables.views import BoardView, Table

_ON_BOARD = ("overall", "task", "gap")
"""Kinds of columns on the board's page; the page of all numbers has every kind."""


@dataclass(frozen=True, slots=True)
class _Pages:
    """Data shared by the pages of one board."""

    site: Site
    shown: Shown
    board: Board
    view: BoardView
    key: str

    @property
    def folder(self) -> str:
        return folder_of(self.board.name)

    @property
    def published(self) -> Sequence[ReportedRow]:
        """Published rows on the board's own data."""
        return self.site.published if self.board.edition == "xtreme" else ()

    def page(self, path: str, template: str, *parts: Any, **context: Any) -> Page:
        about = {
            "name": self.board.name,
            "title": self.board.title,
            "lead": self.board.lead,
            "path": f"{self.folder}index.html",
            "rows": len(self.view.lines),
        }
        return template_page(
            path,
            key_of(path, self.key, repr(self.published), *parts),
            template,
            self.shown,
            board=about,
            divisions=DIVISION_RULES,
            invented=is_invented(self.board.name),
            **context,
        )


def board_pages(site: Site, shown: Shown, board: Board, view: BoardView) -> Iterator[Page]:
    """Every page and data file of one board."""
    own = sorted(pair for pair in site.keys.items() if pair[0].startswith(f"{board.name} "))
    key = key_of(board.name, own, site.made, list(shown.boards), site.base_url, site.repository)
    pages = _Pages(site, shown, board, view, key)

    @cache
    def tables() -> tuple[Table, ...]:
        return view.board_tables()

    yield from _main_pages(pages, tables)
    for task in board.suite.tasks():
        if view.lines or has_task(pages.published, task.name):
            yield _task_page(pages, task)
    for code in layout_of(board.name).languages:
        if view.lines or has_language(pages.published, board.name, code):
            yield _language_page(pages, code)
    yield from _data(pages, tables)


def _main_pages(pages: _Pages, tables: Callable[[], tuple[Table, ...]]) -> Iterator[Page]:
    suite, folder = pages.board.suite, pages.folder
    codes = layout_of(pages.board.name).languages
    known = [
        code
        for code in codes
        if pages.view.lines or has_language(pages.published, pages.board.name, code)
    ]
    yield pages.page(
        f"{folder}index.html",
        "board.html.j2",
        tables=lambda: [_on_board(table) for table in tables()],
        leaders=lambda: {table.division: leader_of(table) for table in tables()},
        printed=lambda: _printed_table(pages),
        tasks=[t for t in suite.tasks() if pages.view.lines or has_task(pages.published, t.name)],
        languages=sorted(map(language, known), key=lambda one: one.name),
    )
    if pages.view.lines:
        yield pages.page(f"{folder}numbers.html", "numbers.html.j2", tables=tables)


def _on_board(table: Table) -> Drawn:
    columns = tuple(column for column in table.columns if column.kind in _ON_BOARD)
    return Drawn(replace(table, columns=columns))


def _printed_table(pages: _Pages) -> Drawn | None:
    """Published rows in the board's layout, by the mean of the seven tasks papers share."""
    tasks = [one for one in board_columns(pages.board.name) if one.kind == "task"]
    columns = (Column("seven", "Mean of 7", "seven"), *tasks)
    return _only_printed(columns, printed_lines(pages.published, columns, pages.board.name))


def _only_printed(columns: tuple[Column, ...], lines: tuple[PrintedLine, ...]) -> Drawn | None:
    return Drawn(Table("open", columns, (), (), {}), lines) if lines else None


def _drawn(
    pages: _Pages, tables: Sequence[Table], columns: tuple[Column, ...]
) -> tuple[list[Drawn], Drawn | None]:
    """Attach the published rows to the first table, or return them alone if there is none."""
    printed = printed_lines(pages.published, columns, pages.board.name)
    if not tables:
        return [], _only_printed(columns, printed)
    return [Drawn(tables[0], printed), *map(Drawn, tables[1:])], None


def _task_page(pages: _Pages, task: Task) -> Page:
    columns = task_columns(pages.board.name, task.name)
    return pages.page(
        f"{pages.folder}tasks/{task.name}.html",
        "task.html.j2",
        task=task,
        metric=metric_of(task).title,
        citation=citation_of(task.citation),
        languages=len(pages.board.suite.languages_of(task)),
        families=_runs(columns[1:]),
        drawn=lambda: _drawn(pages, pages.view.task_tables(task.name), columns),
    )


def _fullest_first(pages: _Pages, columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """Columns of the published rows; the one that most rows have comes first and gets the axis."""
    lines = printed_lines(pages.published, columns, pages.board.name)
    counts = {column.key: sum(column.key in line.cells for line in lines) for column in columns}
    known = (column for column in columns if counts[column.key])
    return tuple(sorted(known, key=lambda column: -counts[column.key]))


def _runs(columns: Sequence[Column]) -> list[tuple[str, int]]:
    """(family, columns) of neighbouring columns of one family."""
    return [(name, len(list(own))) for name, own in groupby(columns, key=lambda one: one.group)]


def _language_page(pages: _Pages, code: str) -> Page:
    columns = language_columns(pages.board.name, code)
    if not pages.view.lines:
        columns = _fullest_first(pages, columns)
    return pages.page(
        f"{pages.folder}languages/{code}.html",
        "language.html.j2",
        language=language(code),
        tasks=[
            get_task(cell.task).title
            for cell in layout_of(pages.board.name).cells
            if cell.language == code
        ],
        drawn=lambda: _drawn(pages, pages.view.language_tables(code), columns),
        leaders=lambda: {
            table.division: leader_of(table) for table in pages.view.language_tables(code)
        },
    )


def _data(pages: _Pages, tables: Callable[[], tuple[Table, ...]]) -> Iterator[Page]:
    name, rows, key = pages.board.name, [line.row for line in pages.view.lines], pages.key
    yield json_page(
        f"api/v1/boards/{name}.json", key_of("api", key), lambda: board_json(name, tables())
    )
    yield whole_page(f"csv/{name}.csv", key_of("csv", key), lambda: board_csv(tables()).encode())
    keys = {line.key: pages.site.keys[f"{name} {line.key}"] for line in pages.view.lines}
    yield Page(f"data/{name}.js", key_of("js", key), lambda: board_script(name, rows, keys))
    yield Page(
        f"data/languages/{name}.js",
        key_of("languages", key),
        lambda: languages_script(name, rows, keys),
    )


def leader_of(table: Table) -> str:
    """Sentence naming the leader of a division, its lead, and whether the lead is significant."""
    if not table.ranked:
        return ""
    first = table.ranked[0]
    if len(table.ranked) == 1:
        return f"{first.row.name} is the only row with all of it."
    second, column = table.ranked[1], table.columns[0]
    key = column.key
    lead = (first.cells[key].score or 0.0) - (second.cells[key].score or 0.0)
    tied = [
        line.row.name
        for line in table.ranked[1:]
        if (rank := table.rank(line, column)) is not None and rank.low == 1
    ]
    ahead = f"{first.row.name} leads by {lead:.1f} points over {second.row.name}"
    if not tied:
        return f"{ahead}; the lead is real: it is more than the choice of test items explains."
    others = tied[0] if len(tied) == 1 else f"{len(tied)} rows"
    return f"{ahead}; the lead is not real: the test items cannot tell it apart from {others}."
