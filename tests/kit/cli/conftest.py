"""The commands as a user starts them: in a process of their own, or in this one."""

import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

Finished = subprocess.CompletedProcess[str]


@pytest.fixture
def process(tmp_path: Path) -> Callable[..., Finished]:
    """Runs ``python`` with these arguments in an empty folder."""

    def start(arguments: Sequence[str], environment: Mapping[str, str] | None = None) -> Finished:
        (tmp_path / "empty").mkdir(exist_ok=True)
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=tmp_path / "empty",
            env={**os.environ, "COLUMNS": "100", **(environment or {})},
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            timeout=120,
        )

    return start


@pytest.fixture
def here(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Runs ``xstilts-submit`` in this process: (exit code, stdout, stderr)."""
    from xstilts_kit.cli import group, run

    def ask(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = run(group, "xstilts-submit", list(arguments))
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return ask
