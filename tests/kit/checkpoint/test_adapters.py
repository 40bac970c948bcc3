"""PEFT adapters are refused with a program that merges them, and the program works."""

import json
import shlex
import struct
import subprocess
import sys
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from tiny_encoders import save_tiny

pytestmark = pytest.mark.slow

Refused = Callable[..., str]
Predict = Callable[..., tuple[int, str, str]]
Records = Callable[..., list[dict[str, Any]]]


def _program(message: str) -> str:
    """What follows ``python -c`` in a refusal's second line."""
    remedy = message.splitlines()[1]
    return shlex.split(remedy.partition("python -c ")[2])[0]


def _merge(message: str, work: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", _program(message)]
    return subprocess.run(command, cwd=work, capture_output=True, text=True, check=False)


def _save_adapter(base: Path, folder: Path, kind: str, lora: Any, **loading: Any) -> Any:
    """Save an adapter of random weights, its head's too; the whole model with it merged in."""
    import peft
    import torch
    import transformers

    model = getattr(transformers, kind).from_pretrained(base, **loading)
    adapted = peft.get_peft_model(model, lora)
    torch.manual_seed(5)
    with torch.no_grad():
        for parameter in adapted.parameters():
            if parameter.requires_grad:
                parameter.normal_()
    adapted.save_pretrained(folder)
    return adapted.merge_and_unload()


def _lora(task_type: str | None, **more: Any) -> Any:
    peft = pytest.importorskip("peft", reason="the extra peft is not installed")
    modules = ["query", "value"]
    return peft.LoraConfig(r=2, target_modules=modules, task_type=task_type, **more)


def _write(folder: Path, **settings: Any) -> Path:
    folder.mkdir(parents=True)
    (folder / "adapter_config.json").write_text(json.dumps(settings), encoding="utf-8")
    (folder / "adapter_model.safetensors").write_bytes(struct.pack("<Q", 2) + b"{}")
    return folder


@pytest.mark.parametrize(("task_type", "tokenizer"), [("SEQ_CLS", True), (None, False)])
def test_the_lines_of_the_refusal_merge_the_adapter(
    task_type: str | None,
    tokenizer: bool,
    model: Path,
    refused: Refused,
    predict: Predict,
    records: Records,
    tmp_path: Path,
) -> None:
    import transformers

    base, folder = model / "xnli", tmp_path / "my lora@v2"
    whole = _save_adapter(base, folder, "AutoModelForSequenceClassification", _lora(task_type))
    own = transformers.AutoTokenizer.from_pretrained(base)
    if tokenizer:
        own.save_pretrained(folder)
    whole.save_pretrained(tmp_path / "expected")
    own.save_pretrained(tmp_path / "expected")
    done = _merge(refused(folder), tmp_path)
    assert done.returncode == 0, done.stderr
    for name in ("expected", "merged"):
        code, _, stderr = predict(tmp_path / name, out=tmp_path / f"out-{name}")
        assert code == 0, stderr
    assert predict(model, out=tmp_path / "out-base")[0] == 0
    merged = records(tmp_path / "out-merged")
    assert merged == records(tmp_path / "out-expected")
    assert merged != records(tmp_path / "out-base")


def test_a_head_of_other_classes_than_the_bases_comes_from_the_adapter(
    model: Path, refused: Refused, predict: Predict, records: Records, tmp_path: Path
) -> None:
    import transformers

    from xstilts_kit.tasks import get_task

    base, folder, labels = model / "udpos", tmp_path / "lora", get_task("panx").labels
    whole = _save_adapter(
        base,
        folder,
        "AutoModelForTokenClassification",
        _lora("TOKEN_CLS"),
        num_labels=len(labels),
        ignore_mismatched_sizes=True,
    )
    whole.save_pretrained(tmp_path / "expected")
    transformers.AutoTokenizer.from_pretrained(base).save_pretrained(tmp_path / "expected")
    done = _merge(refused(folder, task="panx"), tmp_path)
    assert done.returncode == 0, done.stderr
    order = f"panx={','.join(labels)}"
    for name in ("expected", "merged"):
        out = tmp_path / f"out-{name}"
        code, _, stderr = predict(tmp_path / name, "--labels", order, task="panx", out=out)
        assert code == 0, stderr
    merged = records(tmp_path / "out-merged", "panx")
    assert merged == records(tmp_path / "out-expected", "panx")


def test_tokens_that_the_adapter_added_are_kept(
    model: Path, refused: Refused, tmp_path: Path
) -> None:
    import peft
    import transformers

    base, folder = model / "xnli", tmp_path / "lora"
    lora = _lora("SEQ_CLS", modules_to_save=["word_embeddings", "classifier"])
    tokenizer = transformers.AutoTokenizer.from_pretrained(base)
    tokenizer.add_tokens(["<new>"])
    encoder = transformers.AutoModelForSequenceClassification.from_pretrained(base)
    encoder.resize_token_embeddings(len(tokenizer))
    peft.get_peft_model(encoder, lora).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    done = _merge(refused(folder), tmp_path)
    assert done.returncode == 0, done.stderr
    merged = transformers.AutoModel.from_pretrained(tmp_path / "merged")
    assert merged.get_input_embeddings().num_embeddings == len(tokenizer)


def test_a_layer_that_nobody_stored_is_never_made_up(refused: Refused, tmp_path: Path) -> None:
    """BERT's pooler is random in a base without one, and PEFT does not store it."""
    import transformers

    lora = _lora("SEQ_CLS")
    base, folder = save_tiny(tmp_path / "base", "bert"), tmp_path / "lora"
    transformers.BertModel.from_pretrained(base, add_pooling_layer=False).save_pretrained(base)
    kind = "AutoModelForSequenceClassification"
    _save_adapter(base, folder, kind, lora, num_labels=3)
    done = _merge(refused(folder), tmp_path)
    assert done.returncode != 0
    assert "Neither the base nor the adapter stores ['bert.pooler.dense" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "merged").exists()
    lora.modules_to_save = ["classifier", "pooler"]
    _save_adapter(base, folder, kind, lora, num_labels=3)
    done = _merge(refused(folder), tmp_path)
    assert done.returncode == 0, done.stderr


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails the test when a connection is made."""

    def refuse(*arguments: object) -> None:
        raise AssertionError(f"a connection to {arguments[1:]}")

    monkeypatch.setattr("socket.socket.connect", refuse)
    monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)


@pytest.mark.usefixtures("no_network")
@pytest.mark.parametrize("own_tokenizer", [True, False])
def test_an_adapter_is_applied_if_asked_for_and_recorded_with_its_base(
    own_tokenizer: bool,
    model: Path,
    predict: Predict,
    records: Records,
    tmp_path: Path,
) -> None:
    import transformers

    base, folder = model / "xnli", tmp_path / "models" / "xnli"
    whole = _save_adapter(base, folder, "AutoModelForSequenceClassification", _lora("SEQ_CLS"))
    own = transformers.AutoTokenizer.from_pretrained(base)
    if own_tokenizer:
        own.save_pretrained(folder)
    whole.save_pretrained(tmp_path / "expected")
    own.save_pretrained(tmp_path / "expected")
    assert predict(tmp_path / "expected", out=tmp_path / "out-expected")[0] == 0
    code, stdout, stderr = predict(folder.parent, "--apply-adapters", out=tmp_path / "out")
    assert code == 3, "the classes of an adapter's own head have no names"
    assert "--labels" in stderr
    labels = json.loads((base / "config.json").read_text())["id2label"]
    order = ",".join(labels[str(index)] for index in range(3))
    given = ("--apply-adapters", "--labels", f"xnli={order}")
    code, stdout, stderr = predict(folder.parent, *given, out=tmp_path / "out")
    assert code == 0, stderr
    assert "onfig" not in stdout + stderr
    assert records(tmp_path / "out") == records(tmp_path / "out-expected")
    (told,) = json.loads((tmp_path / "out" / "manifest.json").read_text())["models"]
    digests = {file["path"]: file["sha256"] for file in told["files"]}
    assert {"xnli/adapter_config.json", "xnli/adapter_model.safetensors"} <= digests.keys()
    weights = (base / "model.safetensors").read_bytes()
    assert digests["base_model/model.safetensors"] == sha256(weights).hexdigest()
    assert told["base_model"] == "xnli"
    assert (("xnli/tokenizer.json" in digests), told["kind"]) == (own_tokenizer, "folder")


@pytest.mark.usefixtures("no_weights")
def test_an_adapter_that_cannot_be_applied_says_why(
    model: Path, refused: Refused, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("peft", reason="the extra peft is not installed")
    apply = "--apply-adapters"
    lost = _write(tmp_path / "lost", base_model_name_or_path="/home/me/base")
    assert "is an adapter of '/home/me/base', which is no folder here" in refused(lost, apply)
    nameless = _write(tmp_path / "nameless")
    assert "does not name its base" in refused(nameless, apply)
    huge = _write(tmp_path / "huge", base_model_name_or_path=str(model / "xnli"), r=10**9)
    assert "no tensor of the adapter has the rank 1000000000" in refused(huge, apply)
    twice = _write(tmp_path / "twice", base_model_name_or_path=str(lost))
    assert "the base of an adapter, is an adapter too" in refused(twice, apply)
    (lost / "adapter_model.safetensors").rename(lost / "adapter_model.bin")
    assert "pickles are not opened" in refused(lost, apply)
    monkeypatch.setattr("xstilts_kit.diagnostics.libraries.find_spec", lambda _: None)
    assert "needs" in refused(twice, apply)


def test_an_adapter_of_prompts_or_of_another_base_is_refused(
    model: Path, refused: Refused, tmp_path: Path
) -> None:
    base, folder = model / "xnli", tmp_path / "lora"
    _save_adapter(base, folder, "AutoModelForSequenceClassification", _lora("SEQ_CLS"))
    other = save_tiny(tmp_path / "other", "bert")
    path = folder / "adapter_config.json"
    settings = json.loads(path.read_text(encoding="utf-8"))
    for change in (
        {"base_model_name_or_path": str(other)},
        {"target_modules": ["query", "key"]},
        {"target_modules": ["nothing_here"]},
        {"peft_type": "PROMPT_TUNING", "num_virtual_tokens": 4},
        {"peft_type": "OF_NOBODY"},
    ):
        path.write_text(json.dumps(settings | change), encoding="utf-8")
        said = refused(folder, "--apply-adapters")
        assert "cannot be merged" in said or "Neither" in said, said


@pytest.mark.usefixtures("no_weights")
def test_an_adapter_names_its_base(refused: Refused, tmp_path: Path) -> None:
    folder = _write(tmp_path / "lora", base_model_name_or_path="org/base", revision="abc")
    message = refused(folder)
    assert "holds an adapter of org/base at abc, not a whole model" in message
    assert "xstilts[peft]" in message


@pytest.mark.usefixtures("no_weights")
@pytest.mark.parametrize("base", [None, "", 3, []])
def test_an_adapter_without_a_base_says_where_to_write_it(
    base: Any, refused: Refused, tmp_path: Path
) -> None:
    message = refused(_write(tmp_path / "lora", base_model_name_or_path=base))
    assert "does not name its base" in message
    assert "base_model_name_or_path" in message


@pytest.mark.usefixtures("no_weights")
def test_an_adapter_is_known_beside_a_configuration_and_in_a_sub_folder(
    refused: Refused, tmp_path: Path
) -> None:
    folder = _write(tmp_path / "models" / "xnli", base_model_name_or_path="org/base")
    assert "holds an adapter of org/base" in refused(tmp_path / "models")
    (folder / "config.json").write_text("{}", encoding="utf-8")
    assert "holds an adapter of org/base" in refused(folder)


@pytest.mark.usefixtures("no_weights")
def test_a_trainers_adapters_name_the_checkpoint_to_give(refused: Refused, tmp_path: Path) -> None:
    for step in (5, 10):
        _write(tmp_path / "run" / f"checkpoint-{step}", base_model_name_or_path="org/base")
    assert refused(tmp_path / "run").strip().endswith(f"--model {tmp_path}/run/checkpoint-10")
    assert "holds an adapter of org/base" in refused(tmp_path / "run" / "checkpoint-10")


@pytest.mark.usefixtures("no_weights")
def test_damaged_files_of_an_adapter_are_named(refused: Refused, tmp_path: Path) -> None:
    folder = _write(tmp_path / "lora", base_model_name_or_path="org/base")
    (folder / "adapter_model.safetensors").write_bytes(b"short")
    assert "adapter_model.safetensors: not a whole safetensors file" in refused(folder)
    (folder / "adapter_config.json").write_text("{", encoding="utf-8")
    assert "adapter_config.json: cannot be read as JSON" in refused(folder)
