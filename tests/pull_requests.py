"""A board's repository, and pull requests on it, as git has them."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
STORE = "leaderboard/submissions"
OWNER = 1
"""The account that filed the example submission."""


def git(folder: Path, *arguments: str) -> str:
    identity = {
        f"GIT_{who}_{what}": "x" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")
    }
    done = subprocess.run(
        ["git", *arguments],
        cwd=folder,
        env=os.environ | identity | {"GIT_CONFIG_GLOBAL": "/dev/null"},
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout.strip()


@dataclass
class PullRequest:
    """A checkout in which files may be changed, and then merged."""

    checkout: Path
    suite: str = "mini"
    name: str = "new-row"
    manifest: dict[str, Any] = field(default_factory=dict)

    @property
    def folder(self) -> Path:
        return self.checkout / STORE / self.suite / self.name

    def write_manifest(self, **changes: Any) -> None:
        """Write the manifest, with changes at its top level."""
        self.manifest |= changes
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / "manifest.json").write_text(json.dumps(self.manifest))

    def merge(self) -> Path:
        """Commit everything and merge it as GitHub does; the checkout of the merge commit."""
        git(self.checkout, "add", "--all", "--force")
        git(self.checkout, "commit", "--quiet", "--message", "Add a row")
        git(self.checkout, "checkout", "--quiet", "main")
        git(self.checkout, "merge", "--quiet", "--no-ff", "--message", "Merge", "candidate")
        return self.checkout


@pytest.fixture(scope="session")
def board_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with the example submission and the list of gold, committed."""
    root = tmp_path_factory.mktemp("board") / "main"
    example = f"{STORE}/mini/xstilts-mini"
    shutil.copytree(ROOT / example, root / example)
    shutil.copy(ROOT / "leaderboard" / "gold.lock", root / "leaderboard" / "gold.lock")
    (root / "README.md").write_text("# a board\n")
    git(root, "init", "--quiet", "--initial-branch", "main")
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message", "The board")
    return root


@pytest.fixture
def pull_request(board_root: Path, tmp_path: Path) -> PullRequest:
    """A pull request without changes yet; `manifest` is the example's, under another name."""
    checkout = tmp_path / "candidate"
    git(tmp_path, "clone", "--quiet", str(board_root), str(checkout))
    git(checkout, "checkout", "--quiet", "-b", "candidate")
    stored = (checkout / STORE / "mini" / "xstilts-mini" / "manifest.json").read_text()
    return PullRequest(checkout, manifest=json.loads(stored) | {"name": "new-row"})


@pytest.fixture
def copy_example(pull_request: PullRequest) -> Callable[[], PullRequest]:
    """Put the example's predictions into the new folder, too."""

    def copy() -> PullRequest:
        example = pull_request.checkout / STORE / "mini" / "xstilts-mini"
        shutil.copytree(example, pull_request.folder, dirs_exist_ok=True)
        pull_request.write_manifest()
        return pull_request

    return copy
