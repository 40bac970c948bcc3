"""Studies of research questions on the miniature, from training to the answer."""

import json
from pathlib import Path
from typing import Any

import pytest

import xstilts_schemas
from xstilts_baselines.cli import group
from xstilts_kit.cli import run

pytestmark = pytest.mark.slow

SMALL = (
    *("--recipes", "mini", "--seed", "1", "--target", "xnli", "--task", "xnli", "--limit", "3"),
    *("--set", "targets.*.steps=1", "--set", "targets.*.examples=40", "--device", "cpu"),
)
PHASE = ("--set", "english:phase.steps=1", "--set", "english:intermediate.mnli.examples=40")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("questions")


def study(folder: Path, name: str, *more: str) -> int:
    places = ("--out", str(folder / name), "--runs", str(folder / "runs"))
    return run(group, "xstilts-baselines", ["study", name, *SMALL, *places, *more])


def answer(folder: Path, name: str) -> dict[str, Any]:
    value: dict[str, Any] = json.loads((folder / name / "answer.json").read_text())
    xstilts_schemas.validator("answer").validate(value)
    return value


def test_questions_share_their_runs(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert study(folder, "consistency", "--arm", "english", *PHASE) == 0
    assert "no change is shown" in capsys.readouterr().out
    trained = {
        path: path.stat().st_mtime_ns for path in folder.glob("runs/*/model/*/*.safetensors")
    }
    assert len(trained) == 2
    assert study(folder, "noise", "--arm", "english", *PHASE) == 0
    assert "is finished" in capsys.readouterr().err
    assert {path: path.stat().st_mtime_ns for path in trained} == trained
    found = answer(folder, "noise")
    assert found["about"] == "noise" and found["command"].endswith("study noise --recipes mini")
    assert {line["condition"] for line in found["lines"]} == {None, "typo:0.1", "typo:0.2"}
    assert {line["verdict"] for line in found["lines"] if line["against"]} == {"one seed"}
    assert {arm["hours"] > 0 for arm in found["arms"]} == {True}


def test_an_arm_that_differs_in_more_is_refused(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    more = ("--arm", "english", "--set", "english:targets.xnli.learning_rate=0.1")
    assert study(folder, "consistency", *more) == 2
    assert "the arm english differs from none" in capsys.readouterr().err


def test_recipes_are_needed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = ["study", "noise", "--out", str(tmp_path / "out")]
    assert run(group, "xstilts-baselines", given) == 2
    assert "--recipes mini" in capsys.readouterr().err
    assert run(group, "xstilts-baselines", [*given, "--recipes", "minni"]) == 2
    assert "minni-none" in capsys.readouterr().err
    given[1] = "mini"
    assert run(group, "xstilts-baselines", [*given, "--recipes", "mini"]) == 2
    assert "Leave --recipes out" in capsys.readouterr().err
