"""`scores.json` and the command `score`: what is written, printed and returned."""

import errno
import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from xstilts_kit.cli import group, run
from xstilts_kit.diagnostics.errors import StorageError
from xstilts_kit.scoring.scoring import Invalid, score
from xstilts_kit.validation.validating import validate
from xstilts_schemas import validator


def _run(*arguments: object) -> int:
    return run(group, "xstilts-submit", [str(argument) for argument in arguments])


def _fits(value: Any) -> list[str]:
    return [error.message for error in validator("scores").iter_errors(value)]


def test_scores_fit_their_schema_and_the_folder_stays_valid(submission: Path, data: Path) -> None:
    scores = score(submission, gold=[data / "labels"])
    assert scores.write() == submission / "scores.json"
    written = json.loads((submission / "scores.json").read_text(encoding="utf-8"))
    assert _fits(written) == []
    assert written == json.loads(json.dumps(scores.as_json()))
    assert validate(submission).valid
    assert score(submission, gold=[data / "labels"]) == scores


def test_scores_with_cells_without_gold_fit_their_schema(
    submission: Path, data: Path, tmp_path: Path
) -> None:
    shutil.copytree(data / "labels/xnli", tmp_path / "gold/xnli")
    (tmp_path / "gold/xnli/test-de.tsv").write_text("?\n" * 6, encoding="utf-8")
    score(submission, gold=[tmp_path / "gold"]).write()
    assert _fits(json.loads((submission / "scores.json").read_text(encoding="utf-8"))) == []


def test_inputs_count_as_verified_only_where_they_were_all_at_hand(
    submission: Path, data: Path
) -> None:
    gold, source = [data / "labels"], f"folder:{data / 'download'}"
    assert score(submission, [source], gold).inputs_verified
    assert not score(submission, [], gold).inputs_verified
    assert not score(submission, [f"xnli={source}"], gold).inputs_verified


def test_nothing_is_written_unless_asked(submission: Path, data: Path) -> None:
    score(submission, gold=[data / "labels"])
    assert not (submission / "scores.json").exists()


def test_an_invalid_submission_is_not_scored(submission: Path, data: Path) -> None:
    path = submission / "predictions/xnli/de.jsonl"
    path.write_text(path.read_text().replace("neutral", "entailment"), encoding="utf-8")
    path.write_text(path.read_text() + '{"id": "6", "label": "neutral"}\n', encoding="utf-8")
    with pytest.raises(Invalid) as caught:
        score(submission, gold=[data / "labels"]).write()
    assert caught.value.exit_code == 1
    assert not caught.value.report.valid
    assert not (submission / "scores.json").exists()


@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_scores_appear_whole_or_not_at_all(
    submission: Path, data: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    score(submission, gold=[data / "labels"]).write()
    before = (submission / "scores.json").read_bytes()
    files = sorted(submission.rglob("*"))

    def full(*arguments: object, **named: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(*((os, "fsync") if call == "fsync" else (Path, "replace")), full)
    with pytest.raises(StorageError, match="disk is full"):
        score(submission, gold=[data / "labels"]).write()
    assert (submission / "scores.json").read_bytes() == before
    assert sorted(submission.rglob("*")) == files


def test_json_goes_to_stdout_alone(
    submission: Path, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run("score", submission, "--gold", data / "labels", "--json") == 0
    printed = capsys.readouterr()
    value = json.loads(printed.out)
    assert _fits(value) == []
    assert value == json.loads((submission / "scores.json").read_text(encoding="utf-8"))


def test_the_table_ends_with_the_signature_and_says_what_is_missing(
    submission: Path, data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(data / "labels", tmp_path / "gold")
    (tmp_path / "gold/xnli/test-de.tsv").unlink()
    (tmp_path / "gold/pawsx/test-zh.tsv").write_text("?\n0\n1\n0\n1\n0\n", encoding="utf-8")
    assert _run("score", submission, "--gold", tmp_path / "gold") == 0
    out = capsys.readouterr().out
    written = json.loads((submission / "scores.json").read_text(encoding="utf-8"))
    assert out.rstrip().split("\n")[-1] == written["signature"]
    assert "no gold" in out
    assert "1 without known gold left out" in out
    assert "mean of 2 of 15 languages" in out
    assert "0 of 3 tasks" in out


def test_exit_codes_tell_what_went_wrong(
    submission: Path, data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "empty").mkdir()
    gold = data / "labels"
    assert _run("score", submission, "--gold", tmp_path / "empty") == 3
    assert _run("score", submission, "--gold", tmp_path / "gone") == 3
    assert _run("score", submission, "--gold", data / "download") == 3
    assert _run("score", submission, "--gold", gold, "--source", "nowhere") == 2
    assert _run("score", tmp_path / "gone", "--gold", gold) == 2
    capsys.readouterr()
    (submission / "predictions/xnli/de.jsonl").unlink()
    assert _run("score", submission, "--gold", gold, "--json") == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "XS104" in printed.err


def test_a_sentence_of_the_submission_with_too_few_tags_stops_without_a_traceback(
    submission: Path, data: Path, rewrite: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without the inputs only the gold knows how many tokens a sentence has."""
    short = [["O"] * 4, *([["O"] * 5] * 2), *([["O"] * 7] * 3)]
    rewrite(submission, "panx", "de", short)
    assert _run("score", submission, "--gold", data / "labels") in (1, 3)
    assert "panx/de" in capsys.readouterr().err
    assert not (submission / "scores.json").exists()
