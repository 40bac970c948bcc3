"""The branch of scored rows: made when there is none, added to, never rewritten."""

import os
import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / ".github" / "scripts" / "scored.sh"


@pytest.fixture
def remote(tmp_path: Path) -> Path:
    path = tmp_path / "remote.git"
    subprocess.run(["git", "init", "--quiet", "--bare", str(path)], check=True)
    return path


def run(verb: str, remote: Path, workspace: Path) -> str:
    workspace.mkdir(exist_ok=True)
    output = workspace / "output"
    subprocess.run(
        [str(SCRIPT), verb],
        env={
            "PATH": os.environ["PATH"],
            "HOME": str(workspace),
            "GITHUB_WORKSPACE": str(workspace),
            "SCORED_REMOTE": str(remote),
            "GITHUB_SERVER_URL": "https://github.invalid",
            "GITHUB_REPOSITORY": "board/xstilts",
            "GITHUB_SHA": "a" * 40,
            "GITHUB_TOKEN": "secret",
            "GITHUB_OUTPUT": str(output),
        },
        check=True,
        capture_output=True,
        timeout=60,
    )
    return output.read_text() if output.exists() else ""


def git(remote: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", "-C", str(remote), *arguments], check=True, capture_output=True, text=True
    )
    return done.stdout


def test_rows_of_one_run_are_there_for_the_next(remote: Path, tmp_path: Path) -> None:
    run("get", remote, tmp_path / "one")
    (tmp_path / "one" / "scored" / "a.json").write_text("1")
    first = run("push", remote, tmp_path / "one")
    run("get", remote, tmp_path / "two")
    assert (tmp_path / "two" / "scored" / "a.json").read_text() == "1"
    (tmp_path / "two" / "scored" / "b.json").write_text("2")
    second = run("push", remote, tmp_path / "two")
    assert git(remote, "ls-tree", "--name-only", "scored").split() == ["a.json", "b.json"]
    log = git(remote, "log", "--format=%H", "scored").split()
    assert [f"commit={sha}\n" for sha in log] == [second, first]


def test_a_run_without_news_makes_no_commit(remote: Path, tmp_path: Path) -> None:
    run("get", remote, tmp_path / "one")
    first = run("push", remote, tmp_path / "one")
    run("get", remote, tmp_path / "two")
    assert run("push", remote, tmp_path / "two") == first


def test_the_token_is_written_nowhere(remote: Path, tmp_path: Path) -> None:
    run("get", remote, tmp_path / "one")
    run("push", remote, tmp_path / "one")
    held = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert not any(b"secret" in path.read_bytes() for path in held)
