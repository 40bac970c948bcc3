"""Whether a submission's pages can be rendered on the board that it is for."""

from pathlib import Path

import pytest

from xstilts_kit.cli import run
from xstilts_leaderboard.checking.preview import cannot_be_shown
from xstilts_leaderboard.cli import group
from xstilts_leaderboard.store.settings import use_definitions

pytestmark = pytest.mark.usefixtures("package_tasks_alone")


def test_a_board_of_the_miniature_alone_can_be_shown(tmp_path: Path) -> None:
    board = tmp_path / "board"
    made = ("init", str(board), "--repository", "lab/board", "--board", "mini", "--quiet")
    assert run(group, "xstilts-leaderboard", list(made)) == 0
    use_definitions(board)
    assert cannot_be_shown((), board) is None
    said = (board / "README.md").read_text(encoding="utf-8")
    assert "--suite mini" in said
    assert "XSTILTS_TASKS" not in said, "the board has no tasks of its own"
