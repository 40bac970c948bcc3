"""Writing to a repository: one commit, all or nothing, and never the same one twice."""

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
"""What a file is to hold: another file's bytes, or these."""

_TRIES = 3
_WAIT = 2.0
"""Seconds before a second try; the third waits twice as long."""
_WAIT_AT_MOST = 60
"""Seconds that a rate limit is waited for."""


@dataclass(frozen=True, slots=True)
class Account:
    """Who a token belongs to, and what it may do."""

    name: str
    may_write: bool
    """False where the Hub says so; a fine-grained token's rights show only when it writes."""


@dataclass(frozen=True, slots=True)
class Landed:
    """Where the files are now."""

    commit: str
    changed: bool
    """False where the repository held the same files already, so that no commit was made."""
    page: str
    """The repository, or the pull request."""


def account() -> Account:
    """Who the token belongs to.

    A workflow that the Hub trusts has no account: with ``HF_OIDC_RESOURCE`` the client trades the
    workflow's identity for a token that may write to that one repository.

    Raises:
        ModelError: There is no token, or the Hub does not take it.
        NetworkError: The Hub cannot be asked.
    """
    from huggingface_hub import HfApi, get_token
    from huggingface_hub.errors import HfHubHTTPError, OIDCError

    resource = os.environ.get("HF_OIDC_RESOURCE")
    try:
        token = get_token()
    except (OIDCError, HfHubHTTPError) as error:
        raise ModelError(
            f"{host()} does not take this job for a publisher of {resource}:"
            f" {str(error).splitlines()[0]}",
            "Compare repository, branch and workflow with the trusted publishers in the"
            " repository's settings there, and give the job `id-token: write`.",
        ) from error
    if resource and token is not None:
        return Account(f"the trusted publisher of {resource}", may_write=True)
    if token is None:
        raise ModelError(
            f"There is no token for {host()}.",
            "Make one with write access in your settings there, then `hf auth login`, or set"
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
    """Put files into a repository in one commit; make the repository if it is not there.

    A failure of the Hub does not say whether the commit was made: so it is looked for before it is
    tried again, and nothing is committed twice.

    Args:
        kind: What the repository holds.
        id: ``owner/name``.
        files: Path in the repository → content.
        message: The commit's first line.
        remove: Paths that are to go.
        pull_request: Propose the commit instead of making it on ``main``.
        private: Whether a repository that is made now can be seen by its owner alone.

    Raises:
        ModelError: The token may not write there. For a data set it is a DataError.
        NetworkError: The Hub cannot be reached or fails; nothing was changed then.
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
    """The commit that was made although the Hub's answer says it failed, or None."""
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
    """Seconds to wait before one more try; None where there is to be none."""
    from huggingface_hub.errors import HfHubHTTPError

    if attempt == _TRIES:
        return None
    cause = error.__cause__
    if isinstance(cause, HfHubHTTPError) and status_of(cause) == 429:
        asked = seconds_to_wait(cause)
        return None if asked is None or asked > _WAIT_AT_MOST else float(asked)
    return _WAIT * attempt


def _holds(pinned: Pinned, files: Mapping[str, Content], gone: Iterable[str]) -> bool:
    """Whether a commit has all of these files, byte by byte, and none of those."""
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
    """What `explained` says of reading, where it is writing that failed."""
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
                f"Somebody else changed the {place} at this moment; nothing was written.",
                f"See {place.page}/commits/main, then run the same command again.",
            ) from cause
        if isinstance(error, NetworkError):
            raise NetworkError(
                error.what, "Nothing half written can be seen there. Run the same command again."
            ) from cause
        raise


def _no_right(place: Place, owner: Account) -> XstiltsError:
    return place.unfit(
        f"The token of {owner.name} may not write to the {place}.",
        f"Use a token with write access to {place.id.partition('/')[0]}, or a repository that"
        f" {owner.name} may write to.",
    )
