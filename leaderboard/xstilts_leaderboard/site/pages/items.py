"""The item browser: the examples on which two rows differ, and the data that it loads on demand."""

import json
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from xstilts_kit.boards import BOARDS
from xstilts_kit.families import get_family
from xstilts_leaderboard.rows.items import all_ids, read_items, tasks_with_items
from xstilts_leaderboard.rows.row import ScoredRow
from xstilts_leaderboard.site.provenance import Provenance
from xstilts_leaderboard.site.rendering import key_of, template_page
from xstilts_leaderboard.site.scripts import as_script
from xstilts_leaderboard.site.site import Shown, Site
from xstilts_leaderboard.site.writing import Page, whole_page
from xstilts_leaderboard.tables.columns import INVENTED, is_invented
from xstilts_leaderboard.tables.languages import language

_PAGE = "items.html"


def items_pages(site: Site, shown: Shown) -> Iterator[Page]:
    """The page, once for real and once for invented boards, and the items of every row."""
    rows = {(row.suite, row.name): row for own in site.rows.values() for row in own}
    for folder in ("", INVENTED):
        boards = [
            board for board in BOARDS.values() if is_invented(board.name) == (folder == INVENTED)
        ]
        yield template_page(
            f"{folder}{_PAGE}",
            key_of("items", folder, site.made, site.base_url, site.repository),
            "items.html.j2",
            shown,
            boards=[{"name": board.name, "title": board.title} for board in boards],
            tasks=lambda boards=boards: {board.name: _tasks(board.name) for board in boards},
            invented=folder == INVENTED,
        )
    for row in rows.values():
        provenance = site.provenance.get(f"{row.suite}/{row.name}", Provenance())
        key = site.keys[f"{row.board} {row.suite}/{row.name}"]
        for task in tasks_with_items(row.scores.parent):
            yield whole_page(
                f"data/items/{row.suite}/{row.name}/{task}.js",
                key_of("items", key, task, provenance.folder),
                partial(_script, row, task, provenance.folder),
            )
    for path in all_ids(row.scores.parent for row in rows.values()):
        yield whole_page(f"data/ids/{path.stem}.js", key_of(path.stem), partial(_ids, path))


def has_items(folder: Path) -> bool:
    """Whether items are kept of the row whose scores lie in this folder."""
    return bool(tasks_with_items(folder))


def items_href(row: ScoredRow) -> str:
    """The address of the browser with this row chosen, relative to the site's root."""
    folder = INVENTED if is_invented(row.suite) else ""
    return f"{folder}{_PAGE}?board={row.board}&rows={row.suite}/{row.name}"


def _tasks(board: str) -> Sequence[dict[str, Any]]:
    """The tasks of a board whose items may be shown: name, title, languages, kind of ids."""
    suite = BOARDS[board].suite
    return [
        {
            "name": task.name,
            "title": task.title,
            "numbered": task.ids == "row",
            "right": _RIGHT.get(task.family, ""),
            "languages": sorted(
                ([code, language(code).name] for code in suite.languages_of(task)),
                key=lambda one: one[1],
            ),
        }
        for task in suite.tasks()
        if task.items_shown and get_family(task.family).right is not None
    ]


_RIGHT = {
    "tagging": "all tags of the sentence right",
    "span_qa": "exact match",
    "ranking": "every right candidate ranked first",
}
"""Family → when an example counts as right, where this needs saying."""


def _script(row: ScoredRow, task: str, folder: str | None) -> bytes:
    values = (f"{row.suite}/{row.name}", task, folder, read_items(row.scores.parent, task))
    return f"xstiltsItems({', '.join(map(as_script, values))});\n".encode()


def _ids(path: Path) -> bytes:
    ids = json.loads(path.read_text(encoding="utf-8"))
    return f"xstiltsIds({as_script(path.stem)}, {as_script(ids)});\n".encode()
