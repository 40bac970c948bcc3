"""`submit`: from a submission to a branch of the board's repository, and back off it."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from loopback_hub import Hub, loopback_hub, run_python
from xstilts_kit.boards import BOARDS
from xstilts_kit.cli import group, run
from xstilts_leaderboard.checking.board import Board
from xstilts_leaderboard.checking.check import check_folders
from xstilts_leaderboard.rows.loading import board_lock

ROOT = Path(__file__).parents[3]
EXAMPLE = ROOT / "leaderboard" / "submissions" / "mini" / "xstilts-mini"


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", *arguments], cwd=folder, check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


@pytest.fixture(autouse=True)
def identity(monkeypatch: pytest.MonkeyPatch) -> None:
    for who in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{who}_NAME", "ann")
        monkeypatch.setenv(f"GIT_{who}_EMAIL", "ann@localhost")


@pytest.fixture
def board(tmp_path: Path) -> Path:
    """A clone of a fork of the board's repository, with the example's row."""
    fork, clone = tmp_path / "fork.git", tmp_path / "board"
    git(tmp_path, "init", "--quiet", "--bare", "--initial-branch", "main", str(fork))
    git(tmp_path, "clone", "--quiet", str(fork), str(clone))
    target = clone / "leaderboard" / "submissions" / "mini" / "xstilts-mini"
    shutil.copytree(EXAMPLE, target)
    shutil.copy(ROOT / "leaderboard" / "gold.lock", clone / "leaderboard" / "gold.lock")
    git(clone, "checkout", "--quiet", "-B", "main")
    git(clone, "add", "--all")
    git(clone, "commit", "--quiet", "--message", "The board")
    git(clone, "push", "--quiet", "origin", "main")
    return clone


@pytest.fixture
def new_row(tmp_path: Path) -> Path:
    """A submission that is not on the board."""
    folder = tmp_path / "out"
    shutil.copytree(EXAMPLE, folder)
    manifest = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps(manifest | {"name": "new-row"}))
    return folder


@pytest.fixture
def gh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[int], Path]:
    """Puts a `gh` on the path that writes down what it is asked and ends with a code."""

    def install(code: int) -> Path:
        asked, folder = tmp_path / "asked", tmp_path / "bin"
        folder.mkdir()
        script = folder / "gh"
        script.write_text(f'#!/bin/sh\necho "$@" > {asked}\necho no account >&2\nexit {code}\n')
        script.chmod(0o755)
        monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
        return asked

    return install


def submit(*arguments: str | Path) -> int:
    return run(group, "xstilts-submit", ["submit", *map(str, arguments)])


def test_a_dry_run_shows_all_and_changes_nothing(
    new_row: Path, board: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert submit(new_row, "--board", board, "--dry-run") == 0
    shown = capsys.readouterr().out
    assert "89 files" in shown
    assert "git switch --create submission/mini/new-row" in shown
    assert git(board, "status", "--porcelain") == ""


def test_without_gh_the_folder_is_written_and_the_commands_are_printed(
    new_row: Path, board: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert submit(new_row, "--board", board, "--no-pull-request") == 0
    assert "gh pr create" in capsys.readouterr().out
    written = board / "leaderboard" / "submissions" / "mini" / "new-row"
    held = {p.relative_to(written).as_posix() for p in written.rglob("*") if p.is_file()}
    assert len(held) == 89
    assert "scores.json" not in held
    assert git(board, "branch", "--show-current") == "main"


def test_with_gh_a_branch_is_pushed_and_the_pull_request_opened(
    new_row: Path, board: Path, gh: Callable[[int], Path]
) -> None:
    asked = gh(0)
    assert submit(new_row, "--board", board) == 0
    assert asked.read_text().split()[:2] == ["pr", "create"]
    changed = git(board, "diff", "--name-only", "origin/main", "origin/submission/mini/new-row")
    assert {"/".join(line.split("/")[:4]) for line in changed.splitlines()} == {
        "leaderboard/submissions/mini/new-row"
    }


def test_a_command_that_fails_is_said_with_what_is_left(
    new_row: Path, board: Path, gh: Callable[[int], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    gh(1)
    assert submit(new_row, "--board", board) == 5
    said = capsys.readouterr().err
    assert "`gh pr create --fill` failed: no account." in said
    assert "run in" in said


def test_scores_in_the_folder_are_left_at_home(new_row: Path, board: Path) -> None:
    (new_row / "scores.json").write_text("{}")
    assert submit(new_row, "--board", board, "--no-pull-request") == 0
    written = board / "leaderboard" / "submissions" / "mini" / "new-row"
    assert not (written / "scores.json").exists()


def test_saved_scores_are_neither_filed_nor_listed(new_row: Path, board: Path) -> None:
    content = b"PAR1"
    path = new_row / "scores" / "xnli" / "de.parquet"
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    manifest = json.loads((new_row / "manifest.json").read_text())
    listed = {
        "path": "scores/xnli/de.parquet",
        "sha256": sha256(content).hexdigest(),
        "bytes": len(content),
        "records": 1,
    }
    (new_row / "manifest.json").write_text(json.dumps(manifest | {"scores": [listed]}))
    assert submit(new_row, "--board", board, "--no-pull-request") == 0
    written = board / "leaderboard" / "submissions" / "mini" / "new-row"
    assert not (written / "scores").exists()
    assert json.loads((written / "manifest.json").read_text()) == manifest
    assert path.read_bytes() == content
    (checked,) = check_folders([written], Board(board, board_lock(board))).submissions
    assert {problem.code for problem in checked.problems} == {"XS709"}, "a copy, and no more"


@pytest.mark.parametrize("dry", [True, False])
@pytest.mark.parametrize(
    ("before", "says"),
    [
        (("branch", "submission/mini/new-row"), "already has a branch submission/mini/new-row"),
        (("remote", "remove", "origin"), "has no remote called origin"),
    ],
)
def test_what_git_would_refuse_is_said_before_anything_is_written_also_by_a_dry_run(
    before: tuple[str, ...],
    says: str,
    dry: bool,
    new_row: Path,
    board: Path,
    gh: Callable[[int], Path],
    capsys: pytest.CaptureFixture[str],
) -> None:
    gh(0)
    git(board, *before)
    assert submit(new_row, "--board", board, *(["--dry-run"] if dry else [])) == 2
    assert says in capsys.readouterr().err
    assert git(board, "status", "--porcelain") == ""
    dry_run = ["--dry-run"] if dry else []
    assert submit(new_row, "--board", board, "--no-pull-request", *dry_run) == 0


@pytest.mark.parametrize("dry", [True, False])
def test_a_folder_that_cannot_be_written_is_said_also_by_a_dry_run(
    dry: bool,
    new_row: Path,
    board: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("os.access", lambda path, mode, **_: mode != os.W_OK)
    assert submit(new_row, "--board", board, *(["--dry-run"] if dry else [])) == 5
    assert "cannot be written" in capsys.readouterr().err
    assert git(board, "status", "--porcelain") == ""


def test_a_dry_run_needs_the_token_that_the_upload_needs(
    new_row: Path, board: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from xstilts_kit.boards import filing, readiness
    from xstilts_kit.hub import Account

    mini = replace(BOARDS["mini"], carries_predictions=False)
    monkeypatch.setattr(filing, "BOARDS", {"mini": mini})
    monkeypatch.delenv("HF_TOKEN", raising=False)
    monkeypatch.setenv("HF_TOKEN_PATH", "/nowhere/token")
    monkeypatch.setattr("huggingface_hub.get_token", lambda: None)
    where = ("--board", board, "--repo", "ann/predictions", "--dry-run")
    assert submit(new_row, *where) == 3
    assert "There is no token" in capsys.readouterr().err
    monkeypatch.setattr(readiness, "account", lambda: Account("ann", may_write=False))
    assert submit(new_row, *where) == 3
    assert "may only read" in capsys.readouterr().err


def test_a_row_is_changed_only_with_update(
    new_row: Path, board: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    manifest = json.loads((new_row / "manifest.json").read_text())
    (new_row / "manifest.json").write_text(json.dumps(manifest | {"name": "xstilts-mini"}))
    assert submit(new_row, "--board", board, "--no-pull-request") == 2
    assert "Pass --update" in capsys.readouterr().err
    assert submit(new_row, "--board", board, "--update", "--no-pull-request") == 0


def test_an_update_of_nothing_is_refused(new_row: Path, board: Path) -> None:
    assert submit(new_row, "--board", board, "--update", "--no-pull-request") == 2


def test_a_withdrawal_leaves_nothing_but_itself(board: Path) -> None:
    arguments = ["--withdraw", "mini/xstilts-mini", "--board", board, "--reason", "A bug."]
    assert submit(*arguments, "--no-pull-request") == 0
    folder = board / "leaderboard" / "submissions" / "mini" / "xstilts-mini"
    assert [path.name for path in folder.iterdir()] == ["withdrawn.json"]
    left = json.loads((folder / "withdrawn.json").read_text())
    assert left["reason"] == "A bug."
    assert left["github"] == [{"login": "xstilts", "id": 1}]


@pytest.mark.parametrize("name", ["mini/none", "xstilts-mini", "a/b/c"])
def test_a_row_that_is_not_there_cannot_be_withdrawn(name: str, board: Path) -> None:
    assert submit("--withdraw", name, "--board", board) == 2


def test_a_folder_that_is_no_board_is_refused(
    new_row: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert submit(new_row, "--board", tmp_path) == 2
    assert "is not a checkout of a board" in capsys.readouterr().err


def test_an_invalid_submission_is_not_filed(
    new_row: Path, board: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (new_row / "predictions" / "xnli" / "de.jsonl").write_text("")
    assert submit(new_row, "--board", board) == 1
    assert "XS301" in capsys.readouterr().err
    assert git(board, "status", "--porcelain") == ""


def test_a_submission_that_cannot_be_ranked_is_not_filed(
    new_row: Path, board: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    manifest = json.loads((new_row / "manifest.json").read_text())
    (new_row / "manifest.json").write_text(json.dumps(manifest | {"licence": None}))
    assert submit(new_row, "--board", board) == 1
    assert "No licence" in capsys.readouterr().err


@pytest.fixture
def hub() -> Iterator[Hub]:
    with loopback_hub() as hub:
        hub.tokens |= {"t"}
        hub.writers |= {"t"}
        yield hub


THROUGH_THE_HUB = """
import sys
from dataclasses import replace
from pathlib import Path
from xstilts_kit.boards import filing
from xstilts_leaderboard.checking.board import Board
from xstilts_leaderboard.checking.check import check_folders
from xstilts_leaderboard.rows.loading import board_lock
mini = replace(filing.BOARDS["mini"], carries_predictions=False)
filing.BOARDS = {"mini": mini}  # as if the miniature were too large for the repository
folder, board = map(Path, sys.argv[1:])
plan = filing.plan_filing(folder, board, None)
filing.carry_out(plan, pull_request=False, say=print)
report = check_folders([board / plan.folder], Board(board, board_lock(board)))
(one,) = report.submissions
print("accepted", report.accepted, sorted(p.code for p in one.problems), one.overall)
"""


@pytest.mark.slow
def test_predictions_on_the_hub_are_found_again_by_the_boards_check(
    hub: Hub, new_row: Path, board: Path, tmp_path: Path
) -> None:
    shutil.rmtree(board / "leaderboard" / "submissions" / "mini" / "xstilts-mini")
    done = run_python(hub, tmp_path / "home", THROUGH_THE_HUB, new_row, board, token="t")
    assert "accepted True []" in done.stdout, done.stderr
    folder = board / "leaderboard" / "submissions" / "mini" / "new-row"
    assert {path.name for path in folder.iterdir()} == {"manifest.json", "predictions.json"}
    pointer = json.loads((folder / "predictions.json").read_text())
    repository = hub.repositories["dataset", "alice/xstilts-predictions"]
    assert pointer["revision"] == repository.head
    assert sum("/commit/" in request.path for request in hub.requests) == 1
