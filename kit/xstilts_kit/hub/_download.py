"""Downloads the files of a commit, and verifies every file."""

import shutil
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha1, sha256
from pathlib import Path
from typing import Any

from xstilts_kit.diagnostics.errors import NetworkError, StorageError
from xstilts_kit.hub._errors import Place, disk_explained, explained, host
from xstilts_kit.hub._repository import Pinned, RemoteFile

_LARGE = 32_000_000
"""Size in bytes above which files are fetched one by one, with the client's progress bar."""


def snapshot(pinned: Pinned) -> Path:
    from huggingface_hub import constants
    from huggingface_hub.file_download import repo_folder_name

    name = repo_folder_name(repo_id=pinned.id, repo_type=pinned.kind)
    return Path(constants.HF_HUB_CACHE).expanduser().resolve() / name / "snapshots" / pinned.commit


def _check_space(folder: Path, files: Iterable[RemoteFile]) -> None:
    needed = sum(file.size for file in files)
    there = next(parent for parent in folder.parents if parent.is_dir())
    free = shutil.disk_usage(there).free
    if needed > free:
        raise StorageError(
            f"{there}: {needed / 1e6:.1f} MB are needed, but only {free / 1e6:.1f} MB are free.",
            "Free some space, or choose another folder for the Hub's cache with HF_HOME.",
        )


def download(place: Place, files: Sequence[RemoteFile], folder: Path) -> None:
    """Fetch small files in parallel; large ones in this thread, so that Ctrl-C stops them."""
    with disk_explained():
        _check_space(folder, files)
    from huggingface_hub import hf_hub_download
    from huggingface_hub.utils import tqdm  # type: ignore[attr-defined]

    class Silent(tqdm):
        def __init__(self, *args: Any, **options: Any) -> None:
            super().__init__(*args, **(options | {"disable": True}))  # type: ignore[no-untyped-call]

    def get(file: RemoteFile) -> None:
        with explained(place, file.path):
            hf_hub_download(
                place.id,
                file.path,
                repo_type=place.kind,
                revision=place.revision,
                tqdm_class=None if file.size > _LARGE else Silent,
            )

    with ThreadPoolExecutor(max_workers=8) as pool:
        jobs = [pool.submit(get, file) for file in files if file.size <= _LARGE]
        try:
            for job in jobs:
                job.result()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
    for file in files:
        if file.size > _LARGE:
            get(file)


def verify(place: Place, folder: Path, file: RemoteFile) -> None:
    path = folder / file.path
    if not path.is_file():
        raise NetworkError(
            f"{host()} answered with a commit other than {place.asked} for {file.path}.",
            "Check that HF_ENDPOINT is the address of a Hub, then run the same command again.",
        )
    size = path.stat().st_size
    if size != file.size:
        found = f"has {size:,} bytes, not {file.size:,}"
    elif _digest(path, file) not in (file.sha256, file.git_sha1):
        found = "has the right size but different content"
    else:
        return
    # The file in the snapshot is a link: while its target exists, it is never fetched again.
    raise place.unfit(
        f"{file.path} of the {place} in the cache does not match the Hub's listing: it {found}.",
        f"Delete {path.resolve()} and run the same command again with network access.",
    )


def _digest(path: Path, file: RemoteFile) -> str:
    """SHA-256 of the content, or git's blob id, whichever the Hub lists."""
    digest = sha256() if file.sha256 is not None else sha1(usedforsecurity=False)
    if file.sha256 is None:
        digest.update(b"blob %d\0" % file.size)
    with path.open("rb") as content:
        while block := content.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()
