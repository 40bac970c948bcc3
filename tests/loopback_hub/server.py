"""The server: the Hub's routes over HTTP/1.1, requests kept, faults on demand."""

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, unquote

from loopback import Loopback, LoopbackHandler
from loopback_hub import writing
from loopback_hub.repository import Commit, Kind, Repository, StoredFile
from loopback_hub.writing import Refused as _Refusal

_DATE = "2024-01-01T00:00:00.000Z"
_SUBPATHS = {"revision", "tree", "refs", "commits", "paths-info"}
_REGISTRY = "-harnesses"
"""The client asks for a path with this end once a day, for its own sake."""


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    """Still percent-encoded, without the query."""
    query: str
    headers: Mapping[str, str]
    """Names in lower case."""

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


@dataclass
class Fault:
    """What goes wrong with requests whose ``METHOD path`` matches."""

    match: re.Pattern[str]
    status: int | None = None
    """Answered instead of what was asked for."""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    """Sent instead of the content (status 200 unless given)."""
    cut_after: int | None = None
    """Bytes of the body after which the connection is closed."""
    cut_upload_after: int | None = None
    """Bytes of the request's body after which the connection is closed, without an answer."""
    wrong_bytes: bool = False
    """Other content of the same size."""
    resize: int = 0
    """So many bytes more than listed (fewer if negative), in the length as in the content."""
    delay: float = 0.0
    """Seconds before the answer."""
    times: int | None = None
    """So often; None is always."""
    after: bool = False
    """What was asked for is done first; only then the status is answered."""
    seen: int = 0


class Hub(Loopback):
    """Repositories behind an endpoint."""

    def __init__(self, *, redirect_lfs: bool = False) -> None:
        self.repositories: dict[tuple[str, str], Repository] = {}
        self.tokens: set[str] = set()
        """Tokens that are valid at all."""
        self.writers: set[str] = set()
        """Tokens of ``alice`` that may write."""
        self.publishers: dict[str, str] = {}
        """Identity of a workflow's job -> the one repository that it may write to."""
        self.uploads = writing.Uploads()
        self.redirect_lfs = redirect_lfs
        """Whether large files come from another origin, as on the real Hub."""
        self.renamed: dict[tuple[str, str], str] = {}
        """(kind, old id) -> new id."""
        self.all_requests: list[Request] = []
        self.faults: list[Fault] = []
        super().__init__(_Handler)

    @property
    def requests(self) -> list[Request]:
        """What was asked for, without what the client asks for its own sake."""
        return [request for request in self.all_requests if not request.path.endswith(_REGISTRY)]

    def forget_requests(self) -> None:
        self.all_requests.clear()

    def add(
        self,
        kind: Kind,
        id: str,
        files: Mapping[str, bytes | str | Path | None] | Path | None = None,
        **options: Any,
    ) -> Repository:
        """Make a repository; files (or a folder) become its first commit on ``main``."""
        repository = Repository(kind, id, **options)
        if isinstance(files, Path):
            repository.commit_folder(files)
        else:
            repository.commit(files or {})
        self.repositories[kind, id] = repository
        self.tokens |= repository.readers
        return repository

    def fault(self, match: str, **what: Any) -> Fault:
        """Let requests go wrong whose ``METHOD path`` holds the pattern; see `Fault`."""
        fault = Fault(re.compile(match), **what)
        self.faults.append(fault)
        return fault


@contextmanager
def loopback_hub(**options: Any) -> Iterator[Hub]:
    """A Hub for as long as the block lasts."""
    hub = Hub(**options)
    try:
        yield hub
    finally:
        hub.close()


class _Handler(LoopbackHandler):
    def do_GET(self) -> None:
        self._answer()

    def do_HEAD(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def do_PUT(self) -> None:
        self._answer()

    # One request.

    def _answer(self) -> None:
        hub = self.owner
        path, _, query = self.path.partition("?")
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Request(self.command, path, query, headers)
        hub.all_requests.append(request)
        self._fault = self._take_fault(str(request))
        length = int(headers.get("content-length") or 0)
        if self._fault is not None and self._fault.cut_upload_after is not None:
            self.rfile.read(min(length, self._fault.cut_upload_after))
            self.close_connection = True
            return
        body = self.rfile.read(length)
        if self._fault is not None:
            if self._fault.delay:
                hub.closing.wait(self._fault.delay)
            answered = self._fault.status is not None or self._fault.body is not None
            if answered and not self._fault.after:
                self._send(self._fault.status or 200, self._fault.body or b"", {})
                return
        try:
            self._route(request, body)
        except _Refusal as refusal:
            headers = dict(refusal.headers)
            if refusal.code:
                headers["X-Error-Code"] = refusal.code
            if refusal.message:
                headers["X-Error-Message"] = refusal.message
            self._send_json({"error": refusal.message}, refusal.status, headers)

    def _take_fault(self, request: str) -> Fault | None:
        for fault in self.owner.faults:
            if fault.match.search(request) and (fault.times is None or fault.seen < fault.times):
                fault.seen += 1
                return fault
        return None

    def _route(self, request: Request, body: bytes) -> None:
        parts = [unquote(part) for part in request.path.strip("/").split("/")]
        if parts[:2] == ["api", "whoami-v2"]:
            token = self._token(request)
            if token is None or token.startswith("publisher-of-"):
                raise _Refusal(401, message="Invalid username or password.")
            user = {"type": "user", "id": "u", "name": "alice", "fullname": "Alice", "orgs": []}
            role = "write" if token in self.owner.writers else "read"
            access = {"displayName": "test", "role": role}
            self._send_json(user | {"auth": {"type": "access_token", "accessToken": access}})
        elif request.path == "/oauth/token":
            self._send_json(self._exchange(json.loads(body)))
        elif self.command in ("POST", "PUT") and self._write(request, parts, body):
            return
        elif parts[0] == "api" and len(parts) > 2 and parts[1] in ("models", "datasets"):
            kind: Kind = "model" if parts[1] == "models" else "dataset"
            size = 1 if len(parts) == 3 or parts[3] in _SUBPATHS else 2
            repository = self._repository(request, kind, "/".join(parts[2 : 2 + size]))
            self._api(request, repository, parts[2 + size :], body.decode())
        elif parts[0] == "cdn" and len(parts) == 2:
            self._cdn(request, parts[1])
        elif "resolve" in parts[1:-2]:
            at = parts.index("resolve", 1)
            kind = "dataset" if parts[0] == "datasets" else "model"
            id = "/".join(parts[kind == "dataset" : at])
            repository = self._repository(request, kind, id)
            self._file(request, repository, parts[at + 1], "/".join(parts[at + 2 :]))
        else:
            raise _Refusal(404, message="Not found.")

    def _write(self, request: Request, parts: list[str], body: bytes) -> bool:
        """Answer a write route; False where it is none."""
        hub = self.owner
        match parts:
            case ["api", "repos", "create"]:
                token = self._writer(request)
                self._send_json(writing.create(hub.repositories, hub.url, json.loads(body), token))
            case ["api", "validate-yaml"]:
                self._send_json({"errors": [], "warnings": []})
            case ["lfs", oid]:
                hub.uploads.put(oid, body)
                self._send(200, b"", {})
            case ["lfs", oid, "verify"]:
                self._send_json({})
            case [*_, "info", "lfs", "objects", "batch"]:
                self._writer(request)
                answer = hub.uploads.batch(hub.url, json.loads(body))
                self._send_json(answer, headers={"Content-Type": "application/vnd.git-lfs+json"})
            case ["api", "models" | "datasets" as kinds, owner, name, verb, revision] if verb in (
                "preupload",
                "commit",
                "tag",
            ):
                token = self._writer(request)
                kind: Kind = "model" if kinds == "models" else "dataset"
                repository = self._repository(request, kind, f"{owner}/{name}")
                folder = "" if kind == "model" else "datasets/"
                if owner != "alice" and token != f"publisher-of-{folder}{owner}/{name}":
                    raise _Refusal(403, message="You have no write access to this repository.")
                if verb == "preupload":
                    self._send_json(writing.preupload(repository, revision, json.loads(body)))
                elif verb == "tag":
                    self._send_json(writing.tag(repository, revision, json.loads(body)))
                else:
                    lines, query = body.decode(), request.query
                    answer = writing.commit(
                        repository, hub.url, revision, query, lines, hub.uploads
                    )
                    self._send_json(answer)
            case _:
                return False
        return True

    def _writer(self, request: Request) -> str:
        token = self._token(request)
        if token is None:
            raise _Refusal(401, message="Invalid username or password.")
        if token not in self.owner.writers:
            raise _Refusal(403, message="This token has no write rights.")
        return token

    def _exchange(self, body: Any) -> dict[str, Any]:
        """``POST /oauth/token``: a job's identity for a token, as trusted publishers get one."""
        hub, resource = self.owner, body["resource"]
        if hub.publishers.get(body["subject_token"]) != resource:
            raise _Refusal(403, message=f"No trusted publisher of {resource} matches.")
        token = f"publisher-of-{resource}"
        hub.tokens.add(token)
        hub.writers.add(token)
        return {"access_token": token, "token_type": "bearer", "expires_in": 3600}

    def _token(self, request: Request) -> str | None:
        given = request.headers.get("authorization")
        if given is None:
            return None
        token = given.removeprefix("Bearer ")
        if token not in self.owner.tokens:
            raise _Refusal(401, message="Invalid credentials in Authorization header")
        return token

    def _repository(self, request: Request, kind: Kind, id: str) -> Repository:
        hub, token = self.owner, self._token(request)
        if (new := hub.renamed.get((kind, id))) is not None:
            location = request.path.replace(f"/{id}", f"/{new}", 1)
            raise _Refusal(
                307, headers={"Location": f"{location}?{request.query}".removesuffix("?")}
            )
        repository = hub.repositories.get((kind, id))
        hidden = repository is not None and repository.private and token not in repository.readers
        if repository is None or hidden:
            message = "Repository not found" if token else "Invalid username or password."
            raise _Refusal(404 if token else 401, "RepoNotFound", message)
        return repository

    # What programs ask.

    def _api(self, request: Request, repository: Repository, rest: list[str], body: str) -> None:
        query = parse_qs(request.query)
        match rest:
            case []:
                blobs = query.get("blobs") == ["true"]
                self._send_json(_info(repository, _commit(repository, None), blobs))
            case ["revision", revision]:
                blobs = query.get("blobs") == ["true"]
                self._send_json(_info(repository, _commit(repository, revision), blobs))
            case ["refs"]:
                self._send_json(_refs(repository))
            case ["tree", revision, *folder]:
                recursive = query.get("recursive") == ["true"]
                commit = _commit(repository, revision)
                self._send_json(_tree(commit, "/".join(folder), recursive=recursive))
            case ["paths-info", revision]:
                wanted = set(parse_qs(body).get("paths", []))
                items = _tree(_commit(repository, revision), "", recursive=True)
                self._send_json([item for item in items if item["path"] in wanted])
            case ["commits", revision]:
                _commit(repository, revision)
                self._send_json([_log(commit) for commit in reversed(repository.commits.values())])
            case _:
                raise _Refusal(404, message="Not found.")

    def _file(self, request: Request, repository: Repository, revision: str, path: str) -> None:
        if repository.gated:
            token = self._token(request)
            if token not in repository.readers:
                message = f"Access to {repository.kind} {repository.id} is restricted."
                raise _Refusal(403 if token else 401, "GatedRepo", message)
        commit = _commit(repository, revision)
        file = commit.files.get(path)
        headers = {"X-Repo-Commit": commit.sha}
        if file is None:
            raise _Refusal(404, "EntryNotFound", "Entry not found", headers)
        if file.lfs:
            headers |= {"X-Linked-ETag": f'"{file.etag}"', "X-Linked-Size": str(self._size(file))}
            if self.owner.redirect_lfs:
                # The client follows a redirect to the same origin and then misses these headers.
                location = f"http://localhost:{self.owner.port}/cdn/{file.sha256}"
                self._send(302, b"", headers | {"Location": location})
                return
        self._send_file(request, file, headers)

    def _cdn(self, request: Request, digest: str) -> None:
        for repository in self.owner.repositories.values():
            for commit in repository.commits.values():
                for file in commit.files.values():
                    if file.lfs and file.sha256 == digest:
                        self._send_file(request, file, {})
                        return
        raise _Refusal(404, message="Not found.")

    # Sending.

    def _size(self, file: StoredFile) -> int:
        return file.size + (self._fault.resize if self._fault is not None else 0)

    def _send_file(self, request: Request, file: StoredFile, headers: Mapping[str, str]) -> None:
        content, fault = file.content, self._fault
        if fault is not None and fault.wrong_bytes:
            content = bytes(byte ^ 0xFF for byte in content)
        if fault is not None and fault.resize:
            content = (content + b"\0" * max(0, fault.resize))[: self._size(file)]
        answer = {"ETag": f'"{file.etag}"', "Accept-Ranges": "bytes"} | dict(headers)
        asked = re.fullmatch(r"bytes=(\d+)-(\d*)", request.headers.get("range", ""))
        if asked is None:
            self._send(200, content, answer)
            return
        first, last = int(asked[1]), min(int(asked[2] or len(content) - 1), len(content) - 1)
        if first > last:
            self._send(416, b"", {"Content-Range": f"bytes */{len(content)}"})
            return
        answer["Content-Range"] = f"bytes {first}-{last}/{len(content)}"
        self._send(206, content[first : last + 1], answer)

    def _send_json(
        self, value: Any, status: int = 200, headers: Mapping[str, str] | None = None
    ) -> None:
        kind = {"Content-Type": "application/json; charset=utf-8"}
        self._send(status, json.dumps(value).encode(), kind | dict(headers or {}))

    def _send(self, status: int, body: bytes, headers: Mapping[str, str]) -> None:
        fault = self._fault
        if fault is not None and fault.after:
            status, body = fault.status or 200, fault.body or b""
        headers = dict(headers) | (dict(fault.headers) if fault is not None else {})
        self.send_response(status, HTTPStatus(status).phrase)
        for name, value in ({"Content-Length": str(len(body))} | headers).items():
            self.send_header(name, value)
        self.end_headers()
        if self.command == "HEAD":
            return
        if fault is not None and fault.cut_after is not None and fault.cut_after < len(body):
            body = body[: fault.cut_after]
            self.close_connection = True
        self.wfile.write(body)


# What the answers say.


def _commit(repository: Repository, revision: str | None) -> Commit:
    commit = repository.resolve(revision)
    if commit is None:
        raise _Refusal(404, "RevisionNotFound", f"Invalid rev id: {revision}")
    return commit


def _info(repository: Repository, commit: Commit, blobs: bool) -> dict[str, Any]:
    siblings: list[dict[str, Any]] = []
    for path, file in sorted(commit.files.items()):
        sibling: dict[str, Any] = {"rfilename": path}
        if blobs:
            sibling |= {"size": file.size, "blobId": file.git_sha1}
            if file.lfs:
                sibling["lfs"] = {"sha256": file.sha256, "size": file.size, "pointerSize": 134}
        siblings.append(sibling)
    info = {
        "_id": "1",
        "id": repository.id,
        "author": repository.id.partition("/")[0],
        "sha": commit.sha,
        "private": repository.private,
        "gated": repository.gated,
        "disabled": False,
        "lastModified": _DATE,
        "createdAt": _DATE,
        "downloads": 0,
        "likes": 0,
        "tags": [],
        "cardData": dict(repository.card),
        "siblings": siblings,
    }
    return info | ({"modelId": repository.id} if repository.kind == "model" else {})


def _refs(repository: Repository) -> dict[str, Any]:
    def listed(names: Mapping[str, str], folder: str) -> list[dict[str, str]]:
        return [
            {"name": name, "ref": f"refs/{folder}/{name}", "targetCommit": sha}
            for name, sha in names.items()
        ]

    branches, tags = listed(repository.branches, "heads"), listed(repository.tags, "tags")
    branches = [b for b in branches if not b["name"].startswith("refs/")]
    pull_requests = [
        {"name": ref.removeprefix("refs/"), "ref": ref, "targetCommit": repository.branches[ref]}
        for ref in repository.pull_requests
    ]
    return {"branches": branches, "tags": tags, "converts": [], "pullRequests": pull_requests}


def _tree(commit: Commit, folder: str, *, recursive: bool) -> list[dict[str, Any]]:
    prefix = f"{folder}/" if folder else ""
    items: list[dict[str, Any]] = []
    folders: dict[str, None] = {}
    for path, file in sorted(commit.files.items()):
        if not path.startswith(prefix):
            continue
        parents = path.removeprefix(prefix).split("/")[:-1]
        depth = len(parents) if recursive else min(1, len(parents))
        folders |= dict.fromkeys(prefix + "/".join(parents[: i + 1]) for i in range(depth))
        if parents and not recursive:
            continue
        item = {"type": "file", "path": path, "size": file.size, "oid": file.git_sha1}
        if file.lfs:
            item["lfs"] = {"oid": file.sha256, "size": file.size, "pointerSize": 134}
        items.append(item)
    if folder and not items and not folders:
        raise _Refusal(404, "EntryNotFound", f"{quote(folder)} does not exist")
    return [{"type": "directory", "path": f, "size": 0, "oid": "0" * 40} for f in folders] + items


def _log(commit: Commit) -> dict[str, Any]:
    authors = [{"user": "alice"}]
    return {
        "id": commit.sha,
        "title": commit.message,
        "message": "",
        "date": _DATE,
        "authors": authors,
    }
