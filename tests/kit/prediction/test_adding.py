"""A finished submission takes further cells, if they are predicted as its own were."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from xstilts_kit.validation.validating import validate

Predict = Callable[..., tuple[int, str, str]]
ReadManifest = Callable[[], dict[str, Any]]
Contents = Callable[[], dict[str, bytes]]

XNLI_EN = ("--task", "xnli", "--language", "en")
XNLI = ("--task", "xnli", "--language", "en", "--language", "de")


def cells(manifest: dict[str, Any]) -> list[str]:
    return [f"{entry['task']}/{entry['language']}" for entry in manifest["data"]]


def test_a_language_is_added_and_what_was_there_is_not_predicted_again(
    predict: Predict, out: Path, manifest: ReadManifest, contents: Contents, tmp_path: Path
) -> None:
    assert predict(*XNLI_EN, "--licence", "CC0-1.0")[0] == 0
    first, created = contents(), manifest()["created"]
    stamp = (out / "predictions/xnli/en.jsonl").stat().st_mtime_ns
    code, _, stderr = predict(*XNLI)
    assert code == 0, stderr
    assert cells(manifest()) == ["xnli/en", "xnli/de"]
    assert manifest()["licence"] == "CC0-1.0"
    assert manifest()["created"] == created
    assert len(manifest()["models"]) == 1
    assert contents()["predictions/xnli/en.jsonl"] == first["predictions/xnli/en.jsonl"]
    assert (out / "predictions/xnli/en.jsonl").stat().st_mtime_ns == stamp
    assert not (out / ".unfinished").exists()
    assert validate(out).valid
    whole = tmp_path / "whole"
    assert predict(*XNLI, to=whole)[0] == 0
    at_once = (whole / "predictions/xnli/de.jsonl").read_bytes()
    assert contents()["predictions/xnli/de.jsonl"] == at_once


def test_a_task_is_added_and_old_scores_go(
    predict: Predict, out: Path, manifest: ReadManifest
) -> None:
    assert predict(*XNLI_EN)[0] == 0
    (out / "scores.json").write_text("{}", encoding="utf-8")
    assert predict("--task", "tatoeba", "--language", "de", "--layer", "1")[0] == 0
    assert cells(manifest()) == ["xnli/en", "tatoeba/de"]
    assert manifest()["settings"]["retrieval"]["layer"] == 1
    assert set(manifest()["settings"]["max_lengths"]) == {"xnli", "tatoeba"}
    assert "settings" not in manifest()["models"][1]
    assert not (out / "scores.json").exists()
    assert validate(out).valid


def test_a_further_task_may_have_settings_of_its_own(
    predict: Predict, out: Path, manifest: ReadManifest
) -> None:
    assert predict(*XNLI_EN)[0] == 0
    assert predict("--task", "panx", "--language", "de", "--batch-tokens", "512")[0] == 0
    assert manifest()["settings"]["batch_tokens"] != 512
    own = {tuple(m["tasks"]): m.get("settings") for m in manifest()["models"]}
    assert own[("xnli",)] is None
    assert own[("panx",)]["batch_tokens"] == 512
    assert validate(out).valid
    # And more of that task is predicted as that task was.
    assert predict("--task", "panx", "--language", "en")[0] == 2
    code, _, stderr = predict("--task", "panx", "--language", "en", "--batch-tokens", "512")
    assert code == 0, stderr
    assert [tuple(m["tasks"]) for m in manifest()["models"]] == [("xnli",), ("panx",)]
    assert cells(manifest()) == ["xnli/en", "panx/de", "panx/en"]
    assert validate(out).valid


@pytest.mark.parametrize(
    ("more", "names"),
    [
        (("--batch-tokens", "64"), "xnli: batch_tokens"),
        (("--dtype", "bfloat16"), "xnli: dtype float32 / bfloat16"),
        (("--max-length", "xnli=12"), "xnli: max_length 16 / 12"),
        (("--limit", "2"), "xnli/en: limit none / 2"),
        (("--split", "validation"), "xnli/en: split test / validation"),
        (("--licence", "MIT"), "different values of licence"),
        (("--supervision", "model_selection=last"), "supervision (model_selection)"),
        (("--name", "other"), "describe"),
    ],
)
def test_what_was_made_differently_is_named_and_nothing_is_touched(
    more: tuple[str, ...], names: str, predict: Predict, contents: Contents
) -> None:
    assert predict(*XNLI_EN, "--licence", "CC0-1.0")[0] == 0
    before = contents()
    code, _, stderr = predict(*XNLI, *more)
    assert code == 2
    assert names in stderr
    assert contents() == before
    assert predict(*XNLI, *more, "--overwrite")[0] == 0
    assert contents() != before


def test_another_checkpoint_cannot_add_to_a_task(
    predict: Predict, whole_checkpoint: Path, tmp_path: Path, contents: Contents
) -> None:
    import shutil

    assert predict(*XNLI_EN)[0] == 0
    before = contents()
    other = tmp_path / "other"
    shutil.copytree(whole_checkpoint, other)
    config = other / "xnli" / "config.json"
    value = json.loads(config.read_text(encoding="utf-8"))
    config.write_text(json.dumps(value | {"layer_norm_eps": 1e-6}), encoding="utf-8")
    code, _, stderr = predict(*XNLI, model=other)
    assert code == 2
    assert "xnli: checkpoint" in stderr
    assert contents() == before


def test_another_suite_is_refused(predict: Predict, contents: Contents) -> None:
    assert predict(*XNLI_EN)[0] == 0
    before = contents()
    code, _, stderr = predict("--suite", "xnli", *XNLI)
    assert code == 2
    assert "Give --suite xtreme-8 to add to it" in stderr
    assert contents() == before


def test_an_interrupted_addition_leaves_the_submission_and_goes_on(
    predict: Predict,
    out: Path,
    contents: Contents,
    manifest: ReadManifest,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from xstilts_kit.engine import cell

    assert predict(*XNLI_EN)[0] == 0
    before = contents()

    def interrupted(*_: Any, **__: Any) -> Any:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(cell, "predict_cell", interrupted)
        assert predict(*XNLI)[0] == 130
    assert before.items() <= contents().items()
    assert predict(*XNLI)[0] == 0
    assert cells(manifest()) == ["xnli/en", "xnli/de"]
    assert validate(out).valid


def test_a_run_that_was_killed_after_its_manifest_is_only_closed(
    predict: Predict, out: Path, contents: Contents
) -> None:
    assert predict(*XNLI_EN)[0] == 0
    before = contents()
    (out / ".unfinished").mkdir()
    (out / ".unfinished" / "old.shard").write_bytes(b"x")
    assert predict(*XNLI_EN)[0] == 0
    assert contents() == before
    assert not (out / ".unfinished").exists()


def test_a_submission_without_a_sound_manifest_takes_nothing(predict: Predict, out: Path) -> None:
    assert predict(*XNLI_EN)[0] == 0
    (out / "manifest.json").write_text("{}", encoding="utf-8")
    code, _, stderr = predict(*XNLI)
    assert code == 1
    assert "its manifest is not sound" in stderr


def test_a_submission_that_another_run_finished_meanwhile_is_not_deleted(
    predict: Predict, out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import shutil

    from xstilts_kit.prediction.ready import ReadyHead

    other = tmp_path / "other"
    assert predict(*XNLI_EN, to=other)[0] == 0
    original = ReadyHead.open

    def slowly(ready: ReadyHead, device: Any) -> Any:
        if not out.exists():
            shutil.copytree(other, out)
        return original(ready, device)

    monkeypatch.setattr(ReadyHead, "open", slowly)
    code, _, stderr = predict(*XNLI)
    assert code == 2
    assert "Another run has written a submission" in stderr
    files = {path.relative_to(out) for path in out.rglob("*")}
    assert files == {path.relative_to(other) for path in other.rglob("*")}
    assert validate(out).valid


@pytest.mark.parametrize("how", ["removed", "changed"])
def test_files_that_went_during_a_run_are_not_claimed(
    how: str, predict: Predict, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import shutil

    from xstilts_kit.engine import cell

    original, calls = cell.predict_cell, []

    def meddling(*arguments: Any, **more: Any) -> Any:
        calls.append(arguments)
        if len(calls) == 2 and how == "removed":
            shutil.rmtree(out)
        elif len(calls) == 2:
            (out / "predictions/xnli/de.jsonl").write_text("", encoding="utf-8")
        return original(*arguments, **more)

    with monkeypatch.context() as patch:
        patch.setattr(cell, "predict_cell", meddling)
        code, stdout, stderr = predict(*XNLI)
    assert code == 5
    assert stdout == ""
    assert "predictions/xnli/de.jsonl was removed or changed during the run" in stderr
    assert not (out / "manifest.json").exists()
    assert predict(*XNLI)[0] == 0
    assert validate(out).valid
