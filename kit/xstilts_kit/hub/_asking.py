"""Queries the Hub about a repository: its commit, its files, its card."""

import time
from pathlib import PurePosixPath
from typing import Any

from xstilts_kit.hub._errors import Place, explained, seconds_to_wait, status_of
from xstilts_kit.hub._repository import COMMIT, Pinned, RemoteFile

_ANSWER_WITHIN = 30.0
"""Timeout in seconds of one query about a repository; the client's default is none."""
_WAIT_AT_MOST = 10
"""Longest rate limit to wait for, in seconds; a longer wait is left to the user."""
_MANY = 50_000
"""Number of files from which the Hub's listing may be incomplete."""


def ask_patiently(place: Place) -> Pinned:
    """Query the Hub; retry once after a rate limit that ends within seconds."""
    from huggingface_hub.errors import HfHubHTTPError

    with explained(place):
        try:
            return _ask(place)
        except HfHubHTTPError as error:
            seconds = seconds_to_wait(error) if status_of(error) == 429 else None
            if seconds is None or seconds > _WAIT_AT_MOST:
                raise
        time.sleep(seconds)
        return _ask(place)


def _ask(place: Place) -> Pinned:
    from huggingface_hub import HfApi
    from huggingface_hub.hf_api import RepoFile

    api = HfApi()
    about = api.model_info if place.kind == "model" else api.dataset_info
    info = about(place.id, revision=place.revision, files_metadata=True, timeout=_ANSWER_WITHIN)
    commit = info.sha or ""
    if not COMMIT.fullmatch(commit):
        raise ValueError("no commit")
    if COMMIT.fullmatch(place.asked) and place.asked != commit:
        raise ValueError("another commit")
    entries: list[Any] = list(info.siblings or ())
    if len(entries) >= _MANY or any(e.size is None or e.blob_id is None for e in entries):
        tree = api.list_repo_tree(place.id, recursive=True, revision=commit, repo_type=place.kind)
        entries = [entry for entry in tree if isinstance(entry, RepoFile)]
    files = tuple(sorted((_remote_file(entry) for entry in entries), key=lambda file: file.path))
    licence = info.card_data.get("license") if info.card_data is not None else None
    licences = licence if isinstance(licence, list) else [licence]
    return Pinned(
        place.kind,
        info.id,
        commit,
        files,
        gated=bool(info.gated),
        licence=", ".join(str(one) for one in licences if one) or None,
    )


def _remote_file(entry: Any) -> RemoteFile:
    path = PurePosixPath(entry.rfilename)
    if path.is_absolute() or ".." in path.parts:
        raise ValueError("a path that leaves the repository")
    if entry.lfs is not None:
        return RemoteFile(entry.rfilename, int(entry.lfs.size), str(entry.lfs.sha256), None)
    return RemoteFile(entry.rfilename, int(entry.size), None, str(entry.blob_id))
