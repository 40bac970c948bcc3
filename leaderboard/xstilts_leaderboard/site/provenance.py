"""Addresses of a row's models, predictions, manifest and pull request."""

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from xstilts_kit.cell import Cell
from xstilts_kit.diagnostics.errors import XstiltsError
from xstilts_kit.submission.layout import MANIFEST
from xstilts_kit.submission.manifest import Manifest
from xstilts_leaderboard.store.git import GitError, git
from xstilts_leaderboard.store.submissions import SUBMISSIONS, Entry

_REMOTE = re.compile(r"(?:https://|git@|ssh://git@)([\w.-]+)[:/]([\w.-]+/[\w.-]+?)(?:\.git)?/?")
_ADDRESS = re.compile(r"https://[\w.-]+/[\w.-]+/[\w.-]+")
_PULL = re.compile(r"\(#(\d+)\)$|^Merge pull request #(\d+) ")
_HUB = "https://huggingface.co"


@dataclass(frozen=True, slots=True)
class Provenance:
    """Addresses of a row's sources; None for those without a public address."""

    folder: str | None = None
    """Address of the predictions; paths of prediction files are relative to it."""
    manifest: str | None = None
    pull_request: str | None = None
    predictions_at: str = ""
    """Repository and commit of the predictions, as text."""

    def file(self, cell: Cell) -> str | None:
        """The address of a cell's prediction file."""
        return f"{self.folder}/{cell.path}" if self.folder else None

    @property
    def predictions(self) -> str | None:
        """Web page of the predictions folder."""
        return self.folder.replace("/blob/", "/tree/", 1) if self.folder else None


def model_href(identifier: str, revision: str | None, kind: str) -> str | None:
    """The address of a model on the Hub at its commit."""
    if kind != "hub" or not re.fullmatch(r"[\w.-]+(/[\w.-]+)?", identifier):
        return None
    at = f"/tree/{revision}" if revision and re.fullmatch(r"[\w.-]+", revision) else ""
    return f"{_HUB}/{identifier}{at}"


def model_hrefs(manifest: Manifest) -> list[str | None]:
    """The address of every model of a row."""
    return [model_href(model.id, model.revision, model.kind) for model in manifest.models]


def repository_of(root: Path) -> str | None:
    """The address of the board's repository: from GitHub's own variables, else from ``origin``."""
    server, name = os.environ.get("GITHUB_SERVER_URL"), os.environ.get("GITHUB_REPOSITORY")
    if server and name and _ADDRESS.fullmatch(f"{server}/{name}"):
        return f"{server}/{name}"
    try:
        origin = git(root, "remote", "get-url", "origin").decode().strip()
    except GitError:
        return None
    match = _REMOTE.fullmatch(origin)
    return f"https://{match[1]}/{match[2]}" if match else None


def provenances(
    root: Path, entries: Iterable[Entry], repository: str | None
) -> Mapping[str, Provenance]:
    """The provenance of every row, by its key.

    Args:
        root: The checkout.
        entries: The submissions; sources without a public address stay None.
        repository: The address of the board's repository.
    """
    filed = _filed(root) if repository is not None else {}
    found = {}
    for entry in entries:
        if entry.withdrawn:
            continue
        commit, pull = filed.get(entry.key, (None, None))
        here = f"{repository}/blob/{commit}/{SUBMISSIONS}/{entry.key}" if commit else None
        try:
            pointer = entry.pointer
        except XstiltsError:  # an invalid pointer gives no address
            continue
        if pointer is not None:
            place = f"{_HUB}/datasets/{pointer.repository}/blob/{pointer.revision}"
            folder: str | None = f"{place}/{pointer.folder}"
            words = f"{pointer.repository} at {pointer.revision[:12]}"
        else:
            folder = here
            words = f"this repository at {commit[:12]}" if commit else ""
        found[entry.key] = Provenance(
            folder,
            f"{here}/{MANIFEST}" if here else None,
            f"{repository}/pull/{pull}" if pull else None,
            words,
        )
    return found


def _filed(root: Path) -> Mapping[str, tuple[str, str | None]]:
    """Last commit of each row, and the number of the pull request named in its message."""
    try:
        log = git(
            root,
            *("log", "-z", "-m", "--first-parent", "--format=%x01%H%x02%s", "--name-only"),
            *("--", SUBMISSIONS),
        )
    except GitError:
        return {}
    found: dict[str, tuple[str, str | None]] = {}
    for commit in log.decode("utf-8", "surrogateescape").split("\x01")[1:]:
        head, *paths = (part.strip("\n") for part in commit.split("\0"))
        sha, _, subject = head.partition("\x02")
        match = _PULL.search(subject)
        pull = (match[1] or match[2]) if match else None
        for path in paths:
            parts = path.split("/")
            if len(parts) > 4:
                found.setdefault("/".join(parts[2:4]), (sha, pull))
    return found
