"""What one (task, language) scores, by hand, and what is left out and said so."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from xstilts_kit.diagnostics.errors import DataError
from xstilts_kit.families._family import units_by_row
from xstilts_kit.families.classification.records import LabelGold
from xstilts_kit.scoring.results import CellScore, Scores
from xstilts_kit.scoring.scoring import score
from xstilts_kit.tasks import get_task

Rewrite = Callable[..., None]
C, E, N = "contradiction", "entailment", "neutral"


def _cell(scores: Scores, task: str, language: str) -> CellScore:
    (cell,) = [c for c in scores.cells if (c.task, c.language) == (task, language)]
    return cell


@pytest.fixture
def gold(data: Path, tmp_path: Path) -> Path:
    """A copy of the shared gold, for tests that change it."""
    return Path(shutil.copytree(data / "labels", tmp_path / "gold"))


def test_accuracy_is_the_share_of_right_labels(
    submission: Path, data: Path, rewrite: Rewrite
) -> None:
    rewrite(submission, "xnli", "de", [C, E, N, N, N, N])
    rewrite(submission, "xnli", "zh", [N] * 6)
    scores = score(submission, gold=[data / "labels"])
    de, zh = _cell(scores, "xnli", "de"), _cell(scores, "xnli", "zh")
    assert de.metrics == pytest.approx({"accuracy": 66.66666666666667}, abs=1e-9)
    assert de.counts == {"correct": 4, "n": 6}
    assert zh.metrics == pytest.approx({"accuracy": 33.33333333333333}, abs=1e-9)
    assert (de.examples, de.unknown_gold, de.split, de.limit) == (6, 0, "test", None)


def test_units_are_premise_triples_for_xnli_and_rows_elsewhere(
    submission: Path, data: Path
) -> None:
    scores = score(submission, gold=[data / "labels"])
    units = {task: _cell(scores, task, "de").units for task in ("xnli", "pawsx", "udpos", "panx")}
    assert units == {"xnli": 2, "pawsx": 6, "udpos": 6, "panx": 6}
    gold = [LabelGold(str(row), C) for row in range(7)]
    assert units_by_row(get_task("xnli"), gold) == list("0001112")
    assert units_by_row(get_task("pawsx"), gold[:3]) == list("012")


def test_tagging_scores_chunks_and_tokens(submission: Path, data: Path, rewrite: Rewrite) -> None:
    five = ["O", "B-PER", "I-PER", "B-ORG", "I-ORG"]
    seven = [*five, "B-LOC", "I-LOC"]
    rewrite(submission, "panx", "de", [["O"] * 5, five, five, seven, seven, seven])
    cell = _cell(score(submission, gold=[data / "labels"]), "panx", "de")
    assert cell.counts == {"tp": 13, "predicted": 13, "gold": 15, "correct": 32, "tokens": 36}
    assert cell.metrics == pytest.approx(
        {
            "f1": 200 * 13 / 28,
            "precision": 100.0,
            "recall": 86.66666666666667,
            "token_accuracy": 88.88888888888889,
        },
        abs=1e-9,
    )


def test_unknown_answers_are_left_out_and_counted(
    submission: Path, gold: Path, rewrite: Rewrite
) -> None:
    (gold / "xnli/test-de.tsv").write_text(f"{C}\n?\n{N}\n{C}\n?\n?\n", encoding="utf-8")
    rewrite(submission, "xnli", "de", [C, E, C, C, E, N])
    cell = _cell(score(submission, gold=[gold]), "xnli", "de")
    assert cell.unknown_gold == 3
    assert cell.counts == {"correct": 2, "n": 3}
    assert cell.metrics == pytest.approx({"accuracy": 66.66666666666667}, abs=1e-9)
    assert cell.units == 2


def test_a_sentence_with_an_unknown_tag_is_left_out_whole(
    submission: Path, gold: Path, rewrite: Rewrite
) -> None:
    five, seven = ["O", "B-PER", "O", "O", "O"], ["O"] * 7
    path = gold / "panx/test-de.tsv"
    sentences = [five, five, ["O", "?", "O", "O", "O"], seven, seven, seven]
    path.write_text("\n\n".join("\n".join(s) for s in sentences) + "\n", encoding="utf-8")
    rewrite(submission, "panx", "de", [five, five, ["B-LOC"] * 5, seven, seven, seven])
    cell = _cell(score(submission, gold=[gold]), "panx", "de")
    assert (cell.unknown_gold, cell.units) == (1, 5)
    assert cell.counts == {"tp": 2, "predicted": 2, "gold": 2, "correct": 31, "tokens": 31}


def test_a_cell_whose_answers_are_all_unknown_has_no_score(submission: Path, gold: Path) -> None:
    (gold / "xnli/test-de.tsv").write_text("?\n" * 6, encoding="utf-8")
    cell = _cell(score(submission, gold=[gold]), "xnli", "de")
    assert cell.metrics is None and cell.counts is None
    assert (cell.unknown_gold, cell.units) == (6, 0)


def test_cells_without_gold_are_listed_without_a_score(submission: Path, gold: Path) -> None:
    shutil.rmtree(gold / "panx")
    (gold / "xnli/test-zh.tsv").unlink()
    scores = score(submission, gold=[gold])
    without = {(c.task, c.language) for c in scores.cells if c.metrics is None}
    assert without == {("panx", "de"), ("panx", "en"), ("panx", "zh"), ("xnli", "zh")}
    assert len(scores.cells) == 12
    for cell in scores.cells:
        known = (cell.task, cell.language) not in without
        assert (cell.gold_fingerprint is not None) == known
        assert cell.inputs_fingerprint is not None


def test_without_any_gold_nothing_is_scored_or_written(submission: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(DataError) as caught:
        score(submission, gold=[tmp_path / "empty"])
    assert "--gold" in caught.value.remedy
    assert not (submission / "scores.json").exists()


@pytest.mark.parametrize("rows", [0, 5, 7])
def test_gold_of_another_size_is_refused_by_name(submission: Path, gold: Path, rows: int) -> None:
    (gold / "xnli/test-de.tsv").write_text(f"{N}\n" * rows, encoding="utf-8")
    with pytest.raises(DataError) as caught:
        score(submission, gold=[gold])
    assert "xnli/de" in caught.value.what
    assert f"{rows} rows" in caught.value.what
    assert not (submission / "scores.json").exists()


@pytest.mark.parametrize("sentence", [["O"] * 4, ["O"] * 6])
@pytest.mark.parametrize("with_inputs", [True, False])
def test_gold_whose_sentences_have_another_length_is_refused_by_name(
    submission: Path, data: Path, gold: Path, sentence: list[str], with_inputs: bool
) -> None:
    path = gold / "panx/test-de.tsv"
    sentences = path.read_text(encoding="utf-8").split("\n\n")
    sentences[1] = "\n".join(sentence)
    path.write_text("\n\n".join(sentences), encoding="utf-8")
    sources = [f"folder:{data / 'download'}"] if with_inputs else []
    with pytest.raises(DataError) as caught:
        score(submission, sources, [gold])
    assert "panx/de" in caught.value.what
    assert not (submission / "scores.json").exists()


def test_gold_is_that_of_the_split_that_was_predicted(
    submission: Path, data: Path, rewrite: Rewrite
) -> None:
    """The manifest says validation: answers come from the source's labelled dev file."""
    manifest = json.loads((submission / "manifest.json").read_text(encoding="utf-8"))
    for entry in manifest["data"]:
        entry |= {"split": "validation", "examples": 3, "inputs_fingerprint": None}
    kept = [entry for entry in manifest["data"] if (entry["task"], entry["language"])
            == ("xnli", "en")]  # fmt: skip
    manifest["data"] = kept
    manifest["files"] = [f for f in manifest["files"] if f["path"].endswith("xnli/en.jsonl")]
    for task in ("pawsx", "udpos", "panx"):
        shutil.rmtree(submission / "predictions" / task)
    for language in ("de", "zh"):
        (submission / f"predictions/xnli/{language}.jsonl").unlink()
    (submission / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    rewrite(submission, "xnli", "en", [C, E, E])
    scores = score(submission, gold=[data / "download"])
    (cell,) = scores.cells
    assert cell.split == "validation"
    assert cell.metrics == pytest.approx({"accuracy": 66.66666666666667}, abs=1e-9)
    assert "split:validation" in scores.signature
