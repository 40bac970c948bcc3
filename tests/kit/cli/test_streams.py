"""Streams that are closed or that nobody reads: the exit code is still the command's own."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pull_requests import ROOT

EXAMPLE = ROOT / "leaderboard" / "submissions" / "mini" / "xstilts-mini"


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    """A submission with more problems than a pipe holds."""
    folder = Path(shutil.copytree(EXAMPLE, tmp_path / "bad"))
    for path in folder.rglob("*.jsonl"):
        path.write_text("nonsense\n" * 50)
    return folder


def shell(line: str, *arguments: Path) -> subprocess.CompletedProcess[str]:
    program = f"{sys.executable} -m xstilts_kit"
    return subprocess.run(
        ["bash", "-c", line.replace("PROGRAM", program), "bash", *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
    )


@pytest.mark.parametrize("reader", ["head -1", "true"])
def test_the_verdict_is_the_same_where_nobody_reads_it(reader: str, bad: Path) -> None:
    done = shell(f'PROGRAM validate "$1" | {reader}; exit "${{PIPESTATUS[0]}}"', bad)
    assert (done.returncode, done.stderr) == (1, "")
    good = shell(f'PROGRAM validate "$1" --json | {reader}; exit "${{PIPESTATUS[0]}}"', EXAMPLE)
    assert (good.returncode, good.stderr) == (0, "")


@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-"])
def test_closed_streams_are_no_error(closed: str, bad: Path) -> None:
    for folder, code in ((EXAMPLE, 0), (bad, 1)):
        done = shell(f'PROGRAM validate "$1" {closed}', folder)
        assert done.returncode == code, done.stderr
        assert "Traceback" not in done.stderr
    assert shell(f"PROGRAM no-such-command {closed}").returncode == 2


@pytest.mark.parametrize("encoding", ["cp1252", "ascii"])
def test_a_stream_that_lacks_characters_gets_others(encoding: str, tmp_path: Path) -> None:
    """As a redirected stream on Windows, whose encoding is the locale's."""

    def printed(*arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "xstilts_kit", *arguments],
            capture_output=True,
            env=os.environ | {"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"},
            check=True,
        )
        assert done.stderr == b""
        return done.stdout.decode(encoding if encoding == "cp1252" else "utf-8")

    folder = shutil.copytree(ROOT / "tests/frozen/v0.1.0/submission-r", tmp_path / "sub")
    assert "13.3   [13.3, 13.3]" in printed("score", str(folder))
    (known,) = (
        t for t in json.loads(printed("tasks", "--json"))["tasks"] if t["name"] == "tatoeba"
    )
    assert known["title"] == "Tatoeba"
