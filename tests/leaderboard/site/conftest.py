"""A site of invented rows, and a Chromium that looks at it."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from benchmarks.many_rows import add_row
from xstilts_kit.sources.packs import Lock, write_lock
from xstilts_leaderboard.site.building import build

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT = Path(__file__).parents[3]
ROWS = 6


@pytest.fixture(scope="session")
def repository(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A board's repository with invented rows of XTREME, and the folder of their numbers."""
    folder = tmp_path_factory.mktemp("invented")
    root, scored = folder / "root", folder / "scored"
    shutil.copytree(ROOT / "leaderboard" / "reported", root / "leaderboard" / "reported")
    shutil.copytree(ROOT / "leaderboard" / "studies", root / "leaderboard" / "studies")
    shutil.copytree(ROOT / "leaderboard" / "alignment", root / "leaderboard" / "alignment")
    write_lock(root / "leaderboard" / "gold.lock", Lock(()))
    for number in range(ROWS):
        add_row(root, scored, number)
    return root, scored


@pytest.fixture(scope="session")
def site(repository: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site that is built of it."""
    out = tmp_path_factory.mktemp("out") / "site"
    build(
        *repository,
        out,
        base_url="https://board.example/xstilts",
        repository="https://github.com/board/xstilts",
    )
    return out


@pytest.fixture(scope="session")
def browser() -> Iterator["Browser"]:
    """Debian's Chromium, without a window."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        if os.environ.get("XSTILTS_BROWSER") == "required":
            pytest.fail("Chromium is not installed, and XSTILTS_BROWSER says that it must be")
        pytest.skip("Chromium is not installed")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield launched
        launched.close()
