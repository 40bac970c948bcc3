"""`build`: from the repository and the scored rows to a folder of pages.

Steps: read the store → score new submissions → load each board's rows → list every page with a key
of its dependencies → render the pages whose key is new, keep the others → swap the folder.
"""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from xstilts_kit.boards import BOARDS, obstacles
from xstilts_kit.diagnostics.errors import StorageError, SubmissionError, UsageError, XstiltsError
from xstilts_kit.diagnostics.problem import Problems
from xstilts_kit.storage import storage_errors
from xstilts_kit.validation.manifest import read_manifest
from xstilts_leaderboard.rows.failing import Failure, OnFailure, first_of_each, unexpected
from xstilts_leaderboard.rows.loading import board_lock, load_rows, score_missing
from xstilts_leaderboard.rows.row import ScoredRow
from xstilts_leaderboard.site.pages import all_pages
from xstilts_leaderboard.site.provenance import provenances, repository_of
from xstilts_leaderboard.site.site import Site
from xstilts_leaderboard.site.trial import only, rows_in_the_way
from xstilts_leaderboard.site.writing import Written, write_site
from xstilts_leaderboard.store.git import GitError, day_and_time, git
from xstilts_leaderboard.store.gold import gold_folders
from xstilts_leaderboard.store.settings import Settings, read_settings
from xstilts_leaderboard.store.submissions import Entry, read_store
from xstilts_leaderboard.tables.columns import INVENTED, is_invented
from xstilts_leaderboard.tables.published import RESULTS, read_reported
from xstilts_leaderboard.tracks import Material, Track, all_tracks

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Built:
    """Result of a build."""

    written: Written
    rows: int
    failed: tuple[Failure, ...]
    """Submissions that cannot be scored or shown, so that they are not on the site."""
    first: str
    """The page to open; the miniature's board if nothing else is previewed."""


def build(
    root: Path,
    scored: Path,
    out: Path,
    *,
    gold: Sequence[Path] = (),
    base_url: str | None = None,
    repository: str | None = None,
    documentation: str | None = None,
    previews: Sequence[Path] = (),
    say: Say = lambda line: None,
) -> Built:
    """Build the site.

    Args:
        root: The repository.
        scored: Folder of scored rows; missing rows are scored into it.
        out: The site's folder.
        gold: Folders of gold packs.
        base_url: The site's address; without it no feed is written.
        repository: The address of the board's repository; by default GitHub's own variables or the
            remote ``origin`` say it.
        documentation: The address of the documentation, which every page links to; absolute, or
            relative to the site's root.
        previews: Submission folders to show as if they had been filed.
        say: Called with a message for each step.

    Raises:
        SubmissionError: A preview is not valid, or cannot be ranked.
        UsageError: `out` contains other files, or the address is invalid.
    """
    lock, settings = board_lock(root), read_settings(root)
    shown = [_preview(folder) for folder in previews]
    replaced = {entry.key for entry in shown}
    entries = (*(entry for entry in read_store(root) if entry.key not in replaced), *shown)
    say(f"{len(entries)} submissions")
    with storage_errors(scored):
        scored.mkdir(parents=True, exist_ok=True)
    failed = list(score_missing(entries, scored, lock, gold_folders(root, lock, gold), say))

    def leave_out(entry: Entry, error: XstiltsError) -> None:
        failed.append((entry, error))

    rows = {board: load_rows(root, board, entries, scored, lock, leave_out) for board in BOARDS}
    made, updated = _made(root)
    own = settings.repository and f"https://github.com/{settings.repository}"
    repository = repository or own or repository_of(root)
    material = Material(root, rows)
    site = Site(
        rows=rows,
        keys={
            f"{board} {row.suite}/{row.name}": _key(row)
            for board, own in rows.items()
            for row in own
        },
        made=made,
        updated=updated,
        tracks=_tracks(material, settings),
        published=read_reported(root / RESULTS),
        provenance=provenances(root, entries, repository),
        base_url=_address(base_url or settings.site),
        repository=repository,
        documentation=documentation,
        settings=settings,
    )
    written, site = _write(out, site, {entry.key: entry for entry in entries}, leave_out, say)
    shown_rows = {(row.suite, row.name) for own in site.rows.values() for row in own}
    only_invented = bool(shown) and all(is_invented(entry.suite) for entry in shown)
    first = f"{INVENTED}index.html" if only_invented else "index.html"
    return Built(written, len(shown_rows), first_of_each(failed), first)


def _write(
    out: Path, site: Site, entries: Mapping[str, Entry], leave_out: OnFailure, say: Say
) -> tuple[Written, Site]:
    """Write the site, leaving out rows whose pages cannot be rendered."""
    try:
        return write_site(out, all_pages(site), say), site
    except (StorageError, UsageError):
        raise
    except Exception:
        say("a page cannot be made: looking for the row")
        found = rows_in_the_way(site)
        if not found:
            raise
    for name, error in found.items():
        leave_out(entries[name], unexpected(error))
    left = {f"{row.suite}/{row.name}" for own in site.rows.values() for row in own} - set(found)
    site = only(site, sorted(left))
    return write_site(out, all_pages(site), say), site


def _tracks(material: Material, settings: Settings) -> list[tuple[Track, Any]]:
    """Each track with its data; a lab's own board leaves out those that it has no files for."""
    return [
        (track, track.read(material))
        for track in all_tracks()
        if not settings.own or track.files is None or (material.root / track.files).exists()
    ]


def _preview(folder: Path) -> Entry:
    """Build the store entry that a submission would have once filed."""
    problems = Problems()
    manifest = read_manifest(folder, problems) if folder.is_dir() else None
    if manifest is None:
        raise SubmissionError(
            f"{folder} is no submission that can be shown.",
            f"`xstilts-submit validate {folder}` says why.",
        )
    against = list(obstacles(manifest, manifest.name))
    if against and manifest.suite not in BOARDS:
        raise SubmissionError(f"{folder}: {against[0]}", "Predict a suite that has a board.")
    return Entry(manifest.suite, manifest.name, folder)


def _key(row: ScoredRow) -> str:
    """Digest of everything that a row's own pages show."""
    parts = (
        row.scores.parent.name,
        repr(row.manifest),
        row.trust,
        row.version,
        row.added,
        row.gone,
        row.owners,
    )
    return sha256(repr(parts).encode()).hexdigest()


def _made(root: Path) -> tuple[str, str]:
    """Describe the commit that the site is built from, and return its time (RFC 3339)."""
    given = os.environ.get("SOURCE_DATE_EPOCH", "")
    try:
        commit, _, time = git(root, "log", "-1", "--format=%H %ct").decode().strip().partition(" ")
    except GitError:
        commit, time = "", ""
    seconds = given if given.isdecimal() else time
    when = day_and_time(seconds)
    words = f"Built from commit {commit[:10]}" if commit else "Built from a folder without history"
    day = f" of {when.date().isoformat()}" if seconds else ""
    return f"{words}{day}", when.strftime("%Y-%m-%dT%H:%M:%SZ")


def _address(base_url: str | None) -> str | None:
    if base_url is None:
        return None
    if not base_url.startswith(("https://", "http://")) or any(c in base_url for c in " <>\"'"):
        raise UsageError(
            f"{base_url!r} is no address.", "Give one like https://name.github.io/board/."
        )
    return base_url.rstrip("/") + "/"
