"""Writes to a repository: one commit, all or nothing, and never the same commit twice."""

import os
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha1, sha256
from pathlib import Path
from typing import Any

from xstilts_kit.diagnostics.errors import ModelError, NetworkError, XstiltsError
from xstilts_kit.hub._asking import ask_patiently
from xstilts_kit.hub._errors import Place, explained, host, seconds_to_wait, status_of
from xstilts_kit.hub._repository import Kind, Pinned, RemoteFile

Content = Path | bytes
"""Content of an uploaded file: a path to read, or the bytes."""

_TRIES = 3
_WAIT = 2.0
"""Seconds before the second try; the third waits twice as long."""
_WAIT_AT_MOST = 60
"""Longest rate limit to wait for, in seconds."""


@dataclass(frozen=True, slots=True)
class Account:
    """The owner of a token, and the token's rights."""

    name: str
    may_write: bool
    """False if the Hub says so; the rights of fine-grained tokens only show on writing."""


@dataclass(frozen=True, slots=True)
class Landed:
    """Result of an upload."""

    commit: str
    changed: bool
    """False if the repository already held the same files, so that no commit was made."""
    page: str
    """Address of the repository or the pull request."""


def account() -> Account:
    """Look up the owner of the token.

    A workflow registered as trusted publisher has no account: with ``HF_OIDC_RESOURCE`` the client
    exchanges the workflow's identity for a token with write access to that repository.

    Raises:
        ModelError: There is no token, or the Hub rejects it.
        NetworkError: The Hub cannot be reached.
    """
    from huggingface_hub import HfApi, get_token
    from huggingface_hub.errors import HfHubHTTPError, OIDCError

    resource = os.environ.get("HF_OIDC_RESOURCE")
    try:
        token = get_token()
    except (OIDCError, HfHubHTTPError) as error:
        raise ModelError(
            f"{host()} does not accept this job as a publisher of {resource}:"
            f" {str(error).splitlines()[0]}",
            "Compare repository, branch and workflow with the trusted publishers in the"
            " repository's settings there, and give the job `id-token: write`.",
        ) from error
    if resource and token is not None:
        return Account(f"the trusted publisher of {resource}", may_write=True)
    if token is None:
        raise ModelError(
            f"There is no token for {host()}.",
            "Create one with write access in your settings there, then run `hf auth login` or set"
            " HF_TOKEN.",
        )
    with explained(Place("model", "of the token's account", None)):
        known = HfApi().whoami()
    role = (known.get("auth") or {}).get("accessToken", {}).get("role")
    return Account(str(known["name"]), may_write=role != "read")


def upload(
    kind: Kind,
    id: str,
    files: Mapping[str, Content],
    message: str,
    *,
    remove: Sequence[str] = (),
    pull_request: bool = False,
    private: bool = False,
) -> Landed:
    """Upload files to a repository in one commit; create the repository if needed.

    A failed request may still have made the commit: before a retry, the commit is searched for, so
    that nothing is committed twice.

    Args:
        kind: Type of the repository.
        id: ``owner/name``.
        files: Path in the repository → content.
        message: First line of the commit message.
        remove: Paths to delete.
        pull_request: Propose the commit instead of making it on ``main``.
        private: Make a newly created repository private.

    Raises:
        ModelError: The token has no write access. For a data set this is a DataError.
        NetworkError: The Hub cannot be reached or fails; nothing was changed.
    """
    from huggingface_hub import HfApi

    place = Place(kind, id, None)
    owner = account()
    if not owner.may_write:
        raise _no_right(place, owner)
    api = HfApi()
    with explained_writing(place, owner):
        if not api.repo_exists(id, repo_type=kind):
            api.create_repo(id, repo_type=kind, private=private, exist_ok=True)
    for attempt in range(_TRIES):
        before = ask_patiently(place)
        gone = [path for path in remove if path in {file.path for file in before.files}]
        if _holds(before, files, gone):
            return Landed(before.commit, changed=False, page=place.page)
        try:
            with explained_writing(place, owner):
                return _commit(api, before, files, gone, message, pull_request)
        except NetworkError as error:
            found = _find(api, place, before, files, gone, pull_request)
            if found is not None:
                return found
            seconds = _wait_before(attempt + 1, error)
            if seconds is None:
                raise
            time.sleep(seconds)
    raise AssertionError("every try returns or raises")


def _commit(
    api: Any,
    before: Pinned,
    files: Mapping[str, Content],
    gone: Sequence[str],
    message: str,
    pull_request: bool,
) -> Landed:
    from huggingface_hub import CommitOperationAdd, CommitOperationDelete

    made = api.create_commit(
        before.id,
        [
            *(CommitOperationAdd(path, content) for path, content in sorted(files.items())),
            *(CommitOperationDelete(path) for path in gone),
        ],
        commit_message=message,
        repo_type=before.kind,
        create_pr=pull_request,
        parent_commit=before.commit,
    )
    return Landed(str(made.oid), changed=True, page=str(made.pr_url or made.repo_url))


def _find(
    api: Any,
    place: Place,
    before: Pinned,
    files: Mapping[str, Content],
    gone: Sequence[str],
    pull_request: bool,
) -> Landed | None:
    """Find a commit that was made although the request failed, or None."""
    with suppress(XstiltsError), explained(place):
        if not pull_request:
            now = ask_patiently(place)
            made = now.commit != before.commit and _holds(now, files, gone)
            return Landed(now.commit, changed=True, page=place.page) if made else None
        refs = api.list_repo_refs(place.id, repo_type=place.kind, include_pull_requests=True)
        for ref in reversed(refs.pull_requests or ()):
            proposed = ask_patiently(Place(place.kind, place.id, ref.ref))
            if _holds(proposed, files, gone):
                number = ref.ref.rpartition("/")[2]
                page = f"{place.page}/discussions/{number}"
                return Landed(proposed.commit, changed=True, page=page)
    return None


def _wait_before(attempt: int, error: NetworkError) -> float | None:
    """Seconds to wait before another try; None to give up."""
    from huggingface_hub.errors import HfHubHTTPError

    if attempt == _TRIES:
        return None
    cause = error.__cause__
    if isinstance(cause, HfHubHTTPError) and status_of(cause) == 429:
        asked = seconds_to_wait(cause)
        return None if asked is None or asked > _WAIT_AT_MOST else float(asked)
    return _WAIT * attempt


def _holds(pinned: Pinned, files: Mapping[str, Content], gone: Iterable[str]) -> bool:
    """Whether a commit holds all of `files`, byte for byte, and none of `gone`."""
    known = {file.path: file for file in pinned.files}
    return not any(path in known for path in gone) and all(
        path in known and _same(known[path], content) for path, content in files.items()
    )


def _same(file: RemoteFile, content: Content) -> bool:
    if isinstance(content, bytes):
        size, blocks = len(content), [content]
    else:
        size, blocks = content.stat().st_size, []
    if size != file.size:
        return False
    digest = sha256() if file.sha256 is not None else sha1(usedforsecurity=False)
    if file.sha256 is None:
        digest.update(b"blob %d\0" % size)
    for block in blocks:
        digest.update(block)
    if isinstance(content, Path):
        with content.open("rb") as opened:
            while block := opened.read(1 << 20):
                digest.update(block)
    return digest.hexdigest() in (file.sha256, file.git_sha1)


@contextmanager
def explained_writing(place: Place, owner: Account) -> Iterator[None]:
    """Convert exceptions like `explained`, with remedies for writing."""
    from huggingface_hub.errors import HfHubHTTPError

    try:
        with explained(place):
            yield
    except XstiltsError as error:
        cause = error.__cause__
        status = status_of(cause) if isinstance(cause, HfHubHTTPError) else None
        if status in (401, 403):
            raise _no_right(place, owner) from cause
        if status == 412:
            raise place.unfit(
                f"The {place} was changed by somebody else at the same time; nothing was written.",
                f"See {place.page}/commits/main, then run the same command again.",
            ) from cause
        if isinstance(error, NetworkError):
            raise NetworkError(
                error.what, "No partial upload is visible there. Run the same command again."
            ) from cause
        raise


def _no_right(place: Place, owner: Account) -> XstiltsError:
    return place.unfit(
        f"The token of {owner.name} has no write access to the {place}.",
        f"Use a token with write access to {place.id.partition('/')[0]}, or a repository that"
        f" {owner.name} may write to.",
    )
