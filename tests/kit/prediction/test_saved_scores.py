"""Scores are kept beside the predictions, which stay the same; boards do not take them."""

import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pyarrow import parquet

from xstilts_kit.boards import obstacles
from xstilts_kit.submission.manifest import manifest_from_json
from xstilts_kit.validation.validating import validate
from xstilts_schemas import validator

Predict = Callable[..., tuple[int, str, str]]
ReadManifest = Callable[[], dict[str, Any]]
Contents = Callable[[], dict[str, bytes]]

FOUR = ("--task", "xnli,panx,xquad,tatoeba", "--language", "de", "--layer", "1")
XNLI = ("--task", "xnli", "--language", "de")


def rows(folder: Path, task: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = parquet.read_table(
        folder / f"scores/{task}/de.parquet"
    ).to_pylist()
    return found


@pytest.fixture
def saved(predict: Predict, out: Path) -> Path:
    """A submission of four families with scores."""
    code, _, stderr = predict(*FOUR, "--save-scores")
    assert code == 0, stderr
    return out


def test_every_family_keeps_scores_that_lead_to_its_predictions(
    saved: Path, predict: Predict, manifest: ReadManifest, contents: Contents, tmp_path: Path
) -> None:
    check = validator("prediction-scores")
    for task in ("xnli", "panx", "xquad", "tatoeba"):
        assert [
            error.message for row in rows(saved, task) for error in check.iter_errors(row)
        ] == []

    def records(task: str) -> list[dict[str, Any]]:
        text = (saved / f"predictions/{task}/de.jsonl").read_text(encoding="utf-8")
        return [json.loads(line) for line in text.splitlines()]

    def best(labels: list[str], numbers: list[float]) -> str:
        return labels[numbers.index(max(numbers))]

    for record, row in zip(records("xnli"), rows(saved, "xnli"), strict=True):
        assert math.isclose(sum(row["probabilities"]), 1, rel_tol=1e-5)
        assert (record["id"], record["label"]) == (
            row["id"],
            best(row["labels"], row["probabilities"]),
        )
    for record, row in zip(records("panx"), rows(saved, "panx"), strict=True):
        assert record["tags"] == [best(row["labels"], one) for one in row["token_probabilities"]]
    for record, row in zip(records("xquad"), rows(saved, "xquad"), strict=True):
        texts = [span["text"] for span in row["spans"] if span["text"]]
        assert record["answer"] == (texts[0] if texts else "")
        numbers = [span["score"] for span in row["spans"]]
        assert numbers == sorted(numbers, reverse=True)
    for record, row in zip(records("tatoeba"), rows(saved, "tatoeba"), strict=True):
        assert record["match"] == row["match"]
        assert -1.001 <= row["cosine"] <= 1.001

    assert {file["path"] for file in manifest()["scores"]} == {
        f"scores/{task}/de.parquet" for task in ("xnli", "panx", "xquad", "tatoeba")
    }
    assert validate(saved).valid
    with_scores = contents()
    plain = tmp_path / "plain"
    assert predict(*FOUR, to=plain)[0] == 0
    for path in (plain / "predictions").rglob("*.jsonl"):
        assert path.read_bytes() == with_scores[path.relative_to(plain).as_posix()]
    assert not (plain / "scores").exists()


def test_scores_that_were_changed_removed_or_are_not_listed_are_problems(
    predict: Predict, out: Path
) -> None:
    assert predict(*XNLI, "--save-scores")[0] == 0
    file = out / "scores/xnli/de.parquet"
    content = file.read_bytes()
    file.write_bytes(content + b"x")
    assert [
        problem.code for problem in validate(out).problems if problem.path.startswith("scores")
    ] == ["XS105"]
    file.unlink()
    assert [
        problem.code for problem in validate(out).problems if problem.path.startswith("scores")
    ] == ["XS104"]
    file.write_bytes(content)
    (file.parent / "en.parquet").write_bytes(content)
    assert [
        problem.code for problem in validate(out).problems if problem.path.startswith("scores")
    ] == ["XS103"]


def test_boards_do_not_take_them(saved: Path, manifest: ReadManifest) -> None:
    held = manifest_from_json(manifest())
    assert any("Saved scores" in text for text in obstacles(held, held.name))


def test_an_overwritten_submission_leaves_no_scores(
    predict: Predict, out: Path, manifest: ReadManifest
) -> None:
    assert predict(*XNLI, "--save-scores")[0] == 0
    assert predict(*XNLI, "--overwrite")[0] == 0
    assert "scores" not in manifest()
    assert not list(out.rglob("*.parquet"))


def test_added_cells_keep_their_scores_too(
    predict: Predict, out: Path, manifest: ReadManifest
) -> None:
    assert predict(*XNLI, "--save-scores")[0] == 0
    assert predict("--task", "xnli", "--language", "de,en", "--save-scores")[0] == 0
    assert [file["path"] for file in manifest()["scores"]] == [
        "scores/xnli/de.parquet",
        "scores/xnli/en.parquet",
    ]
    assert validate(out).valid


def test_an_interrupted_run_goes_on_from_its_shards_of_scores(
    predict: Predict, contents: Contents, monkeypatch: pytest.MonkeyPatch
) -> None:
    from xstilts_kit.engine import cell

    tasks = ("--task", "xnli,panx,xquad", "--language", "de", "--batch-tokens", "32")
    monkeypatch.setattr(cell, "BATCHES", 1)
    assert predict(*tasks, "--save-scores")[0] == 0
    whole = contents()
    original, asked = cell._answers, []

    def interrupted(*arguments: Any) -> Any:
        asked.append(arguments)
        if len(asked) % 3 == 0:
            raise KeyboardInterrupt
        return original(*arguments)

    assert predict(*tasks, "--limit", "1", "--overwrite")[0] == 0
    with monkeypatch.context() as patch:
        patch.setattr(cell, "_answers", interrupted)
        codes = [predict(*tasks, "--save-scores", "--overwrite")[0] for _ in range(2)]
    assert codes == [130, 130]
    assert predict(*tasks, "--save-scores")[0] == 0
    found = contents()
    del whole["manifest.json"], found["manifest.json"]
    assert found == whole


def test_mining_keeps_every_mined_pair_with_its_scores(
    predict: Predict, out: Path, manifest: ReadManifest
) -> None:
    code, _, stderr = predict(
        *("--suite", "bucc2018", "--language", "de", "--save-scores", "--layer", "1")
    )
    assert code == 0, stderr
    found, check = rows(out, "bucc2018"), validator("prediction-scores")
    assert [error.message for row in found for error in check.iter_errors(row)] == []
    threshold = manifest()["settings"]["thresholds"]["de"]
    assert [row["kept"] for row in found] == [row["margin"] >= threshold for row in found]
    margins = [row["margin"] for row in found]
    assert margins == sorted(margins, reverse=True)
    assert all(-1.001 <= row["cosine"] <= 1.001 for row in found)
    text = (out / "predictions/bucc2018/de.jsonl").read_text(encoding="utf-8")
    records = [json.loads(line) for line in text.splitlines()]
    assert {(one["source"], one["target"]): one["score"] for one in records} == {
        (row["source"], row["target"]): pytest.approx(row["margin"], abs=1e-6)
        for row in found
        if row["kept"]
    }
    assert validate(out).valid
