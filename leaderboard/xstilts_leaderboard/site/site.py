"""The content of a site, and the values shared by all its pages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from xstilts_kit.boards import BOARDS, Division
from xstilts_leaderboard.rows.row import ScoredRow
from xstilts_leaderboard.site.provenance import Provenance
from xstilts_leaderboard.store.settings import Settings
from xstilts_leaderboard.tables.columns import folder_of, is_invented
from xstilts_leaderboard.tables.published import ReportedRow
from xstilts_leaderboard.tracks import Track

DIVISION_RULES: Mapping[Division, str] = {
    "zero-shot": "Labels in English only; checkpoint chosen on English dev, or the last one",
    "multilingual": "Labels in other languages, or a checkpoint chosen on all languages’ dev sets",
    "translate-train": "Trained on translated data",
    "open": "Everything else: ensembles, one checkpoint per language, anything chosen on test data,"
    " transformed sentence vectors, or a checkpoint whose selection is not stated",
}


@dataclass(frozen=True, slots=True)
class Site:
    """The complete content of the site."""

    rows: Mapping[str, Sequence[ScoredRow]]
    """Board → its rows."""
    keys: Mapping[str, str]
    """``board suite/name`` → digest of a row's numbers and manifest."""
    made: str
    """Text naming the data that the pages were built from."""
    updated: str
    """Build time, RFC 3339."""
    tracks: Sequence[tuple[Track, Any]] = ()
    """Each track with the data it read."""
    published: tuple[ReportedRow, ...] = ()
    """Published rows."""
    provenance: Mapping[str, Provenance] = field(default_factory=dict)
    """Row key → addresses of its models and predictions."""
    base_url: str | None = None
    """The site's address, with a trailing slash; feed, canonical links and previews need it."""
    repository: str | None = None
    """The address of the board's repository."""
    documentation: str | None = None
    """The address of the documentation, absolute or relative to the site's root."""
    settings: Settings = field(default_factory=Settings)
    """What the board says about itself."""


@dataclass(frozen=True, slots=True)
class MenuItem:
    """A link of the menu, or a group of links that opens on request."""

    title: str
    path: str = ""
    """Relative to the site's root; empty for a group."""
    items: tuple["MenuItem", ...] = ()
    """The links of a group."""


@dataclass(frozen=True, slots=True)
class Shown:
    """Values of the site shared by all pages."""

    menu: tuple[MenuItem, ...]
    """The pages that every page links to."""
    boards: tuple[Mapping[str, Any], ...]
    """Name, title, path and number of rows of each board that is not invented."""
    base_url: str | None
    repository: str | None
    documentation: str | None
    made: str
    """Text naming the data that the page was built from."""
    settings: Settings = field(default_factory=Settings)
    """What the board says about itself."""

    @property
    def links(self) -> tuple[MenuItem, ...]:
        """The links of the menu and of its groups."""
        return tuple(one for item in self.menu for one in item.items or (item,))

    @property
    def root(self) -> str:
        """Path of the site's root, without a host, for pages served at any address (404)."""
        return urlsplit(self.base_url).path if self.base_url else "/"


def shown_of(site: Site) -> Shown:
    """Collect the values shared by all pages."""
    boards = tuple(
        {
            "name": name,
            "title": board.title,
            "path": f"{folder_of(name)}index.html",
            "rows": len(site.rows.get(name, ())),
        }
        for name, board in BOARDS.items()
        if not is_invented(name)
    )
    return Shown(
        _menu(site),
        boards,
        site.base_url,
        site.repository,
        site.documentation,
        site.made,
        site.settings,
    )


def _menu(site: Site) -> tuple[MenuItem, ...]:
    """Boards, studies and tools in the menu itself, the other tracks in one group."""
    tracks = [track for track, _ in site.tracks]
    grouped = tuple(MenuItem(track.title, track.path) for track in tracks if track.grouped)
    return (
        MenuItem("Leaderboard", f"{folder_of(next(iter(BOARDS)))}index.html"),
        MenuItem("Languages", "languages.html"),
        MenuItem("Compare", "compare.html"),
        *(MenuItem(track.title, track.path) for track in tracks if not track.grouped),
        *((MenuItem("More results", items=grouped),) if grouped else ()),
        MenuItem("Submit", "submit.html"),
        MenuItem("Methods", "methods.html"),
    )
