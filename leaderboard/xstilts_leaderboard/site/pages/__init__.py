"""Every page of the site: what it depends on, and how it is rendered."""

import json
from collections.abc import Iterator
from hashlib import sha256
from importlib.resources import files
from typing import Any

import xstilts_schemas
from xstilts_kit.boards import BOARDS
from xstilts_kit.definitions import in_use
from xstilts_leaderboard.site.feed import atom
from xstilts_leaderboard.site.pages.boards import board_pages
from xstilts_leaderboard.site.pages.home import home_page
from xstilts_leaderboard.site.pages.items import items_pages
from xstilts_leaderboard.site.pages.languages import languages_page
from xstilts_leaderboard.site.pages.rows import row_pages
from xstilts_leaderboard.site.pages.text import text_pages
from xstilts_leaderboard.site.pages.tracks import track_pages
from xstilts_leaderboard.site.rendering import json_page, key_of, template_page
from xstilts_leaderboard.site.site import Site, shown_of
from xstilts_leaderboard.site.writing import Page, salted, whole_page
from xstilts_leaderboard.tables.columns import is_invented
from xstilts_leaderboard.tables.views import board_views

__all__ = ["all_pages"]


def all_pages(site: Site) -> Iterator[Page]:
    """Every file of the site, sorted by what it is about."""
    salt = _salt(site)
    return (salted(page, salt) for page in _pages(site)) if salt else _pages(site)


def _salt(site: Site) -> str:
    """Digest of a lab's own settings and definitions, which any page may show; empty without."""
    folder = in_use().folder
    if not site.settings.own and folder is None:
        return ""
    digest = sha256(repr(site.settings).encode())
    for path in sorted(folder.rglob("*")) if folder is not None else ():
        if path.is_file():
            digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _pages(site: Site) -> Iterator[Page]:
    yield from _assets(site)
    shown = shown_of(site)
    views = board_views(site.rows)
    everything = sorted(site.keys.items())
    yield home_page(site, shown, views)
    for board in BOARDS.values():
        yield from board_pages(site, shown, board, views[board.name])
    yield from row_pages(site, shown, views)
    yield from items_pages(site, shown)
    yield languages_page(site, shown)
    yield from track_pages(site, shown)
    yield from text_pages(site, shown)
    yield template_page(
        "compare.html", key_of("compare", site.made, everything), "compare.html.j2", shown
    )
    yield template_page(
        "try/compare.html",
        key_of("compare", site.made, everything),
        "compare.html.j2",
        shown,
        invented=True,
        invented_boards=[
            {"name": board.name, "title": board.title}
            for board in BOARDS.values()
            if board.invented
        ],
    )
    yield json_page("api/v1/index.json", key_of("api", everything), lambda: _api_index(site))
    if site.base_url is not None:
        base_url = site.base_url
        shown_rows = [
            row for board, rows in site.rows.items() if not is_invented(board) for row in rows
        ]
        yield whole_page(
            "feed.xml",
            key_of("feed", everything, site.updated, base_url),
            lambda: atom(shown_rows, base_url, site.updated).encode(),
        )


def _assets(site: Site) -> Iterator[Page]:
    for entry in (files("xstilts_leaderboard.site") / "static").iterdir():
        yield _fixed(f"static/{entry.name}", entry.read_bytes())
    schemas = {name: xstilts_schemas.load(name) for name in xstilts_schemas.names()}
    for track, _ in site.tracks:
        schemas[f"api-{track.name}"] = dict(track.schema)
    for name, schema in schemas.items():
        text = json.dumps(schema, indent=2) + "\n"
        yield _fixed(f"schemas/{xstilts_schemas.VERSION}/{name}.schema.json", text.encode())


def _fixed(path: str, content: bytes) -> Page:
    return whole_page(path, sha256(content).hexdigest(), lambda: content)


def _api_index(site: Site) -> dict[str, Any]:
    rows = sorted({f"{row.suite}/{row.name}" for rows in site.rows.values() for row in rows})
    tracks = {track.name: track.api for track, _ in site.tracks}
    return {
        "schema": "xstilts-api-index-v1",
        "made": site.updated,
        "boards": [f"api/v1/boards/{name}.json" for name in BOARDS],
        "rows": [f"api/v1/rows/{name}.json" for name in rows],
        "reported": tracks.get("reported"),
        "transfer": tracks.get("transfer"),
        "tracks": list(tracks.values()),
    }
