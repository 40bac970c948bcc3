"""A head's classes are matched to the task's labels by name, whatever their order."""

import json
import shutil
from collections.abc import Callable
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from xstilts_kit.checkpoint.labels import LabelMismatch, check_order, match_labels
from xstilts_kit.tasks import all_tasks, get_task

Refused = Callable[..., str]
Predict = Callable[..., tuple[int, str, str]]
Records = Callable[..., list[dict[str, Any]]]
ChangeConfig = Callable[..., None]

LABELS = get_task("xnli").labels


def _named(names: list[str]) -> dict[str, Any]:
    return {
        "id2label": {str(i): name for i, name in enumerate(names)},
        "label2id": {name: i for i, name in enumerate(names)},
    }


@pytest.mark.parametrize("task", sorted(all_tasks()))
def test_labels_are_told_apart_after_folding_case_and_separators(task: str) -> None:
    labels = get_task(task).labels
    shouted = {i: label.upper().replace("-", "_ ") for i, label in enumerate(reversed(labels))}
    assert match_labels(shouted, labels) == tuple(reversed(labels))


@pytest.mark.parametrize(
    ("names", "says"),
    [
        (["contradiction", "entailment"], "it has 2 classes, fewer than the 3 labels"),
        (["score"], "it has 1 output, fewer than the 3 labels"),
        ([*LABELS, "maybe"], "has also maybe"),
        (["contradiction", "entailment", "maybe"], "lacks neutral; has also maybe"),
        (["contradiction", "entailment", "Entailment"], "has twice"),
        (["LABEL_0", "LABEL_1", "LABEL_2"], "its labels have no names"),
        (["LABEL_0", "entailment", "neutral"], "its labels have no names"),
        ([], "lacks contradiction, entailment, neutral"),
    ],
)
def test_a_label_set_that_is_not_the_tasks_is_refused(names: list[str], says: str) -> None:
    with pytest.raises(LabelMismatch, match=says):
        match_labels(dict(enumerate(names)), LABELS)


def test_labels_that_are_not_numbered_from_zero_are_refused() -> None:
    with pytest.raises(LabelMismatch):
        match_labels({1: "contradiction", 2: "entailment", 3: "neutral"}, LABELS)


@pytest.mark.parametrize(
    "given",
    [
        ["contradiction", "entailment"],
        ["contradiction", "entailment", "entailment"],
        ["contradiction", "entailment", "maybe"],
        ["Contradiction", "entailment", "neutral"],
        [],
    ],
)
def test_an_order_must_name_each_label_once(given: list[str]) -> None:
    with pytest.raises(LabelMismatch):
        check_order(given, LABELS, 3)


def test_an_order_of_more_labels_than_the_head_has_classes_is_refused() -> None:
    with pytest.raises(LabelMismatch, match="2 classes"):
        check_order(LABELS, LABELS, 2)


@pytest.mark.usefixtures("no_weights")
@pytest.mark.parametrize(
    ("names", "says"),
    [
        (["LABEL_0", "LABEL_1", "LABEL_2"], "its labels have no names"),
        (["contradiction", "entailment", "maybe"], "lacks neutral; has also maybe"),
    ],
)
def test_a_head_whose_labels_do_not_fit_is_refused_with_the_way_out(
    names: list[str], says: str, model: Path, change_config: ChangeConfig, refused: Refused
) -> None:
    change_config(model / "xnli", **_named(names))
    message = refused(model)
    assert says in message
    assert "in that order, in --labels xnli=…" in message
    assert "contradiction,entailment,neutral" not in message


@pytest.mark.usefixtures("no_weights")
def test_two_nameless_classes_are_refused_where_the_configuration_says_nothing(
    model: Path, change_config: ChangeConfig, refused: Refused
) -> None:
    change_config(model / "pawsx", id2label=None, label2id=None)
    assert "its labels have no names (LABEL_0, LABEL_1)" in refused(model, task="pawsx")


@pytest.mark.usefixtures("no_weights")
@pytest.mark.parametrize(
    "value", ["xnli=entailment,neutral", "xnli=a,b,c", "xnli=entailment,neutral,neutral"]
)
def test_labels_that_are_not_the_tasks_are_refused(
    value: str, model: Path, refused: Refused
) -> None:
    message = refused(model, "--labels", value)
    assert "each of contradiction, entailment, neutral once" in message


@pytest.mark.usefixtures("no_weights")
@pytest.mark.parametrize("value", ["xnli", "xnli=", "=a,b", "xnlii=a,b,c"])
def test_labels_without_a_task_are_wrong_usage(value: str, model: Path, refused: Refused) -> None:
    refused(model, "--labels", value, code=2)


@pytest.fixture
def lines(lively: Path, data: Path, predict: Predict, records: Records, tmp_path: Path) -> Any:
    """The records that the head gives as it was saved; at least two labels among them."""
    code, _, stderr = predict(lively, out=tmp_path / "original")
    assert code == 0, stderr
    found = records(tmp_path / "original")
    assert len({record["label"] for record in found}) > 1
    return found


@pytest.mark.parametrize("order", list(permutations(range(3)))[1:])
def test_a_head_with_its_classes_in_another_order_predicts_the_same(
    order: tuple[int, ...],
    model: Path,
    predict: Predict,
    records: Records,
    lines: Any,
    change_config: ChangeConfig,
    tmp_path: Path,
) -> None:
    from safetensors.torch import load_file, save_file

    path = model / "xnli" / "model.safetensors"
    tensors = load_file(path)
    for name in ("classifier.out_proj.weight", "classifier.out_proj.bias"):
        tensors[name] = tensors[name][list(order)].contiguous()
    save_file(tensors, path, {"format": "pt"})
    spelled = ("Contradiction", "EN_TAIL ment", "neu-tral")
    change_config(model / "xnli", **_named([spelled[i] for i in order]))
    code, _, stderr = predict(model)
    assert code == 0, stderr
    assert records(tmp_path / "out") == lines
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["models"][0]["label_map"] == {str(k): LABELS[i] for k, i in enumerate(order)}


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_labels_name_the_classes_of_a_nameless_head_in_their_order(
    order: tuple[int, ...],
    model: Path,
    predict: Predict,
    records: Records,
    lines: Any,
    change_config: ChangeConfig,
    tmp_path: Path,
) -> None:
    change_config(model / "xnli", **_named(["LABEL_0", "LABEL_1", "LABEL_2"]))
    given = [LABELS[i] for i in order]
    code, _, stderr = predict(model, "--labels", f"xnli={','.join(given)}")
    assert code == 0, stderr
    renamed = dict(zip(LABELS, given, strict=True))
    assert records(tmp_path / "out") == [r | {"label": renamed[r["label"]]} for r in lines]


def test_a_sharded_checkpoint_predicts_the_same(
    model: Path, predict: Predict, records: Records, lines: Any, tmp_path: Path
) -> None:
    import transformers

    kind = transformers.XLMRobertaForSequenceClassification
    loaded = kind.from_pretrained(model / "xnli")
    (model / "xnli" / "model.safetensors").unlink()
    loaded.save_pretrained(model / "xnli", max_shard_size="4KB")
    shards = sorted(p.name for p in (model / "xnli").glob("model-*.safetensors"))
    assert len(shards) > 1
    code, _, stderr = predict(model)
    assert code == 0, stderr
    assert records(tmp_path / "out") == lines
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))
    covered = {file["path"] for file in manifest["models"][0]["files"]}
    assert {f"xnli/{name}" for name in [*shards, "model.safetensors.index.json"]} <= covered
    assert manifest["models"][0]["parameters"] == sum(p.numel() for p in loaded.parameters())


def test_a_half_precision_checkpoint_is_computed_in_float32(
    model: Path, predict: Predict, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    import torch
    import transformers

    from xstilts_kit.checkpoint import opening

    kind = transformers.XLMRobertaForSequenceClassification
    kind.from_pretrained(model / "xnli").half().save_pretrained(model / "xnli")
    config = json.loads((model / "xnli" / "config.json").read_text(encoding="utf-8"))
    assert config["dtype"] == "float16"
    used: set[torch.dtype] = set()
    original = opening.open_head

    def watched(*arguments: Any) -> Any:
        opened = original(*arguments)
        used.update(parameter.dtype for parameter in opened.model.parameters())
        return opened

    monkeypatch.setattr(opening, "open_head", watched)
    assert predict(model)[0] == 0
    assert used == {torch.float32}
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["settings"]["dtype"] == "float32"


def test_a_folder_with_one_head_at_its_top_serves_that_task(
    model: Path, predict: Predict, records: Records, lines: Any, tmp_path: Path
) -> None:
    code, _, stderr = predict(model / "xnli")
    assert code == 0, stderr
    assert records(tmp_path / "out") == lines


def test_a_checkpoint_for_each_task_is_taken_from_its_own_folder(
    model: Path, predict: Predict, records: Records, lines: Any, tmp_path: Path
) -> None:
    shutil.move(model / "panx", tmp_path / "ner")
    shutil.move(model / "xnli", tmp_path / "nli")
    more = ("--model", f"panx={tmp_path / 'ner'}", "--task", "panx")
    code, _, stderr = predict(f"xnli={tmp_path / 'nli'}", *more)
    assert code == 0, stderr
    assert records(tmp_path / "out") == lines
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))
    assert {tuple(m["tasks"]): m["id"] for m in manifest["models"]} == {
        ("xnli",): "nli",
        ("panx",): "ner",
    }


@pytest.mark.usefixtures("no_weights")
def test_a_task_without_its_own_checkpoint_says_which_option_is_missing(
    model: Path, predict: Predict
) -> None:
    code, _, stderr = predict(f"xnli={model / 'xnli'}", "--task", "panx")
    assert code == 3
    assert "--model panx=CHECKPOINT" in stderr


@pytest.mark.usefixtures("no_weights")
@pytest.mark.parametrize("second", ["", "xnli="])
def test_two_checkpoints_for_the_same_are_wrong_usage(
    second: str, model: Path, predict: Predict
) -> None:
    code, _, stderr = predict(f"{second}{model}", "--model", f"{second}{model}")
    assert code == 2
    assert "given twice" in stderr


@pytest.mark.usefixtures("no_weights")
def test_a_checkpoint_for_an_unknown_task_suggests_the_nearest(
    model: Path, predict: Predict
) -> None:
    code, _, stderr = predict(f"xnly={model}")
    assert code == 2
    assert "Did you mean xnli" in stderr
