"""Questions without an answer, blank gold, and gold of other questions."""

import json
import shutil
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from xstilts_kit.cli import group, run
from xstilts_kit.diagnostics.errors import DataError
from xstilts_kit.scoring.results import CellScore
from xstilts_kit.scoring.scoring import Invalid, score


def _rewrite(folder: Path, name: str, records: list[dict[str, Any]]) -> None:
    content = "".join(f"{json.dumps(r, ensure_ascii=False)}\n" for r in records).encode()
    (folder / name).write_bytes(content)
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    for file in manifest["files"]:
        if file["path"] == name:
            file |= {
                "sha256": sha256(content).hexdigest(),
                "bytes": len(content),
                "records": len(records),
            }
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")


def _cell(folder: Path, task: str, **options: Any) -> CellScore:
    scores = score(folder, write=False, **options)
    (found,) = [c for c in scores.cells if (c.task, c.language) == (task, "de")]
    return found


XQUAD = "predictions/xquad/de.jsonl"
RIGHT = ["Berlin", "ein Auto", "Anna", "heute", "Der Zug", "Es regnet"]


@pytest.fixture
def answered(whole_submission: Path) -> Path:
    """Every question of xquad/de answered rightly but for the last two, which are not answered."""
    ids = [f"q{text}{number}" for text in range(2) for number in range(3)]
    records = [{"id": i, "answer": a} for i, a in zip(ids, RIGHT, strict=True)]
    _rewrite(whole_submission, XQUAD, records[:4])
    return whole_submission


@pytest.mark.parametrize("with_inputs", [True, False])
def test_a_question_without_an_answer_is_a_problem_unless_it_may_be_missing(
    answered: Path, data: Path, with_inputs: bool
) -> None:
    options: dict[str, Any] = {"gold": [data / "labels"]}
    if with_inputs:
        options["sources"] = [f"folder:{data / 'download'}"]
    with pytest.raises(Invalid) as refused:
        score(answered, **options)
    assert {p.code for p in refused.value.report.problems if p.severity == "error"} == {"XS408"}
    cell = _cell(answered, "xquad", allow_missing=True, **options)
    assert (cell.missing, cell.units) == (2, 2)
    assert cell.counts is not None and cell.metrics is not None
    assert cell.counts == {"exact": 4, "f1": 4, "f1_language": 4, "n": 6}
    assert cell.metrics["exact_match"] == pytest.approx(100 * 4 / 6)


def test_the_command_says_how_many_are_missing(
    answered: Path, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["score", str(answered), "--gold", str(data / "labels")]
    assert run(group, "xstilts-submit", arguments) == 1
    assert "XS408" in capsys.readouterr().err
    assert run(group, "xstilts-submit", [*arguments, "--allow-missing"]) == 0
    written = json.loads((answered / "scores.json").read_text(encoding="utf-8"))
    missing = {(c["task"], c["language"]): c["missing"] for c in written["cells"]}
    assert missing.pop(("xquad", "de")) == 2
    assert set(missing.values()) == {0}


def test_other_tasks_may_never_lack_a_record(whole_submission: Path, data: Path) -> None:
    name = "predictions/tatoeba/de.jsonl"
    lines = (whole_submission / name).read_text(encoding="utf-8").splitlines()
    _rewrite(whole_submission, name, [json.loads(line) for line in lines[:-1]])
    with pytest.raises(Invalid):
        score(whole_submission, gold=[data / "labels"], allow_missing=True)


def test_blank_answers_given_as_gold_are_refused(
    whole_submission: Path, data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """XTREME's test files hold a blank answer to every question."""
    manifest = json.loads((whole_submission / "manifest.json").read_text(encoding="utf-8"))
    manifest["data"] = [e for e in manifest["data"] if e["task"] == "xquad"]
    manifest["files"] = [f for f in manifest["files"] if "/xquad/" in f["path"]]
    for path in (whole_submission / "predictions").iterdir():
        if path.name != "xquad":
            shutil.rmtree(path)
    (whole_submission / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    for gold in (data / "download", _as_labels(data, tmp_path)):
        with pytest.raises(DataError, match="every answer is blank") as refused:
            score(whole_submission, gold=[gold])
        assert "--gold" in refused.value.remedy
        assert run(group, "xstilts-submit", ["score", str(whole_submission), "--gold", str(gold)])
        assert "every answer is blank" in capsys.readouterr().err
    assert not (whole_submission / "scores.json").exists()


def _as_labels(data: Path, tmp_path: Path) -> Path:
    (tmp_path / "blank/xquad").mkdir(parents=True)
    for language in ("de", "en", "zh"):
        source = data / f"download/xquad/xquad.{language}.json"
        shutil.copy(source, tmp_path / f"blank/xquad/test-{language}.json")
    return tmp_path / "blank"


def test_gold_of_other_questions_is_refused_by_name(
    whole_submission: Path, data: Path, tmp_path: Path
) -> None:
    gold = Path(shutil.copytree(data / "labels", tmp_path / "gold"))
    path = gold / "xquad/test-de.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"q00"', '"other"'), encoding="utf-8")
    for allowed in (False, True):
        with pytest.raises(DataError, match="xquad/de") as refused:
            score(whole_submission, gold=[gold], allow_missing=allowed)
        assert "'q00'" in refused.value.what


def test_gold_may_list_the_questions_in_another_order(
    answered: Path, data: Path, tmp_path: Path
) -> None:
    """Questions have ids of their own, so only the edition's own gold has a set order."""
    gold = Path(shutil.copytree(data / "labels", tmp_path / "gold"))
    path = gold / "xquad/test-de.json"
    document = json.loads(path.read_text(encoding="utf-8"))
    document["data"][0]["paragraphs"].reverse()
    path.write_text(json.dumps(document), encoding="utf-8")
    cell = _cell(answered, "xquad", gold=[gold], allow_missing=True)
    assert cell.counts is not None and cell.counts["exact"] == 4


def test_an_empty_file_of_pairs_scores_zero(whole_submission: Path, data: Path) -> None:
    _rewrite(whole_submission, "predictions/bucc2018/de.jsonl", [])
    cell = _cell(whole_submission, "bucc2018", gold=[data / "labels"])
    assert cell.metrics == {"f1": 0.0, "precision": 0.0, "recall": 0.0}
    assert cell.counts == {"tp": 0, "predicted": 0, "gold": 4}
