"""A repository as the Hub keeps it: commits of whole trees, branches, who may read."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha1, sha256
from pathlib import Path
from typing import Any, Literal

Kind = Literal["model", "dataset"]

LARGE_FILES = (".bin", ".gguf", ".model", ".parquet", ".pt", ".safetensors")
"""Suffixes of files that the Hub keeps in Git LFS."""


@dataclass(frozen=True)
class StoredFile:
    content: bytes
    lfs: bool

    @property
    def size(self) -> int:
        return len(self.content)

    @cached_property
    def sha256(self) -> str:
        return sha256(self.content).hexdigest()

    @cached_property
    def git_sha1(self) -> str:
        """Git's id of the content, or of the pointer that stands for a large file."""
        content = self.content
        if self.lfs:
            text = f"version https://git-lfs.github.com/spec/v1\noid sha256:{self.sha256}\n"
            content = f"{text}size {self.size}\n".encode()
        return sha1(b"blob %d\0" % len(content) + content).hexdigest()

    @property
    def etag(self) -> str:
        return self.sha256 if self.lfs else self.git_sha1


@dataclass(frozen=True)
class Commit:
    sha: str
    files: Mapping[str, StoredFile]
    message: str


@dataclass
class Repository:
    kind: Kind
    id: str
    gated: Literal[False, "auto", "manual"] = False
    private: bool = False
    readers: set[str] = field(default_factory=set)
    """Tokens that may read it where it is gated or private."""
    card: Mapping[str, Any] = field(default_factory=dict)
    """What the front matter of the card says."""
    commits: dict[str, Commit] = field(default_factory=dict)
    branches: dict[str, str] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    pull_requests: list[str] = field(default_factory=list)
    """Their branches, ``refs/pr/1`` and so on."""

    def commit(
        self,
        files: Mapping[str, bytes | str | Path | None],
        *,
        branch: str = "main",
        message: str = "Change files",
        lfs: Callable[[str], bool] = lambda path: path.endswith(LARGE_FILES),
    ) -> str:
        """Add files to a branch (None removes one); returns the new commit.

        A new branch starts where ``main`` is.
        """
        parent = self.branches.get(branch) or self.branches.get("main")
        tree = dict(self.commits[parent].files) if parent else {}
        for path, content in files.items():
            tree.pop(path, None)
            if isinstance(content, Path):
                content = content.read_bytes()
            if isinstance(content, str):
                content = content.encode()
            if content is not None:
                tree[path] = StoredFile(content, lfs(path))
        listing = {path: file.etag for path, file in sorted(tree.items())}
        identity = json.dumps([self.kind, self.id, parent, len(self.commits), message, listing])
        sha = sha1(identity.encode()).hexdigest()
        self.commits[sha] = Commit(sha, tree, message)
        self.branches[branch] = sha
        return sha

    def commit_folder(self, folder: Path, **options: Any) -> str:
        """Commit everything below a folder, such as a checkpoint."""
        paths = sorted(path for path in folder.rglob("*") if path.is_file())
        return self.commit({p.relative_to(folder).as_posix(): p for p in paths}, **options)

    @property
    def head(self) -> str:
        """The commit of ``main``."""
        return self.branches["main"]

    def resolve(self, revision: str | None) -> Commit | None:
        """The commit that a branch, a tag, a full or a short hash names."""
        asked = (revision or "main").removeprefix("refs/heads/").removeprefix("refs/tags/")
        sha = self.branches.get(asked) or self.tags.get(asked)
        if sha is None and len(asked) >= 7:
            sha = next((known for known in self.commits if known.startswith(asked)), None)
        return None if sha is None else self.commits[sha]
