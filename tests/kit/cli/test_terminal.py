"""What is shown on a terminal: a bar that goes away, colour only where it is wanted."""

import errno
import os
import pty
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

HIDE, SHOW = "\x1b[?25l", "\x1b[?25h"


def _on_a_terminal(arguments: list[str], environment: Mapping[str, str]) -> tuple[int, str]:
    """Exit code and everything that the command wrote to a terminal of its own."""
    master, slave = pty.openpty()
    unwanted = ("NO_COLOR", "FORCE_COLOR", "CI")
    kept = {key: value for key, value in os.environ.items() if key not in unwanted}
    kept |= {"TERM": "xterm-256color", "COLUMNS": "100", **environment}
    with subprocess.Popen(
        [sys.executable, *arguments], stdin=slave, stdout=slave, stderr=slave, env=kept
    ) as running:
        os.close(slave)
        written = b""
        while True:
            try:
                block = os.read(master, 1 << 16)
            except OSError as error:  # Linux says so when the other side is closed
                if error.errno != errno.EIO:
                    raise
                break
            if not block:
                break
            written += block
        os.close(master)
        return running.wait(60), written.decode(errors="replace")


def _predict(checkpoint: Path, data: Path, out: Path) -> list[str]:
    arguments = ["predict", "--model", str(checkpoint), "--source", f"folder:{data / 'download'}"]
    return [*arguments, "--suite", "xnli", "--language", "en", "--out", str(out)]


@pytest.mark.slow
def test_the_bar_goes_away_and_the_cursor_comes_back(
    checkpoint: Path, data: Path, tmp_path: Path
) -> None:
    arguments = ["-m", "xstilts_kit", *_predict(checkpoint, data, tmp_path / "out")]
    code, written = _on_a_terminal(arguments, {})
    assert code == 0, written
    assert "Traceback" not in written
    assert HIDE in written
    assert written.rindex(SHOW) > written.rindex(HIDE)
    assert "xnli/en" in written
    assert "6 records in 1 file" in written


@pytest.mark.slow
def test_the_cursor_comes_back_when_the_run_is_interrupted(
    checkpoint: Path, data: Path, tmp_path: Path
) -> None:
    code = (
        "import os\n"
        "def stop(descriptor):\n"
        "    if '.jsonl' in os.readlink(f'/proc/self/fd/{descriptor}'):\n"
        "        raise KeyboardInterrupt\n"
        "os.fsync = stop\n"
        "from xstilts_kit.cli import main\n"
        f"main({_predict(checkpoint, data, tmp_path / 'out')!r})\n"
    )
    exit_code, written = _on_a_terminal(["-c", code], {})
    assert exit_code == 130, written
    assert "Traceback" not in written
    assert "Interrupted." in written
    assert written.rindex(SHOW) > written.rindex(HIDE)


@pytest.mark.parametrize("environment", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_no_colour_where_none_is_wanted(environment: dict[str, str]) -> None:
    code, written = _on_a_terminal(["-m", "xstilts_kit", "tasks"], environment)
    assert code == 0
    assert "panx" in written
    assert "\x1b[3" not in written
    assert "\x1b[9" not in written
    assert "\x1b[1;3" not in written


def test_no_escape_reaches_a_file(
    here: Callable[..., tuple[int, str, str]], checkpoint: Path, data: Path, tmp_path: Path
) -> None:
    code, stdout, stderr = here(*_predict(checkpoint, data, tmp_path / "out"))
    assert code == 0
    assert "\x1b" not in stdout + stderr
