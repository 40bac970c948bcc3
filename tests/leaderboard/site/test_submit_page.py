"""The submit page: every block runs as it is printed, in a plain folder, with bash alone."""

import html
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from docs.accepting import accept
from xstilts_kit.sources.packs import Lock, write_lock
from xstilts_leaderboard.site.building import build

ROOT = Path(__file__).parents[3]
REPOSITORY = "https://github.com/board/xstilts"

PIP = """#!/bin/sh
# pip, as far as the page asks for it: the project is installed already.
test "$1" = install && test -f "${2%%[*}/pyproject.toml"
"""


def blocks(page: Path) -> list[str]:
    """The text of every block that is meant to be copied."""
    found = re.findall(r'<pre class="copy">(.*?)</pre>', page.read_text(), re.DOTALL)
    return [html.unescape(block) for block in found]


@pytest.mark.nightly  # each command has its own tests; that the page's are accepted is tested below
def test_every_block_runs_as_printed(tmp_path: Path) -> None:
    board = tmp_path / "upstream"
    write_lock(board / "leaderboard" / "gold.lock", Lock(()))
    lock = ROOT / "leaderboard" / "gold.lock"
    (board / "leaderboard" / "gold.lock").write_bytes(lock.read_bytes())
    (board / "pyproject.toml").write_text("")
    git = ["git", "-c", "user.name=A", "-c", "user.email=a@example.org"]
    for arguments in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "A board"]):
        subprocess.run([*git, *arguments], cwd=board, check=True)
    build(board, tmp_path / "scored", tmp_path / "site", repository=REPOSITORY)
    found = blocks(tmp_path / "site" / "submit.html")
    assert len(found) == 5

    tools = tmp_path / "tools"
    tools.mkdir()
    (tools / "pip").write_text(PIP)
    for command, module in (("submit", "xstilts_kit"), ("leaderboard", "xstilts_leaderboard")):
        script = f'#!/bin/sh\nexec {sys.executable} -m {module} "$@"\n'
        (tools / f"xstilts-{command}").write_text(script)
    for tool in tools.iterdir():
        tool.chmod(0o755)
    plain = tmp_path / "plain"
    plain.mkdir()
    settings = tmp_path / "gitconfig"
    settings.write_text(f'[url "{board}"]\n  insteadOf = {REPOSITORY}.git\n')
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", "\n".join(found)],
        cwd=plain,
        env=os.environ
        | {
            "PATH": f"{tools}:/usr/bin:/bin",
            "GIT_CONFIG_GLOBAL": str(settings),
            "HF_HUB_OFFLINE": "1",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    filed = plain / "board" / "leaderboard" / "submissions" / "mini" / "my-row"
    assert (filed / "manifest.json").is_file()
    assert "git push" in done.stdout + done.stderr  # what is left to do


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The submit page of a board without rows."""
    folder = tmp_path_factory.mktemp("board")
    write_lock(folder / "root" / "leaderboard" / "gold.lock", Lock(()))
    build(folder / "root", folder / "scored", folder / "site", repository=REPOSITORY)
    return folder / "site" / "submit.html"


def test_every_command_of_the_page_is_accepted(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for folder in ("board", "my-row"):
        Path(folder).mkdir()
    given = {"$SUITE": "mini", "$NAME": "my-row", "$OWNER": "octocat:583231"}
    lines = [line for block in blocks(page) for line in block.splitlines()]
    ours = [line for line in lines if line.startswith("xstilts-")]
    assert len(ours) == 5
    for line in ours:
        for variable, value in given.items():
            line = line.replace(variable, value)
        accept(line)


@pytest.mark.parametrize("word", ["fork", "clone", "--board", REPOSITORY, "maintainer reviews"])
def test_the_page_says_where_to_begin_and_who_decides(word: str, page: Path) -> None:
    assert word in page.read_text()
