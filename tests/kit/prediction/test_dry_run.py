"""The dry run checks everything, measures, and writes nothing."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from xstilts_kit import miniature
from xstilts_kit.cell import Cell, Split
from xstilts_kit.sources.folder import FolderSource
from xstilts_kit.tasks import get_task

Predict = Callable[..., tuple[int, str, str]]

TWO = ("--task", "xnli", "--task", "panx", "--language", "de", "--language", "en")


def _everything(folder: Path) -> set[Path]:
    return set(folder.rglob("*"))


@pytest.mark.parametrize("named", [True, False])
def test_a_dry_run_writes_nothing(
    named: bool, predict: Predict, out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    before = _everything(tmp_path)
    code, stdout, stderr = predict(*TWO, "--dry-run", to=out if named else None)
    assert code == 0, stderr
    assert _everything(tmp_path) == before
    assert "XLMRobertaForTokenClassification" in stdout
    assert "xnli test: 2 languages, 12 examples" in stdout
    assert "time: about " in stdout


def test_the_plan_as_json(predict: Predict) -> None:
    code, stdout, _ = predict(*TWO, "--limit", "4", "--dry-run", "--json")
    assert code == 0
    plan = json.loads(stdout)
    assert [model["task"] for model in plan["models"]] == ["xnli", "panx"]
    assert [model["max_length"] for model in plan["models"]] == [16, 16]
    assert plan["models"][0]["labels"] == ["contradiction", "entailment", "neutral"]
    cells = [(entry["task"], entry["language"]) for entry in plan["data"]]
    assert cells == [("xnli", "de"), ("xnli", "en"), ("panx", "en"), ("panx", "de")]
    assert {(entry["examples"], entry["records"]) for entry in plan["data"]} == {(6, 4)}
    assert plan["examples"] == 16
    assert plan["seconds"] >= 0
    assert plan["disk"]["needed"] > 0
    assert len(plan["warnings"]) == 4


def test_the_plan_lists_what_is_skipped(predict: Predict) -> None:
    code, stdout, _ = predict("--task", "xnli", "--available", "--dry-run", "--json")
    assert code == 0
    assert len(json.loads(stdout)["skipped"]) == 12


def test_the_plan_of_a_taken_folder_is_refused(predict: Predict) -> None:
    assert predict(*TWO)[0] == 0
    assert predict(*TWO, "--dry-run")[0] == 2
    assert predict(*TWO, "--dry-run", "--overwrite")[0] == 0


def test_a_dry_run_with_overwrite_leaves_the_submission(predict: Predict, out: Path) -> None:
    assert predict(*TWO)[0] == 0
    before = {path: path.read_bytes() for path in out.rglob("*.json*")}
    assert predict(*TWO, "--dry-run", "--overwrite")[0] == 0
    assert {path: path.read_bytes() for path in out.rglob("*.json*")} == before


def test_what_a_run_refuses_the_dry_run_refuses(predict: Predict) -> None:
    assert predict("--task", "xnli", "--dry-run")[0] == 3
    assert predict("--task", "xnly", "--dry-run")[0] == 2


@pytest.mark.parametrize(
    ("split", "read"), [("test", ("validation", "test")), ("validation", ("validation",))]
)
def test_the_estimate_counts_what_a_threshold_is_fitted_on(
    split: str,
    read: tuple[Split, ...],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from xstilts_kit.cli import group, run

    monkeypatch.setattr("xstilts_kit.engine.estimate.seconds_per_row", lambda *_: 1.0)
    asked = ["--suite", "mini", "--model", "mini", "--task", "bucc2018", "--language", "de"]
    arguments = ["predict", *asked, "--split", split, "--dry-run", "--json", "--device", "cpu"]
    assert run(group, "xstilts-submit", arguments) == 0
    source, task = FolderSource(miniature.DATA), get_task("bucc2018")
    rows = sum(len([*source.inputs(Cell(task.name, "de", role)).rows()]) for role in read)
    assert json.loads(capsys.readouterr().out)["seconds"] == rows > 0


@pytest.mark.parametrize("below", ["new", "new/and/deeper"])
def test_free_space_is_that_of_the_disk_that_is_written_to(
    below: str, predict: Predict, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "here").mkdir()
    (tmp_path / "there").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    asked: list[Path] = []

    def usage(path: Any) -> SimpleNamespace:
        asked.append(Path(path))
        return SimpleNamespace(total=10, used=3, free=7)

    monkeypatch.setattr(shutil, "disk_usage", usage)
    to = tmp_path / "there" / below
    code, stdout, _ = predict("--suite", "xnli", "--language", "en", "--dry-run", "--json", to=to)
    assert code == 0
    assert json.loads(stdout)["disk"]["free"] == 7
    assert asked == [tmp_path / "there"]
