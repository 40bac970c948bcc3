"""Every page of the site: what it depends on, and how it is rendered."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

import xstilts_schemas
from xstilts_kit.boards import BOARDS, Board, Division
from xstilts_kit.families import metric_of
from xstilts_kit.suites import GROUPS, get_suite
from xstilts_kit.tasks import all_data
from xstilts_leaderboard.rows.row import ScoredRow, layout_of
from xstilts_leaderboard.site.exports import (
    board_csv,
    board_json,
    board_script,
    languages_script,
    reported_json,
    transfer_json,
)
from xstilts_leaderboard.site.feed import atom
from xstilts_leaderboard.site.rendering import Shown, json_page, key_of, template_page
from xstilts_leaderboard.site.row_page import row_pages
from xstilts_leaderboard.site.writing import Page
from xstilts_leaderboard.tables.languages import language
from xstilts_leaderboard.tables.lines import Line
from xstilts_leaderboard.tables.views import BoardView, Table
from xstilts_leaderboard.tracks.published import ReportedRow, metrics_of, reported_evenness
from xstilts_leaderboard.tracks.transfer import Transfer, pairs_of

_MENU = (
    ("index.html", "Board"),
    ("compare.html", "Compare"),
    ("transfer.html", "Transfer"),
    ("reported.html", "Reported"),
    ("submit.html", "Submit"),
    ("scores.html", "How scores are made"),
    ("about.html", "About"),
)


_DIVISIONS: Mapping[Division, str] = {
    "zero-shot": "Labels in English only; checkpoint chosen on English dev, or simply the last",
    "multilingual": "Labels in other languages, or a checkpoint chosen on every language's dev set",
    "translate-train": "Trained on translated data",
    "open": "All others: ensembles, a checkpoint a language, anything chosen on test data,"
    " transformed sentence vectors, or how it was chosen is not said",
}


@dataclass(frozen=True, slots=True)
class Site:
    """All that the site is made of."""

    rows: Mapping[str, Sequence[ScoredRow]]
    """Board → its rows."""
    keys: Mapping[str, str]
    """``board suite/name`` → digest of a row's numbers and manifest."""
    made: str
    """What the pages say of the data they were made from."""
    updated: str
    """When, RFC 3339."""
    reported: tuple[ReportedRow, ...] = ()
    """What papers printed."""
    studies: tuple[Transfer, ...] = ()
    """What intermediate tasks change, from studies."""
    base_url: str | None = None
    """The site's address, with a slash at its end; the feed needs it."""


def all_pages(site: Site) -> Iterator[Page]:
    """Every file of the site, sorted by what it is about."""
    yield from _assets()
    shown = Shown(_MENU, _boards(site), site.base_url, site.made)
    everything = sorted(site.keys.items())
    front = next((board for board in BOARDS if site.rows.get(board)), next(iter(BOARDS)))
    for board in BOARDS.values():
        lines = tuple(map(Line, site.rows.get(board.name, ())))
        key = key_of(
            board.name,
            [pair for pair in everything if pair[0].startswith(f"{board.name} ")],
            site.made,
            list(shown.boards),
        )
        reported = site.reported if board.edition == "xtreme" else ()
        yield from _board_pages(
            board, lines, key, shown, front=board.name == front, reported=reported
        )
        for line in lines:
            yield from row_pages(line, site.keys[f"{board.name} {line.key}"], shown)
    yield from _reported_pages(site, shown)
    yield from _transfer_pages(site, shown, everything)
    plain_pages = (
        ("submit.html", "How to submit"),
        ("scores.html", "How scores are made"),
        ("about.html", "About"),
    )
    for path, title in plain_pages:
        body = f"body_{path.removesuffix('.html')}.html.j2"
        yield template_page(
            path,
            key_of(path, site.made, site.base_url),
            "page.html.j2",
            shown,
            title=title,
            body=body,
            divisions=_DIVISIONS,
        )
    yield template_page(
        "compare.html", key_of("compare", site.made, everything), "compare.html.j2", shown
    )
    yield json_page("api/v1/index.json", key_of("api", everything), lambda: _api_index(site))
    if site.base_url is not None:
        base_url, rows_of_all = site.base_url, [row for rows in site.rows.values() for row in rows]
        yield Page(
            "feed.xml",
            key_of("feed", everything, site.updated, base_url),
            lambda: atom(rows_of_all, base_url, site.updated).encode(),
        )


def _boards(site: Site) -> tuple[dict[str, Any], ...]:
    return tuple(
        {"name": name, "title": board.title, "rows": len(site.rows.get(name, ()))}
        for name, board in BOARDS.items()
    )


def _assets() -> Iterator[Page]:
    for entry in (files(__package__) / "static").iterdir():
        yield _fixed(f"static/{entry.name}", entry.read_bytes())
    for name in xstilts_schemas.names():
        text = json.dumps(xstilts_schemas.load(name), indent=2) + "\n"
        yield _fixed(f"schemas/{xstilts_schemas.VERSION}/{name}.schema.json", text.encode())


def _fixed(path: str, content: bytes) -> Page:
    return Page(path, sha256(content).hexdigest(), lambda: content)


def _board_pages(
    board: Board,
    lines: tuple[Line, ...],
    key: str,
    shown: Shown,
    *,
    front: bool,
    reported: Sequence[ReportedRow],
) -> Iterator[Page]:
    view, rows = BoardView(board.name, lines), [line.row for line in lines]

    @cache
    def tables() -> tuple[Table, ...]:
        return view.board_tables()

    name, suite = board.name, board.suite
    about = {"name": name, "title": board.title, "lead": board.lead}
    codes = layout_of(name).languages
    for path in (f"boards/{name}/index.html", *(("index.html",) if front else ())):
        yield template_page(
            path,
            key_of(path, key, repr(reported)),
            "board.html.j2",
            shown,
            reported=reported,
            board=about,
            divisions=_DIVISIONS,
            tables=tables,
            leaders=lambda: {table.division: leader_of(table) for table in tables()},
            groups=[(group, GROUPS[group].lower()) for group in suite.groups],
            tasks=list(suite.tasks()),
            languages=sorted((language(code) for code in codes), key=lambda one: one.name),
        )
    for task in suite.tasks():
        yield template_page(
            f"boards/{name}/tasks/{task.name}.html",
            key_of("task", task.name, key),
            "task.html.j2",
            shown,
            board=about,
            task=task,
            metric=metric_of(task).title,
            languages=len(suite.languages_of(task)),
            tables=lambda task=task: view.task_tables(task.name),
        )
    for code in codes:
        yield template_page(
            f"boards/{name}/languages/{code}.html",
            key_of("language", code, key),
            "language.html.j2",
            shown,
            board=about,
            language=language(code),
            tables=lambda code=code: view.language_tables(code),
        )
    yield json_page(
        f"api/v1/boards/{name}.json", key_of("api", key), lambda: board_json(name, tables())
    )
    yield Page(f"csv/{name}.csv", key_of("csv", key), lambda: board_csv(tables()).encode())
    yield Page(
        f"data/{name}.js",
        key_of("js", key),
        lambda: board_script(name, rows).encode(),
    )
    yield Page(
        f"data/languages/{name}.js",
        key_of("languages", key),
        lambda: languages_script(name, rows).encode(),
    )


def leader_of(table: Table) -> str:
    """Who leads a division, by how much, and whether that is real, in a sentence."""
    if not table.ranked:
        return ""
    first = table.ranked[0]
    if len(table.ranked) == 1:
        return f"{first.row.name} is the only complete row."
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
        return f"{ahead}; the difference is more than the choice of test items explains."
    others = tied[0] if len(tied) == 1 else f"{len(tied)} rows"
    return f"{ahead}; the test items do not tell it from {others}."


def _api_index(site: Site) -> dict[str, Any]:
    rows = sorted({f"{row.suite}/{row.name}" for rows in site.rows.values() for row in rows})
    return {
        "schema": "xstilts-api-index-v1",
        "made": site.updated,
        "boards": [f"api/v1/boards/{name}.json" for name in BOARDS],
        "reported": "api/v1/reported.json",
        "transfer": "api/v1/transfer.json",
        "rows": [f"api/v1/rows/{name}.json" for name in rows],
    }


def _all_titles() -> dict[str, str]:
    return {name: task.title for name, task in all_data().items()}


def _reported_pages(site: Site, shown: Shown) -> Iterator[Page]:
    """Scores that papers reported: a page, and the same as JSON."""
    rows, key = site.reported, key_of("reported", repr(site.reported), site.made)
    tasks = [task for task in get_suite("xtreme").task_names if task != "bucc2018"]
    metrics = {task: metrics_of(task) for task in tasks}

    def sort_value(row: ReportedRow, task: str) -> str:
        found = [row.means[task, one].value for one in metrics[task] if (task, one) in row.means]
        return f"{sum(found) / len(found):.4f}" if found else ""

    yield template_page(
        "reported.html",
        key,
        "reported.html.j2",
        shown,
        rows=rows,
        tasks=tasks,
        metrics=metrics,
        titles=_all_titles(),
        even=lambda: reported_evenness(rows),
        sort_value=lambda: sort_value,
    )
    yield json_page("api/v1/reported.json", key, lambda: reported_json(rows))


def _transfer_pages(site: Site, shown: Shown, everything: Sequence[Any]) -> Iterator[Page]:
    """What intermediate tasks change: a page, and the same as JSON."""
    key = key_of("transfer", repr(site.studies), list(everything), site.made)

    @cache
    def tables() -> tuple[Transfer, ...]:
        pairs = (table for rows in site.rows.values() for table in pairs_of(rows))
        return (*site.studies, *pairs)

    yield template_page(
        "transfer.html", key, "transfer.html.j2", shown, tables=tables, titles=_all_titles()
    )
    yield json_page("api/v1/transfer.json", key, lambda: transfer_json(tables()))
