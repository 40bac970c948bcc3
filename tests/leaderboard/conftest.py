"""A board's repository, pull requests on it (see `pull_requests`), and a small scored row."""

import shutil
from pathlib import Path

import pytest

from pull_requests import ROOT, board_root, copy_example, pull_request
from small_rows import small_row
from xstilts_leaderboard.rows.loading import board_lock, score_missing
from xstilts_leaderboard.store.submissions import read_store

__all__ = ["board_root", "copy_example", "pull_request"]


@pytest.fixture(scope="session")
def _small_board(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("small")
    root = folder / "root"
    (root / "leaderboard").mkdir(parents=True)
    shutil.copy(ROOT / "leaderboard" / "gold.lock", root / "leaderboard" / "gold.lock")
    entry = small_row(root, "small")
    assert not score_missing([entry], folder / "scored", board_lock(root), (), lambda line: None)
    return folder


@pytest.fixture
def small_board(_small_board: Path, tmp_path: Path) -> tuple[Path, Path]:
    """A board's folder with the row ``mini/small``, and the folder of its numbers; one's own."""
    folder = Path(shutil.copytree(_small_board, tmp_path / "small"))
    return folder / "root", folder / "scored"


@pytest.fixture(scope="session")
def _whole_numbers(board_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    scored = tmp_path_factory.mktemp("whole") / "scored"
    entries = read_store(board_root)
    assert not score_missing(entries, scored, board_lock(board_root), (), lambda line: None)
    return scored


@pytest.fixture
def whole_board(board_root: Path, _whole_numbers: Path, tmp_path: Path) -> tuple[Path, Path]:
    """A repository with the example's row, and the folder of its numbers; one's own."""
    root = Path(shutil.copytree(board_root, tmp_path / "whole" / "root"))
    return root, Path(shutil.copytree(_whole_numbers, tmp_path / "whole" / "scored"))
