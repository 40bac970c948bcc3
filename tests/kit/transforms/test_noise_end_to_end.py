"""Noisy and crossed inputs: written, predicted, validated, and scored with the right gold."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from tests.robustness.calibration import intensity, matching_level
from tests.robustness.human import noisy_sets
from tests.robustness.lines import LANGUAGES

from xstilts_kit.cli import group, run
from xstilts_kit.diagnostics.errors import UsageError
from xstilts_kit.exchange.calls import import_, inputs
from xstilts_kit.scoring.scoring import score
from xstilts_kit.transforms._keyboard import layouts, neighbours
from xstilts_kit.validation.validating import validate
from xstilts_schemas import validator


def test_neighbours_lie_around_a_key() -> None:
    assert set(neighbours("s", "en")) == set("adwezx")
    assert set(neighbours("a", "en")) == set("sqwz")
    assert neighbours("s", "en").count("a") == 3 * neighbours("s", "en").count("w")
    assert set(LANGUAGES) - set(layouts()) == {"ja", "wo", "zh"}
    assert neighbours("ق", "ur")
    assert neighbours("س", "ar") != neighbours("س", "ur")


def test_changed_inputs_are_written_beside_the_clean_ones(tmp_path: Path) -> None:
    out = tmp_path / "inputs"
    written = inputs(
        out,
        suite="mini",
        tasks="xquad",
        languages="de",
        transforms=["typo:0.40", "cross:context", "case:0.1"],
        limit=5,
    )
    assert not written.skipped
    index = json.loads((out / "inputs.json").read_text())
    validator("inputs").validate(index)
    found = {entry.get("transform"): entry for entry in index["data"]}
    assert list(found) == [None, "typo:0.4", "cross:context", "case:0.1"]
    assert found["typo:0.4"]["inputs_fingerprint"] == found[None]["inputs_fingerprint"]
    assert 0.3 < found["typo:0.4"]["realised"]["word_share"] < 0.4
    assert found["cross:context"]["realised"]["reason"] == "the texts are in another language"
    lines = {
        name: [json.loads(line) for line in (out / entry["files"][0]["path"]).open()]
        for name, entry in found.items()
    }
    for clean, typo, cross in zip(
        lines[None], lines["typo:0.4"], lines["cross:context"], strict=True
    ):
        assert clean["id"] == typo["id"] == cross["id"]
        assert clean["context"] == typo["context"] != cross["context"]
        assert clean["question"] == cross["question"]
    assert any(clean != typo for clean, typo in zip(lines[None], lines["typo:0.4"], strict=True))


@pytest.mark.slow
def test_crossed_inputs_are_scored_by_the_answers_of_their_context(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "crossed"
    arguments = ["--suite", "mini", "--model", "mini", "--task", "xquad", "--language", "de"]
    transforms = ["--transform", "cross:context,question", "--transform", "typo:0.2"]
    command = ["predict", *arguments, *transforms, "--limit", "20", "--out", str(out), "-q"]
    assert run(group, "xstilts-submit", command) == 0
    scores = score(out, intervals=False)
    found = {cell.transform: cell for cell in scores}
    validator("scores").validate(json.loads(json.dumps(scores.as_json())))
    validator("manifest").validate(json.loads((out / "manifest.json").read_text()))
    assert found["cross:context"].score is not None
    gold = {name: cell.gold_fingerprint for name, cell in found.items()}
    assert gold["cross:question"] == gold[None] == gold["typo:0.2"] != gold["cross:context"]
    assert "edits a word" in str(scores)
    manifest = json.loads((out / "manifest.json").read_text())
    manifest["data"][-1]["realised"]["edits"] += 1
    (out / "manifest.json").write_text(json.dumps(manifest))
    assert run(group, "xstilts-submit", ["validate", str(out)]) == 1
    assert "`realised` differs" in capsys.readouterr().out


@pytest.mark.slow
@pytest.mark.skipif("XSTILTS_DATA" not in os.environ, reason="XSTILTS_DATA is not set")
def test_a_level_of_typo_is_as_strong_as_typed_questions() -> None:
    noisy = next(s for s in noisy_sets(Path(os.environ["XSTILTS_DATA"])) if "natural" in s.name)
    human = intensity(((p.clean, p.noisy) for p in noisy.pairs), noisy.language)
    level, ours = matching_level(noisy, human.per_word)
    row = f"| {human.per_word:.3f} | {level:.3f} | {100 * ours.share:.1f} % |"
    document = Path(__file__).parents[3] / "kit/ROBUSTNESS.md"
    assert row in document.read_text(encoding="utf-8")


def test_predictions_on_changed_inputs_are_imported(tmp_path: Path) -> None:
    folder = tmp_path / "mine/xnli"
    folder.mkdir(parents=True)
    records = "".join(f'{{"id": "{n}", "label": "neutral"}}\n' for n in range(5))
    for name in ("de.jsonl", "de@typo-0.1.jsonl"):
        (folder / name).write_text(records)
    out = tmp_path / "sub"
    options: dict[str, Any] = {"suite": "mini", "tasks": "xnli", "languages": "de", "limit": 5}
    imported = import_(tmp_path / "mine", out=out, format="jsonl", transforms="typo:0.1", **options)
    assert [entry.transform for entry in imported.manifest.data] == [None, "typo:0.1"]
    assert imported.manifest.data[1].realised is not None
    assert validate(out).valid
    assert len(validate(out).verified) == 2
    other: dict[str, Any] = {"out": tmp_path / "other", "transforms": "typo:0.1", **options}
    with pytest.raises(UsageError, match="clean inputs only"):
        import_(tmp_path / "mine", format="xtreme", **other)
    with pytest.raises(UsageError, match="but the inputs of"):
        import_(tmp_path / "mine", format="jsonl", sources="none", **other)
