"""Validating a draft on the command line."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from xstilts_kit.cli import group, run


@pytest.fixture
def check(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str]]:
    """Write a draft and validate it: exit code and all that was printed."""

    def write_and_validate(draft: Any, *options: str) -> tuple[int, str]:
        folder = tmp_path / "sub"
        draft.write(folder)
        code = run(group, "xstilts-submit", ["validate", str(folder), *options])
        printed = capsys.readouterr()
        return code, printed.out + printed.err

    return write_and_validate
