"""Whole submissions on the real data: known answers have known scores."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from xstilts_kit import Request, editions, predict, prepare
from xstilts_kit.cell import Cell
from xstilts_kit.families.classification.records import LabelGold
from xstilts_kit.scoring.scoring import score
from xstilts_kit.sources.gold import open_gold
from xstilts_kit.tasks import get_task

Build = Callable[..., Path]


def _fingerprint(task: str, language: str, split: str = "test") -> str:
    inputs = editions.all_editions()["xtreme"].entries[Cell(task, language, split)].inputs
    assert inputs is not None
    return inputs


def _labels(real_data: Path, task: str, language: str) -> list[str]:
    gold = open_gold([real_data / "gold"]).find(Cell(task, language), None, None)
    assert gold is not None
    return [answer.label or "0" for answer in gold if isinstance(answer, LabelGold)]


@pytest.mark.parametrize("label", get_task("xnli").labels)
def test_one_label_for_everything_is_right_a_third_of_the_time_on_xnli(
    real_data: Path, tmp_path: Path, build: Build, label: str
) -> None:
    folder = build(
        tmp_path / "majority",
        {("xnli", "de"): [label] * 5010},
        "xnli",
        {("xnli", "de"): _fingerprint("xnli", "de")},
        edition="xtreme",
    )
    scores = score(folder, [f"folder:{real_data / 'xtreme'}"], [real_data / "gold"])
    (cell,) = scores.cells
    assert scores.inputs_verified
    assert cell.metrics == pytest.approx({"accuracy": 33.33333333333333}, abs=1e-9)
    assert cell.counts == {"correct": 1670, "n": 5010}
    assert cell.units == 1670
    assert scores.overall.score is None


def test_the_gold_labels_themselves_score_one_hundred_on_xnli(
    real_data: Path, tmp_path: Path, build: Build
) -> None:
    languages = get_task("xnli").languages
    cells = {("xnli", language): _labels(real_data, "xnli", language) for language in languages}
    prints = {cell: _fingerprint(*cell) for cell in cells}
    folder = build(tmp_path / "perfect", cells, "xnli", prints, edition="xtreme")
    scores = score(folder, [f"folder:{real_data / 'xtreme'}"], [real_data / "gold"])
    assert scores.inputs_verified
    assert scores.overall.score == 100.0
    assert {cell.metrics["accuracy"] for cell in scores.cells if cell.metrics} == {100.0}
    assert scores.signature.startswith("xnli|edition:xtreme|split:test|limit:none|cells:15of15|")


def test_rows_of_pawsx_with_unknown_answers_do_not_take_its_mean_away(
    real_data: Path, tmp_path: Path, build: Build
) -> None:
    languages = get_task("pawsx").languages
    cells = {("pawsx", language): _labels(real_data, "pawsx", language) for language in languages}
    folder = build(tmp_path / "perfect", cells, "pawsx", edition=None)
    scores = score(folder, gold=[real_data / "gold"])
    assert [cell.unknown_gold for cell in scores.cells] == [0, 6, 6, 4, 3, 3, 0]
    assert scores.overall.score == 100.0


@pytest.mark.parametrize(
    ("task", "language", "split", "tag", "share"),
    [("udpos", "ta", "test", None, 100.0), ("panx", "ja", "validation", None, 100.0),
     ("panx", "yo", "validation", "O", 0.0)],
)  # fmt: skip
def test_gold_tags_score_one_hundred_and_no_entities_score_zero(
    real_data: Path,
    tmp_path: Path,
    build: Build,
    task: str,
    language: str,
    split: str,
    tag: str | None,
    share: float,
) -> None:
    folder = real_data / ("gold" if split == "test" else "xtreme")
    role = "test" if split == "test" else "validation"
    gold = open_gold([folder]).find(Cell(task, language, role), None, None)
    assert gold is not None
    answers = [[tag or own for own in answer.canonical()["tags"]] for answer in gold]
    cell = (task, language)
    prints = {cell: _fingerprint(task, language, split)}
    made = build(tmp_path / "s", {cell: answers}, task, prints, edition="xtreme", split=split)
    scores = score(made, [f"folder:{real_data / 'xtreme'}"], [real_data / "gold"])
    assert scores.inputs_verified
    (scored,) = scores.cells
    assert scored.metrics is not None
    assert scored.metrics["f1"] == share
    expected = editions.all_editions()["xtreme"].entries[Cell(task, language, split)].gold
    assert scored.gold_fingerprint == expected


def test_predictions_with_a_limit_are_scored_on_the_first_rows_of_the_real_gold(
    real_data: Path, checkpoint: Path, tmp_path: Path
) -> None:
    source = f"folder:{real_data / 'xtreme'}"
    request = Request(
        models=[str(checkpoint)],
        sources=[source],
        tasks=["xnli"],
        languages=["de", "zh"],
        limit=40,
        device="cpu",
    )
    out = tmp_path / "limited"
    manifest = predict(prepare(request), out)
    assert {entry.edition for entry in manifest.data} == {"xtreme"}
    scores = score(out, [source], [real_data / "gold"])
    for cell in scores.cells:
        lines = (out / f"predictions/xnli/{cell.language}.jsonl").read_text(encoding="utf-8")
        predicted = [json.loads(line)["label"] for line in lines.splitlines()]
        gold = _labels(real_data, "xnli", cell.language)[:40]
        right = sum(p == g for p, g in zip(predicted, gold, strict=True))
        assert cell.metrics == pytest.approx({"accuracy": 100 * right / 40}, abs=1e-9)
    assert scores.tasks[0].score is None
