"""What a site is made of, and what every page of it knows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from xstilts_kit.boards import BOARDS, Division
from xstilts_leaderboard.rows.row import ScoredRow
from xstilts_leaderboard.site.provenance import Provenance
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
    """All that the site is made of."""

    rows: Mapping[str, Sequence[ScoredRow]]
    """Board → its rows."""
    keys: Mapping[str, str]
    """``board suite/name`` → digest of a row's numbers and manifest."""
    made: str
    """Which data the pages were made from, in words."""
    updated: str
    """When, RFC 3339."""
    tracks: Sequence[tuple[Track, Any]] = ()
    """Each track with what it read."""
    published: tuple[ReportedRow, ...] = ()
    """What papers printed."""
    provenance: Mapping[str, Provenance] = field(default_factory=dict)
    """A row's key → where its parts are."""
    base_url: str | None = None
    """The site's address, with a slash at its end; feed, canonical links and previews need it."""
    repository: str | None = None
    """The address of the board's repository."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What every page knows of the site."""

    menu: tuple[tuple[str, str], ...]
    """(path, title) of the pages that every page links to."""
    boards: tuple[Mapping[str, Any], ...]
    """Name, title, path and number of rows of each board that is not invented."""
    base_url: str | None
    repository: str | None
    made: str
    """Which data the page was made from."""

    @property
    def root(self) -> str:
        """The site's root for pages that are shown at any address: a path without a host."""
        return urlsplit(self.base_url).path if self.base_url else "/"


def shown_of(site: Site) -> Shown:
    """What every page knows."""
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
    menu = (
        (f"{folder_of(next(iter(BOARDS)))}index.html", "Leaderboard"),
        ("languages.html", "Languages"),
        *((track.path, track.title) for track, _ in site.tracks),
        ("submit.html", "Submit"),
        ("methods.html", "Methods"),
    )
    return Shown(menu, boards, site.base_url, site.repository, site.made)
