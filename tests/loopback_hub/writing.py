"""The Hub's write routes: repositories are made, files come by preupload, LFS and one commit."""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs

from loopback_hub.repository import LARGE_FILES, Kind, Repository


@dataclass
class Refused(Exception):
    status: int
    code: str | None = None
    message: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Uploads:
    """What was uploaded to LFS but may not be committed yet, by SHA-256."""

    objects: dict[str, bytes] = field(default_factory=dict)

    def batch(self, url: str, body: Any) -> dict[str, Any]:
        """Answer an LFS batch: where each object goes; nothing for one that is here."""
        objects = []
        for wanted in body["objects"]:
            item = {**wanted, "authenticated": True}
            if wanted["oid"] not in self.objects:
                item["actions"] = {
                    "upload": {"href": f"{url}/lfs/{wanted['oid']}", "header": {}},
                    "verify": {"href": f"{url}/lfs/{wanted['oid']}/verify", "header": {}},
                }
            objects.append(item)
        return {"transfer": "basic", "objects": objects}

    def put(self, oid: str, content: bytes) -> None:
        """Take an object, if its bytes are what its name says."""
        if sha256(content).hexdigest() != oid:
            raise Refused(400, message="The object has another digest.")
        self.objects[oid] = content


def create(
    repositories: dict[tuple[str, str], Repository], url: str, body: Any, token: str
) -> dict[str, Any]:
    """``POST /api/repos/create``."""
    kind: Kind = "dataset" if body.get("type") == "dataset" else "model"
    id = f"{body.get('organization') or 'alice'}/{body['name']}"
    if not id.startswith("alice/"):
        raise Refused(403, message=f"You have no rights to create in {id.partition('/')[0]}.")
    folder = "datasets/" if kind == "dataset" else ""
    if (kind, id) in repositories:
        raise Refused(409, message="You already created this repository.")
    made = Repository(kind, id, private=body.get("visibility") == "private", readers={token})
    made.commit({".gitattributes": ""}, message="initial commit")
    repositories[kind, id] = made
    return {"url": f"{url}/{folder}{id}", "id": "x", "name": id}


def preupload(repository: Repository, revision: str, body: Any) -> dict[str, Any]:
    """``POST …/preupload/{rev}``: how each file is to come, and what is there now."""
    commit = repository.resolve(revision)
    known = commit.files if commit is not None else {}
    files = [
        {
            "path": one["path"],
            "uploadMode": "lfs" if one["path"].endswith(LARGE_FILES) else "regular",
            "shouldIgnore": False,
            "oid": known[one["path"]].etag if one["path"] in known else None,
        }
        for one in body["files"]
    ]
    return {"files": files, "commitOid": repository.head}


def commit(
    repository: Repository, url: str, revision: str, query: str, body: str, uploads: Uploads
) -> dict[str, Any]:
    """``POST …/commit/{rev}``: all lines at once, on the branch or as a pull request."""
    header: dict[str, Any] = {}
    changes: dict[str, bytes | None] = {}
    for line in map(json.loads, body.splitlines()):
        value = line["value"]
        match line["key"]:
            case "header":
                header = value
            case "file":
                changes[value["path"]] = base64.b64decode(value["content"])
            case "lfsFile":
                changes[value["path"]] = uploads.objects[value["oid"]]
            case "deletedFile":
                changes[value["path"]] = None
            case "deletedFolder":
                tree = repository.commits[repository.head].files
                changes |= dict.fromkeys(p for p in tree if p.startswith(value["path"]))
    as_pull_request = parse_qs(query).get("create_pr") == ["1"]
    if header.get("parentCommit", repository.head) != repository.head and not as_pull_request:
        raise Refused(412, message="A commit has happened since. Please refresh and try again.")
    branch = f"refs/pr/{len(repository.pull_requests) + 1}" if as_pull_request else revision
    sha = repository.commit(changes, branch=branch, message=header["summary"])
    folder = "datasets/" if repository.kind == "dataset" else ""
    page = f"{url}/{folder}{repository.id}"
    answer = {"success": True, "commitOid": sha, "commitUrl": f"{page}/commit/{sha}"}
    if as_pull_request:
        repository.pull_requests.append(branch)
        number = len(repository.pull_requests)
        answer["pullRequestUrl"] = f"{page}/discussions/{number}"
    return answer | {"hookOutput": ""}


def tag(repository: Repository, revision: str, body: Any) -> dict[str, Any]:
    """``POST …/tag/{rev}``."""
    found = repository.resolve(revision)
    if found is None:
        raise Refused(404, "RevisionNotFound", f"Invalid rev id: {revision}")
    if body["tag"] in repository.tags:
        raise Refused(409, message="The tag is there already.")
    repository.tags[body["tag"]] = found.sha
    return {}
