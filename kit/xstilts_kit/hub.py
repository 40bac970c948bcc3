"""The one place that talks to the Hugging Face Hub: pin, fetch, verify, explain what failed.

The Hub's own client downloads, but it checks no digests, falls back to its cache without a word,
and moves its idea of ``main`` with any download. So a revision is resolved once, to a commit with
the sizes and digests of its files; files are fetched by that commit, and every one is checked.
"""

import errno
import json
import os
import re
import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from hashlib import sha1, sha256
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import quote

from xstilts_kit.diagnostics.errors import (
    DataError,
    ModelError,
    NetworkError,
    StorageError,
    XstiltsError,
    nearest,
)

if TYPE_CHECKING:
    from huggingface_hub.errors import HfHubHTTPError

Kind = Literal["model", "dataset"]

_COMMIT = re.compile(r"[0-9a-f]{40}")
_ANSWER_WITHIN = 30.0
"""Seconds that one answer about a repository may take; without this the client waits for ever."""
_WAIT_AT_MOST = 10
"""Seconds that a rate limit is waited for; a longer wait is left to the user."""
_MANY = 50_000
"""So many files may be more than the Hub lists beside the commit."""
_LARGE = 32_000_000
"""Bytes; larger files come one after the other, each with the client's progress bar."""
_GO_ON = "set HF_HUB_OFFLINE=1 to go on with what was fetched before."


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """One file of a commit, as the Hub lists it."""

    path: str
    """Relative to the repository, parts separated by slashes."""
    size: int
    """Bytes."""
    sha256: str | None
    """Of the content; large files have it."""
    git_sha1: str | None
    """Git's id of the content; small files have it."""


@dataclass(frozen=True, slots=True)
class Pinned:
    """A repository at one commit, with all its files."""

    kind: Kind
    id: str
    """As the Hub spells it, e.g. ``google/xtreme``."""
    commit: str
    """40 hexadecimal digits."""
    files: tuple[RemoteFile, ...]
    gated: bool
    """Whether its publisher decides who may read the files."""
    licence: str | None
    """What the repository's card says."""


def is_offline() -> bool:
    """Whether ``HF_HUB_OFFLINE`` forbids the network, as the Hub's client read it."""
    from huggingface_hub import constants

    return bool(constants.HF_HUB_OFFLINE)


def pin(kind: Kind, id: str, revision: str | None = None) -> Pinned:
    """Resolve a revision to a commit, once, and list the files of that commit.

    The answer is remembered beside the client's cache. Offline the remembered answer for the very
    same revision, or for the whole commit, is used.

    Args:
        kind: What the repository holds.
        id: ``name`` or ``owner/name``.
        revision: A branch, a tag or a commit; None is ``main``.

    Raises:
        ModelError: A model's repository or revision is not there, or not for this user.
        DataError: The same of a data set's.
        NetworkError: The Hub cannot be reached, fails, or limits the rate.
        StorageError: The answer cannot be remembered on disk.
    """
    place = _Place(kind, id, revision)
    with _explained(place):
        from huggingface_hub.utils import validate_repo_id  # type: ignore[attr-defined]

        validate_repo_id(id)
    if revision in (".", ".."):  # as a part of an address these would mean something else
        raise place.no_revision()
    if is_offline():
        return _recall(place)
    pinned = _ask_patiently(place)
    with _disk_explained():
        for owner, asked in {(id, place.asked), (id, pinned.commit), (pinned.id, pinned.commit)}:
            _remember(_memory(kind, owner), asked, pinned)
    return pinned


def fetch(pinned: Pinned, paths: Iterable[str]) -> Path:
    """Download files of a pinned commit, unless they are there, and check every one.

    No request is made where all are in the cache already.

    Args:
        pinned: The repository and its commit.
        paths: Which of its files, spelled as in `Pinned.files`.

    Returns:
        The folder in which these paths can be opened.

    Raises:
        ModelError: A model's file does not exist, may not be read, is missing offline, or is not
            what the Hub lists (size, or SHA-256, or git's SHA-1).
        DataError: The same of a data set's.
        NetworkError: The Hub cannot be reached, fails, limits the rate, or stops in mid-file.
        StorageError: No space, or no permission.
    """
    listed = {file.path: file for file in pinned.files}
    place = _Place(pinned.kind, pinned.id, pinned.commit)
    wanted = []
    for path in dict.fromkeys(paths):
        if path not in listed:
            raise place.no_file(path, listed)
        wanted.append(listed[path])
    folder = _snapshot(pinned)
    with _disk_explained():
        missing = [file for file in wanted if not (folder / file.path).is_file()]
        if missing and is_offline():
            raise place.not_fetched(missing)
        for file in wanted:
            if file not in missing:
                _verify(place, folder, file)
    if missing:
        _download(place, missing, folder)
    with _disk_explained():
        for file in missing:
            _verify(place, folder, file)
    return folder


# Asking.


@dataclass(frozen=True, slots=True)
class _Place:
    """What is talked about, and how it is called in messages."""

    kind: Kind
    id: str
    revision: str | None

    @property
    def asked(self) -> str:
        return self.revision or "main"

    def __str__(self) -> str:
        return f"{'model' if self.kind == 'model' else 'data set'} {self.id!r}"

    @property
    def _short(self) -> str:
        return self.asked[:7] if _COMMIT.fullmatch(self.asked) else self.asked

    @property
    def page(self) -> str:
        folder = "" if self.kind == "model" else "datasets/"
        return f"{_scheme()}://{_host()}/{folder}{self.id}"

    def unfit(self, what: str, remedy: str) -> XstiltsError:
        return (ModelError if self.kind == "model" else DataError)(what, remedy)

    def no_revision(self) -> XstiltsError:
        return self.unfit(
            f"The {self} has no revision {self.asked!r}.",
            f"Name a branch, a tag or a commit; they are listed at {self.page}/commits/main.",
        )

    def no_file(self, path: str, known: Iterable[str] = ()) -> XstiltsError:
        return self.unfit(
            f"The {self} has no file {path!r} at {self._short}.",
            nearest(path, known, otherwise=f"See its files at {self.page}/tree/{self.asked}."),
        )

    def not_fetched(self, missing: Sequence[RemoteFile]) -> XstiltsError:
        more = f" and {len(missing) - 1} more" if len(missing) > 1 else ""
        return self.unfit(
            f"{missing[0].path}{more} of the {self} at {self._short} was not fetched before,"
            " and HF_HUB_OFFLINE forbids it now.",
            "Run the same command once without HF_HUB_OFFLINE.",
        )


def _ask_patiently(place: _Place) -> Pinned:
    """One answer; a rate limit that ends within seconds is waited for, once."""
    from huggingface_hub.errors import HfHubHTTPError

    with _explained(place):
        try:
            return _ask(place)
        except HfHubHTTPError as error:
            seconds = _seconds_to_wait(error) if _status(error) == 429 else None
            if seconds is None or seconds > _WAIT_AT_MOST:
                raise
        time.sleep(seconds)
        return _ask(place)


def _ask(place: _Place) -> Pinned:
    from huggingface_hub import HfApi
    from huggingface_hub.hf_api import RepoFile

    api = HfApi()
    about = api.model_info if place.kind == "model" else api.dataset_info
    info = about(place.id, revision=place.revision, files_metadata=True, timeout=_ANSWER_WITHIN)
    commit = info.sha or ""
    if not _COMMIT.fullmatch(commit):
        raise ValueError("no commit")
    if _COMMIT.fullmatch(place.asked) and place.asked != commit:
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


# Remembering.


def _memory(kind: Kind, id: str) -> Path:
    from huggingface_hub import constants

    root = Path(constants.HF_HUB_CACHE).parent / "xstilts" / "pins"
    return root / f"{kind}s--{id.replace('/', '--')}"


def _memory_file(folder: Path, asked: str) -> Path:
    name = quote(asked, safe="")
    return folder / f"{name if len(name) < 200 else sha256(asked.encode()).hexdigest()}.json"


def _remember(folder: Path, asked: str, pinned: Pinned) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps({"asked": asked, "pinned": asdict(pinned)}, ensure_ascii=False, indent=1)
    handle, temporary = tempfile.mkstemp(dir=folder, prefix=".", suffix=".tmp")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(f"{text}\n")
        Path(temporary).replace(_memory_file(folder, asked))
    except BaseException:
        with suppress(OSError):
            Path(temporary).unlink(missing_ok=True)
        raise


def _read(path: Path) -> tuple[str, Pinned] | None:
    """What a file of the memory says, or None where it is absent or damaged."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        fields = content["pinned"]
        files = tuple(RemoteFile(**file) for file in fields.pop("files"))
        pinned = Pinned(files=files, **fields)
        return (str(content["asked"]), pinned) if _COMMIT.fullmatch(pinned.commit) else None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _recall(place: _Place) -> Pinned:
    folder = _memory(place.kind, place.id)
    remembered = _read(_memory_file(folder, place.asked))
    if remembered is not None and remembered[0] == place.asked:
        return remembered[1]
    others = [found for path in sorted(folder.glob("*.json")) if (found := _read(path))]
    known = [asked if asked == p.commit else f"{asked} ({p.commit[:7]})" for asked, p in others]
    cached = f"cached are {', '.join(known)}" if known else "nothing of it is cached"
    raise place.unfit(
        f"The {place} was not fetched at {place.asked!r} before ({cached}),"
        " and HF_HUB_OFFLINE forbids to ask the Hub.",
        "Run the same command once without HF_HUB_OFFLINE, or name a revision that is cached.",
    )


# Fetching.


def _snapshot(pinned: Pinned) -> Path:
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
            f"{there}: {needed / 1e6:.1f} MB are to be fetched and {free / 1e6:.1f} MB are free.",
            "Free some space, or name another folder for the Hub's cache with HF_HOME.",
        )


def _download(place: _Place, files: Sequence[RemoteFile], folder: Path) -> None:
    """Small files several at a time; large ones in this thread, so that Ctrl-C stops them."""
    with _disk_explained():
        _check_space(folder, files)
    from huggingface_hub import hf_hub_download
    from huggingface_hub.utils import tqdm  # type: ignore[attr-defined]

    class Silent(tqdm):
        def __init__(self, *args: Any, **options: Any) -> None:
            super().__init__(*args, **(options | {"disable": True}))  # type: ignore[no-untyped-call]

    def get(file: RemoteFile) -> None:
        with _explained(place, file.path):
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


def _verify(place: _Place, folder: Path, file: RemoteFile) -> None:
    path = folder / file.path
    if not path.is_file():
        raise NetworkError(
            f"{_host()} answered with another commit than {place.asked} for {file.path}.",
            "Check that HF_ENDPOINT names a Hub, then run the same command again.",
        )
    size = path.stat().st_size
    if size != file.size:
        found = f"has {size:,} bytes, not {file.size:,}"
    elif _digest(path, file) not in (file.sha256, file.git_sha1):
        found = "has the right size and other bytes"
    else:
        return
    # The name in the snapshot is a link: as long as its target stays, it is never fetched again.
    raise place.unfit(
        f"{file.path} of the {place} in the cache is not what the Hub lists: it {found}.",
        f"Delete {path.resolve()} and run the same command again, with the network.",
    )


def _digest(path: Path, file: RemoteFile) -> str:
    """SHA-256 of the content, or git's id of it, as the Hub lists the one or the other."""
    digest = sha256() if file.sha256 is not None else sha1(usedforsecurity=False)
    if file.sha256 is None:
        digest.update(b"blob %d\0" % file.size)
    with path.open("rb") as content:
        while block := content.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


# Explaining.


def _host() -> str:
    """The Hub's host and port; an endpoint may hold a password, so never all of it."""
    from huggingface_hub import constants

    endpoint = str(constants.ENDPOINT)
    return endpoint.removeprefix(f"{_scheme()}://").rpartition("@")[2].partition("/")[0]


def _scheme() -> str:
    from huggingface_hub import constants

    return str(constants.ENDPOINT).partition("://")[0]


@contextmanager
def _explained(place: _Place, path: str | None = None) -> Iterator[None]:
    """Turn what the client raises into an error that says what to do."""
    try:
        yield
    except XstiltsError:
        raise
    except Exception as error:
        raise _explain(error, place, path) from error


@contextmanager
def _disk_explained() -> Iterator[None]:
    """Turn an `OSError` of the disk into an error that says what to do."""
    try:
        yield
    except OSError as error:
        raise _explain_disk(error) from error


def _explain(error: BaseException, place: _Place, path: str | None) -> XstiltsError:
    from huggingface_hub import errors

    if isinstance(error, errors.LocalEntryNotFoundError) and error.__cause__ is not None:
        error = error.__cause__  # the client wraps whatever stopped it
    transport = errors.HfHubHTTPError.__bases__[0]  # of httpx or httpx2, as the client has it
    if isinstance(error, errors.HFValidationError):
        return place.unfit(
            f"{place.id!r} is no id on the Hub.",
            "An id is name or owner/name, in letters, digits, '-', '_' and '.'.",
        )
    if isinstance(error, errors.HfHubHTTPError):
        return _explain_answer(error, place, path)
    if isinstance(error, UnicodeEncodeError):
        return place.unfit(
            f"Your token cannot be sent, so the Hub was not asked about the {place}.",
            "Set HF_TOKEN to a token as the Hub gave it, in plain letters and digits.",
        )
    of_network = (transport, ConnectionError, TimeoutError, RuntimeError)  # the last is Xet's
    if isinstance(error, of_network) or (isinstance(error, OSError) and error.errno is None):
        return _explain_connection(error, place, path)
    if isinstance(error, OSError):
        return _explain_disk(error)
    return NetworkError(
        f"{_host()} did not answer as a Hub does about the {place} ({type(error).__name__}).",
        f"Check HF_ENDPOINT and the proxy's settings, or {_GO_ON}",
    )


def _explain_answer(error: "HfHubHTTPError", place: _Place, path: str | None) -> XstiltsError:
    from huggingface_hub import errors

    status = _status(error)
    if isinstance(error, errors.GatedRepoError):
        return place.unfit(
            f"The {place} is gated, and access was not granted to you.",
            f"Ask for access at {place.page}, then set HF_TOKEN to a token of that account.",
        )
    if isinstance(error, errors.RevisionNotFoundError):
        return place.no_revision()
    if isinstance(error, errors.EntryNotFoundError):
        return place.no_file(path or "?")
    missing = isinstance(error, errors.RepositoryNotFoundError)
    if status == 401 and not missing and "authorization" in error.response.request.headers:
        return place.unfit(
            f"The Hub does not accept your token, so it shows nothing of the {place}.",
            "Set HF_TOKEN to a valid token; where none is needed, unset it and `hf auth logout`.",
        )
    if missing or status in (401, 404):
        return place.unfit(
            f"The {place} does not exist on {_host()}, or is private.",
            "Check the spelling of owner/name; if it is private, set HF_TOKEN to a token of yours.",
        )
    if status in (403, 451):
        return place.unfit(
            f"The Hub refuses access to the {place} (status {status}).",
            f"Set HF_TOKEN to a token that may read it, and see {place.page} for the reason.",
        )
    if status == 429:
        seconds = _seconds_to_wait(error)
        wait = "a few minutes" if seconds is None else f"{seconds} seconds"
        return NetworkError(
            "The Hub's rate limit is reached (status 429).",
            f"Wait {wait}, then run the same command again; HF_TOKEN raises the limit.",
        )
    if status == 400:
        return place.unfit(
            f"The Hub does not understand what is asked of the {place} at {place.asked!r}.",
            "Check the id and the revision.",
        )
    return NetworkError(
        f"The Hub failed with status {status} at the {place}.",
        f"Run the same command again later, or {_GO_ON}",
    )


def _explain_connection(error: BaseException, place: _Place, path: str | None) -> NetworkError:
    name = type(error).__name__
    about = f"{path} of the {place}" if path else f"the {place}"
    if "Timeout" in name:
        what = f"{_host()} did not answer in time about {about}."
    elif "Protocol" in name or "Read" in name or isinstance(error, OSError):
        what = f"The connection to {_host()} broke at {about} ({name})."
    else:
        what = f"{_host()} cannot be reached for {about} ({name})."
    return NetworkError(what, f"Check the network and run the same command again, or {_GO_ON}")


def _explain_disk(error: OSError) -> StorageError:
    from huggingface_hub import constants

    where = error.filename or constants.HF_HUB_CACHE
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        what, remedy = "the disk is full", "Free some space"
    elif error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        what, remedy = "access is not permitted", "Make it readable and writable"
    else:
        what, remedy = error.strerror or str(error), "Make it a folder that can be written"
    return StorageError(
        f"{where}: {what}.", f"{remedy}, or name another folder for the Hub's cache with HF_HOME."
    )


def _status(error: "HfHubHTTPError") -> int:
    return int(error.response.status_code)


def _seconds_to_wait(error: "HfHubHTTPError") -> int | None:
    """What a rate limit asks for, by ``Retry-After`` (seconds or a date) or ``RateLimit``."""
    asked = error.response.headers.get("Retry-After", "").strip()
    if asked.isdigit():
        return int(asked)
    with suppress(ValueError, TypeError):
        until = parsedate_to_datetime(asked)
        return max(0, round((until - datetime.now(UTC)).total_seconds()))
    limit = re.search(r";\s*t\s*=\s*(\d+)", error.response.headers.get("RateLimit", ""))
    return int(limit[1]) if limit else None
