"""The manifest says what was predicted, on what, with what and by whom; and nothing of paths."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from xstilts_kit.tasks import get_task
from xstilts_kit.validation.validating import validate
from xstilts_schemas import validator

Predict = Callable[..., tuple[int, str, str]]
ReadManifest = Callable[[], dict[str, Any]]
Contents = Callable[[], dict[str, bytes]]

ONE = ("--task", "xnli", "--language", "en")
TWO = ("--task", "xnli", "--task", "panx", "--language", "en")


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield key
            yield from _texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, str):
        yield value


def test_the_manifest_fits_its_schema_and_the_submission_is_valid(
    predict: Predict, manifest: ReadManifest, out: Path, data: Path
) -> None:
    assert predict(*TWO)[0] == 0
    assert [error.message for error in validator("manifest").iter_errors(manifest())] == []
    report = validate(out, [f"folder:{data / 'download'}"])
    assert report.valid
    assert [cell.name for cell in report.verified] == ["xnli/en", "panx/en"]


def test_digests_and_counts_are_those_of_the_files(
    predict: Predict, manifest: ReadManifest, contents: Contents
) -> None:
    assert predict(*TWO)[0] == 0
    files = contents()
    for entry in manifest()["files"]:
        content = files.pop(entry["path"])
        assert entry["sha256"] == sha256(content).hexdigest()
        assert entry["bytes"] == len(content)
        assert entry["records"] == content.count(b"\n")
    assert files.keys() == {"manifest.json"}


def test_models_are_described_by_their_files(
    predict: Predict, manifest: ReadManifest, checkpoint: Path
) -> None:
    assert predict(*TWO)[0] == 0
    models = {model["tasks"][0]: model for model in manifest()["models"]}
    assert models.keys() == {"xnli", "panx"}
    for task, model in models.items():
        names = {file["path"] for file in model["files"]}
        assert {f"{task}/config.json", f"{task}/model.safetensors"} < names
        assert f"{task}/tokenizer.json" in names
        for file in model["files"]:
            content = (checkpoint / file["path"]).read_bytes()
            assert (file["sha256"], file["bytes"]) == (sha256(content).hexdigest(), len(content))
        assert list(model["label_map"].values()) == list(get_task(task).labels)
        assert (model["kind"], model["revision"]) == ("folder", None)
    assert models["xnli"]["architecture"] == "XLMRobertaForSequenceClassification"
    assert models["xnli"]["digest"] != models["panx"]["digest"]


def test_no_path_of_this_computer_stands_in_the_manifest(
    predict: Predict, manifest: ReadManifest, data: Path, checkpoint: Path, out: Path
) -> None:
    assert predict(*TWO)[0] == 0
    for text in _texts(manifest()):
        assert not text.startswith("/")
        for path in (data, checkpoint, out, Path.home(), Path.cwd()):
            assert str(path) not in text


def test_a_label_order_that_was_given_is_recorded(predict: Predict, manifest: ReadManifest) -> None:
    order = ("--labels", "xnli=neutral,contradiction,entailment", "--override-labels")
    assert predict(*ONE, *order)[0] == 0
    (model,) = manifest()["models"]
    assert model["config_labels"] == {"0": "contradiction", "1": "entailment", "2": "neutral"}
    assert model["label_map"] == {"0": "neutral", "1": "contradiction", "2": "entailment"}


def test_settings_are_those_of_the_run(predict: Predict, manifest: ReadManifest) -> None:
    more = ("--dtype", "bfloat16", "--batch-tokens", "77", "--max-length", "xnli=12")
    assert predict(*TWO, *more, "--device", "cpu")[0] == 0
    settings = manifest()["settings"]
    assert settings["dtype"] == "bfloat16"
    assert settings["device"] == "cpu"
    assert settings["batch_tokens"] == 77
    assert settings["max_lengths"] == {"xnli": 12, "panx": 16}
    assert {"numpy", "tokenizers", "torch", "transformers"} <= settings["libraries"].keys()


def test_the_time_is_now_in_utc(predict: Predict, manifest: ReadManifest) -> None:
    assert predict(*ONE)[0] == 0
    written = datetime.strptime(manifest()["created"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    assert abs((datetime.now(UTC) - written).total_seconds()) < 60


def test_what_is_not_said_is_null_or_unknown(predict: Predict, manifest: ReadManifest) -> None:
    assert predict(*ONE)[0] == 0
    written = manifest()
    assert written["author"] == {"name": None, "contact": None, "url": None, "github": []}
    assert written["licence"] is None
    assert written["supervision"].pop("model_selection") == "unknown"
    assert set(written["supervision"].values()) == {None}


def test_what_the_user_says_stands_in_the_manifest(
    predict: Predict, manifest: ReadManifest
) -> None:
    said = {
        "labelled_languages": "en,de",
        "model_selection": "english-dev",
        "translated_training_data": "no",
        "parallel_data_in_pretraining": "yes",
        "target_language_unlabelled": "no",
        "intermediate_tasks": "mnli,squad",
        "ensemble_of": "3",
        "chosen_on_test": "none",
    }
    more = [text for key, value in said.items() for text in ("--supervision", f"{key}={value}")]
    code, _, stderr = predict(
        *ONE,
        *more,
        *("--author", "Á. Author", "--contact", "a@example.org", "--url", "https://example.org/m"),
        *("--github", "a-author:12", "--github", "b-author:3"),
        *("--licence", "CC-BY-4.0", "--base-model", "org/base@refs/pr/1"),
        *("--notes", "Two lines,\nplain."),
    )
    assert code == 0, stderr
    written = manifest()
    assert written["supervision"] == {
        "labelled_languages": ["en", "de"],
        "model_selection": "english-dev",
        "translated_training_data": False,
        "parallel_data_in_pretraining": True,
        "target_language_unlabelled": False,
        "intermediate_tasks": ["mnli", "squad"],
        "ensemble_of": 3,
        "chosen_on_test": [],
    }
    assert written["author"] == {
        "name": "Á. Author",
        "contact": "a@example.org",
        "url": "https://example.org/m",
        "github": [{"login": "a-author", "id": 12}, {"login": "b-author", "id": 3}],
    }
    assert written["licence"] == "CC-BY-4.0"
    assert written["models"][0]["base_model"] == "org/base"
    assert written["models"][0]["base_revision"] == "refs/pr/1"
    assert written["notes"] == "Two lines,\nplain."


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--supervision", "labelled_languages"),
        ("--supervision", "labelled_languages="),
        ("--supervision", "labelled_language=en"),
        ("--supervision", "labelled_languages=English"),
        ("--supervision", "labelled_languages=en,en"),
        ("--supervision", "model_selection=best"),
        ("--supervision", "translated_training_data=maybe"),
        ("--supervision", "intermediate_tasks=mnli,,squad"),
        ("--supervision", "ensemble_of=0"),
        ("--supervision", "ensemble_of=two"),
        ("--supervision", "chosen_on_test=" + "x" * 200),
        ("--github", "login"),
        ("--github", "login:"),
        ("--github", "login:0"),
        ("--github", "login:-1"),
        ("--github", ":5"),
        ("--github", "two words:5"),
        ("--author", ""),
        ("--author", "x" * 300),
        ("--contact", "x" * 300),
        ("--url", "javascript:alert(1)"),
        ("--url", "example.org"),
        ("--notes", "x" * 2001),
        ("--base-model", "x" * 300),
        ("--base-model", "org/model@" + "0" * 65),
    ],
)
def test_what_the_manifest_cannot_say_is_refused_before_anything_is_read(
    option: str, value: str, predict: Predict, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("the run began")

    monkeypatch.setattr("xstilts_kit.prediction.preparing.prepare", refuse)
    code, stdout, stderr = predict(*ONE, option, value)
    assert code == 2, stderr
    assert stdout == ""
    assert stderr
    assert max(map(len, stderr.splitlines())) < 1000
    assert not out.exists()


def test_json_prints_the_manifest_and_nothing_else(
    predict: Predict, manifest: ReadManifest
) -> None:
    code, stdout, _ = predict(*ONE, "--json")
    assert code == 0
    assert json.loads(stdout) == manifest()
