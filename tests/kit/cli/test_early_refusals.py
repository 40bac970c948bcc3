"""What cannot work is refused before any work, by the dry run as well where it can tell."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Here = Callable[..., tuple[int, str, str]]


def test_a_source_without_any_of_the_inputs_is_no_success(
    here: Here, submission: Path, tmp_path: Path
) -> None:
    (tmp_path / "empty").mkdir()
    wrong = f"folder:{tmp_path / 'empty'}"
    code, stdout, stderr = here("validate", str(submission), "--source", wrong)
    assert (code, stdout) == (3, "")
    assert "has none of this submission's inputs" in stderr
    assert here("validate", str(submission), "--source", "none")[0] == 0
    assert here("score", str(submission), "--source", wrong)[0] == 3


@pytest.mark.parametrize("command", ["predict", "import", "merge"])
def test_a_folder_that_cannot_be_written_is_refused_before_any_work(
    command: str,
    here: Here,
    submission: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    locked = tmp_path / "locked"
    locked.mkdir()
    original = os.access
    monkeypatch.setattr(
        os, "access", lambda path, mode: Path(path) != locked and original(path, mode)
    )
    arguments = {
        "predict": ("--model", "mini", "--suite", "mini"),
        "import": (str(submission), "--format", "jsonl"),
        "merge": (str(submission), str(tmp_path)),
    }[command]
    code, _, stderr = here(command, *arguments, "--out", str(locked / "sub"))
    assert code == 5
    assert "writing is not permitted" in stderr
    assert list(locked.iterdir()) == []


def test_a_device_that_is_not_here_is_refused_before_a_checkpoint_is_read(
    here: Here, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise AssertionError("work was begun")

    monkeypatch.setattr("xstilts_kit.prediction.preparing.make_plan", refuse)
    out = tmp_path / "sub"
    code, _, stderr = here(
        "predict", "--model", "mini", "--suite", "mini", "--device", "xpu:9", "--out", str(out)
    )
    assert code == 2
    assert "'xpu:9' cannot be used here" in stderr
    assert not out.exists()


@pytest.mark.parametrize("more", [(), ("--json",)])
def test_a_dry_run_shows_the_plan_and_refuses_the_device_as_the_run_does(
    here: Here, more: tuple[str, ...]
) -> None:
    asked = ("predict", "--model", "mini", "--suite", "mini", "--task", "xnli", "--language", "de")
    code, stdout, stderr = here(*asked, "--limit", "4", "--device", "xpu:9", "--dry-run", *more)
    assert code == 2
    assert "'xpu:9' cannot be used here" in stderr
    if more:
        plan = json.loads(stdout)
        assert (plan["device"], plan["seconds"], plan["examples"]) == ("xpu:9", None, 4)
    else:
        assert "time: no estimate, because there is no device xpu:9 here" in stdout
    code, _, stderr = here(*asked, "--limit", "4", "--dry-run", *more)
    assert code == 0, stderr
