"""The Hugging Face Hub: pin, fetch, verify, upload, and explain failures.

The Hub's own client checks no digests, silently falls back to its cache, and moves its record of
``main`` with any download. So a revision is resolved once, to a commit with the sizes and digests
of its files; files are fetched from that commit, and every file is verified.
"""

from collections.abc import Iterable
from pathlib import Path

from xstilts_kit.hub._asking import ask_patiently
from xstilts_kit.hub._download import download, snapshot, verify
from xstilts_kit.hub._errors import Place, disk_explained, explained
from xstilts_kit.hub._memory import memory_of, recall, remember
from xstilts_kit.hub._offline import is_offline
from xstilts_kit.hub._repository import Kind, Pinned, RemoteFile
from xstilts_kit.hub._tag import tag
from xstilts_kit.hub._upload import Account, Content, Landed, account, upload

__all__ = [
    "Account",
    "Content",
    "Kind",
    "Landed",
    "Pinned",
    "RemoteFile",
    "account",
    "fetch",
    "is_offline",
    "not_here",
    "pin",
    "tag",
    "upload",
]


def pin(kind: Kind, id: str, revision: str | None = None) -> Pinned:
    """Resolve a revision to a commit and list the files of that commit.

    The answer is stored beside the client's cache. Offline, the stored answer for the same revision
    or the full commit hash is used.

    Args:
        kind: Type of the repository.
        id: ``name`` or ``owner/name``.
        revision: A branch, a tag or a commit; None is ``main``.

    Raises:
        ModelError: A model's repository or revision does not exist or is not accessible.
        DataError: The same for a data set.
        NetworkError: The Hub cannot be reached, fails, or limits the rate.
        StorageError: The answer cannot be stored on disk.
    """
    place = Place(kind, id, revision)
    with explained(place):
        from huggingface_hub.utils import validate_repo_id  # type: ignore[attr-defined]

        validate_repo_id(id)
    if revision in (".", ".."):  # these would change the URL's path
        raise place.no_revision()
    if is_offline():
        return recall(place)
    pinned = ask_patiently(place)
    with disk_explained():
        for owner, asked in {(id, place.asked), (id, pinned.commit), (pinned.id, pinned.commit)}:
            remember(memory_of(kind, owner), asked, pinned)
    return pinned


def not_here(pinned: Pinned, paths: Iterable[str]) -> tuple[RemoteFile, ...]:
    """List the files of a pinned commit that `fetch` would download."""
    wanted, folder = set(paths), snapshot(pinned)
    return tuple(
        file for file in pinned.files if file.path in wanted and not (folder / file.path).is_file()
    )


def fetch(pinned: Pinned, paths: Iterable[str]) -> Path:
    """Download the missing files of a pinned commit, and verify every file.

    No request is made if all files are in the cache.

    Args:
        pinned: The repository and its commit.
        paths: Paths of the files, spelled as in `Pinned.files`.

    Returns:
        The folder that contains these paths.

    Raises:
        ModelError: A model's file does not exist, may not be read, is missing offline, or does not
            match the Hub's listing (size, SHA-256 or git's SHA-1).
        DataError: The same for a data set.
        NetworkError: The Hub cannot be reached, fails, limits the rate, or breaks off mid-file.
        StorageError: Not enough space, or no permission.
    """
    listed = {file.path: file for file in pinned.files}
    place = Place(pinned.kind, pinned.id, pinned.commit)
    wanted = []
    for path in dict.fromkeys(paths):
        if path not in listed:
            raise place.no_file(path, listed)
        wanted.append(listed[path])
    folder = snapshot(pinned)
    with disk_explained():
        missing = [file for file in wanted if not (folder / file.path).is_file()]
        if missing and is_offline():
            raise place.not_fetched(missing)
        for file in wanted:
            if file not in missing:
                verify(place, folder, file)
    if missing:
        download(place, missing, folder)
    with disk_explained():
        for file in missing:
            verify(place, folder, file)
    return folder
