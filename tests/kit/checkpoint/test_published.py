"""Checkpoints as people publish them: predicted right, or refused with a line that helps."""

import json
import resource
import shlex
import shutil
import struct
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from xstilts_kit.diagnostics.errors import ModelError
from xstilts_kit.prediction.preparing import Request, prepare
from xstilts_kit.tasks import get_task

pytestmark = pytest.mark.slow

Refused = Callable[..., str]
Predict = Callable[..., tuple[int, str, str]]
Records = Callable[..., list[dict[str, Any]]]
ChangeConfig = Callable[..., None]


def _remedy(message: str) -> str:
    return message.splitlines()[1].strip()


def _program(message: str) -> str:
    """What stands behind ``python -c`` in a remedy."""
    words = shlex.split(_remedy(message).partition("python -c ")[2])
    return words[0]


def _edit_tensors(folder: Path, change: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    from safetensors.torch import load_file, save_file

    path = folder / "model.safetensors"
    save_file(change(load_file(path)), path, {"format": "pt"})


# Classes


def _more_classes(folder: Path, names: list[str], change_config: ChangeConfig) -> None:
    """Give a head further classes, whose logits are always the highest."""
    import torch

    def grow(tensors: dict[str, Any]) -> dict[str, Any]:
        stem = next(n for n in ("classifier.out_proj", "classifier") if f"{n}.weight" in tensors)
        extra = len(names) - len(tensors[f"{stem}.bias"])
        weight, bias = tensors[f"{stem}.weight"], tensors[f"{stem}.bias"]
        tensors[f"{stem}.weight"] = torch.cat([weight, torch.zeros(extra, weight.shape[1])])
        tensors[f"{stem}.bias"] = torch.cat([bias, torch.full((extra,), 1e6)])
        return tensors

    _edit_tensors(folder, grow)
    change_config(
        folder,
        id2label={str(i): name for i, name in enumerate(names)},
        label2id={name: i for i, name in enumerate(names)},
    )


@pytest.mark.parametrize(
    ("task", "extra"),
    [("udpos", ["_"]), ("panx", ["B-MISC", "I-MISC", "B-DATE"]), ("xnli", ["not sure"])],
)
def test_a_class_that_the_task_does_not_have_is_never_answered(
    task: str,
    extra: list[str],
    model: Path,
    predict: Predict,
    records: Records,
    refused: Refused,
    change_config: ChangeConfig,
    tmp_path: Path,
) -> None:
    """The refusal's own line makes it work, and the answers are those without the class."""
    assert predict(model, task=task, out=tmp_path / "before")[0] == 0
    config = json.loads((model / task / "config.json").read_text(encoding="utf-8"))
    names = [config["id2label"][str(i)] for i in range(len(config["id2label"]))]
    _more_classes(model / task, [*names, *extra], change_config)
    message = refused(model, task=task)
    assert "has also" in message
    option, value = _remedy(message).removeprefix("Say ").split()[:2]
    code, _, stderr = predict(model, option, value, task=task)
    assert code == 0, stderr
    assert records(tmp_path / "out", task) == records(tmp_path / "before", task)
    found = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))
    assert found["models"][0]["label_map"][str(len(names))] == "never"
    assert found["models"][0]["config_labels"][str(len(names))] == extra[0]


@pytest.mark.usefixtures("no_weights")
@pytest.mark.parametrize(
    ("names", "says"),
    [
        (["entailment", "not_entailment"], "it has 2 classes, fewer than the 3 labels"),
        (["LABEL_0"], "it has 1 output, fewer than the 3 labels"),
    ],
)
def test_a_head_that_cannot_answer_the_task_is_told_so_and_offered_no_option(
    names: list[str], says: str, model: Path, refused: Refused, change_config: ChangeConfig
) -> None:
    def cut(tensors: dict[str, Any]) -> dict[str, Any]:
        for name in ("classifier.out_proj.weight", "classifier.out_proj.bias"):
            tensors[name] = tensors[name][: len(names)].contiguous()
        return tensors

    _edit_tensors(model / "xnli", cut)
    change_config(model / "xnli", id2label=dict(enumerate(names)), label2id=None)
    message = refused(model)
    assert says in message
    assert "--labels" not in message
    assert "Fine-tune" in message


@pytest.mark.usefixtures("no_weights")
def test_classes_without_names_are_counted_from_the_tensor(
    model: Path, refused: Refused, change_config: ChangeConfig
) -> None:
    change_config(model / "xnli", id2label=None, label2id=None, num_labels=3)
    assert "its labels have no names (LABEL_0, LABEL_1, LABEL_2)" in refused(model)


def test_classes_without_names_can_be_named(
    model: Path, predict: Predict, change_config: ChangeConfig
) -> None:
    change_config(model / "xnli", id2label=None, label2id=None, num_labels=3)
    code, _, stderr = predict(model, "--labels", "xnli=contradiction,entailment,neutral")
    assert code == 0, stderr


def test_labels_that_contradict_good_names_are_refused_unless_overridden(
    model: Path, predict: Predict, refused: Refused, tmp_path: Path
) -> None:
    order = "xnli=neutral,entailment,contradiction"
    message = refused(model, "--labels", order)
    assert "--override-labels" in message
    assert "contradiction" in message
    code, _, stderr = predict(model, "--labels", order, "--override-labels")
    assert code == 0, stderr
    found = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))["models"]
    assert found[0]["label_map"] == {"0": "neutral", "1": "entailment", "2": "contradiction"}
    assert found[0]["config_labels"]["0"] == "contradiction"


@pytest.mark.usefixtures("no_weights")
def test_labels_that_contradict_one_good_name_among_others_are_refused(
    model: Path, refused: Refused, change_config: ChangeConfig
) -> None:
    names = {"0": "contradiction", "1": "yes", "2": "maybe"}
    change_config(model / "xnli", id2label=names, label2id=None)
    assert "--override-labels" in refused(
        model, "--labels", "xnli=neutral,entailment,contradiction"
    )


def test_the_same_order_as_the_names_is_no_contradiction(model: Path, predict: Predict) -> None:
    assert predict(model, "--labels", "xnli=contradiction,entailment,neutral")[0] == 0


# Folders


@pytest.mark.usefixtures("no_weights")
def test_an_adapter_beside_whole_weights_is_refused(model: Path, refused: Refused) -> None:
    (model / "xnli" / "adapter_config.json").write_text('{"peft_type": "LORA"}', encoding="utf-8")
    message = refused(model)
    assert "whether the adapter is applied would depend on what is installed" in message
    assert "remove adapter_config.json" in message


@pytest.mark.parametrize("best", [None, "runs/old place/checkpoint-250"])
@pytest.mark.usefixtures("no_weights")
def test_a_trainers_folder_names_the_checkpoint_to_give(
    best: str | None, model: Path, refused: Refused, tmp_path: Path
) -> None:
    run = tmp_path / "run"
    for step in (250, 500, 1000):
        shutil.copytree(model / "xnli", run / f"checkpoint-{step}")
    state = {"best_model_checkpoint": best, "global_step": 1000}
    (run / "checkpoint-1000" / "trainer_state.json").write_text(json.dumps(state), "utf-8")
    message = refused(run)
    assert "checkpoint-250, checkpoint-500, checkpoint-1000" in message
    wanted = "checkpoint-250" if best else "checkpoint-1000"
    assert message.strip().endswith(f"--model {run}/{wanted}")


def test_a_trainers_folder_with_the_model_on_top_is_taken(
    model: Path, predict: Predict, tmp_path: Path
) -> None:
    run = Path(shutil.copytree(model / "xnli", tmp_path / "run"))
    shutil.copytree(model / "xnli", run / "checkpoint-500")
    assert predict(run)[0] == 0


@pytest.mark.parametrize("wrapper", ["module.", "_orig_mod.", "module._orig_mod."])
def test_wrapped_names_are_explained_and_the_remedy_works(
    wrapper: str, model: Path, predict: Predict, records: Records, refused: Refused, tmp_path: Path
) -> None:
    assert predict(model, out=tmp_path / "before")[0] == 0
    _edit_tensors(model / "xnli", lambda tensors: {wrapper + k: v for k, v in tensors.items()})
    message = refused(model)
    assert f"every tensor's name begins with {wrapper!r}" in message
    subprocess.run([sys.executable, "-c", _program(message)], check=True, cwd=tmp_path)
    code, _, stderr = predict(model)
    assert code == 0, stderr
    assert records(tmp_path / "out") == records(tmp_path / "before")


def test_a_pickle_is_explained_and_the_remedy_works(
    model: Path, predict: Predict, records: Records, refused: Refused, tmp_path: Path
) -> None:
    import torch
    from safetensors.torch import load_file

    assert predict(model, out=tmp_path / "before")[0] == 0
    path = model / "xnli" / "model.safetensors"
    torch.save(load_file(path), path.with_name("pytorch_model.bin"))
    path.unlink()
    folder = (model / "xnli").rename(tmp_path / "nli@v2")  # no id and commit of the Hub
    message = refused(folder)
    assert "as a pickle only" in message
    subprocess.run([sys.executable, "-c", _program(message)], check=True, cwd=tmp_path)
    code, _, stderr = predict(tmp_path / "converted")
    assert code == 0, stderr
    assert records(tmp_path / "out") == records(tmp_path / "before")


@pytest.mark.usefixtures("no_weights")
def test_quantised_weights_are_refused(
    model: Path, refused: Refused, change_config: ChangeConfig
) -> None:
    change_config(model / "xnli", quantization_config={"quant_method": "bitsandbytes"})
    assert "holds quantised weights" in refused(model)


@pytest.mark.parametrize("kernel", ["flash_attention_2", "kernels-community/flash-attn", "eager"])
def test_the_attention_that_a_configuration_names_is_not_asked_for(
    kernel: str, model: Path, predict: Predict, change_config: ChangeConfig, tmp_path: Path
) -> None:
    for key in ("attn_implementation", "_attn_implementation"):
        change_config(model / "xnli", **{key: kernel})
    code, _, stderr = predict(model)
    assert code == 0, stderr
    found = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))
    assert found["settings"]["attention"] == "sdpa"


# What is opened is what was judged


@pytest.mark.parametrize("name", ["model.safetensors", "tokenizer.json", "config.json"])
def test_a_file_that_is_replaced_before_its_head_is_opened_is_refused(
    name: str, model: Path, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from xstilts_kit.prediction import cells
    from xstilts_kit.prediction.predicting import predict

    request = Request(
        models=[str(model)],
        suite="xtreme-8",
        sources=[f"folder:{data / 'download'}"],
        tasks=["xnli", "panx"],
        languages=["en"],
    )
    original = cells.write_records

    def replace(out: Path, cell: Any, *arguments: Any) -> Any:
        if cell.task == "xnli":
            path = model / "panx" / name
            content = path.read_bytes()
            path.with_suffix(".new").write_bytes(content)
            path.with_suffix(".new").replace(path)
        return original(out, cell, *arguments)

    monkeypatch.setattr(cells, "write_records", replace)
    prepared = prepare(request)
    with pytest.raises(ModelError, match=f"panx/{name} was changed while it was in use"):
        predict(prepared, tmp_path / "out")
    assert not (tmp_path / "out" / "manifest.json").exists()


def test_a_file_that_is_replaced_after_the_check_is_refused(
    model: Path, data: Path, tmp_path: Path
) -> None:
    from xstilts_kit.prediction.predicting import predict

    request = Request(
        models=[str(model)],
        sources=[f"folder:{data / 'download'}"],
        tasks=["xnli"],
        languages=["en"],
    )
    prepared = prepare(request)
    path = model / "xnli" / "model.safetensors"
    path.write_bytes(path.read_bytes())
    with pytest.raises(ModelError, match="was changed while it was in use"):
        predict(prepared, tmp_path / "out")


# Sizes


def _huge_labels(folder: Path) -> None:
    _set(folder, id2label=None, label2id=None, num_labels=10**9)


def _huge_layers(folder: Path) -> None:
    _set(folder, num_hidden_layers=10**6)


def _huge_positions(folder: Path) -> None:
    _set(folder, max_position_embeddings=10**9)


def _huge_vocabulary(folder: Path) -> None:
    _set(folder, vocab_size=10**12)


def _huge_hidden(folder: Path) -> None:
    _set(folder, hidden_size=10**8)


def _huge_number(folder: Path) -> None:
    _set(folder, intermediate_size=10**400)


def _huge_float(folder: Path) -> None:
    _set(folder, num_hidden_layers=1e9)


def _many_labels(folder: Path) -> None:
    _set(folder, id2label={str(i): f"name {i}" for i in range(200_000)}, label2id=None)


def _many_nameless(folder: Path) -> None:
    _set(folder, id2label={str(i): f"LABEL_{i}" for i in range(90_000)}, label2id=None)


def _sparse(path: Path, size: int = 1_000_000_000) -> None:
    with path.open("r+b") as file:
        file.truncate(size)


def _large_config(folder: Path) -> None:
    _sparse(folder / "config.json")


def _large_tokenizer(folder: Path) -> None:
    _sparse(folder / "tokenizer.json")


def _fairly_large_tokenizer(folder: Path) -> None:
    _sparse(folder / "tokenizer.json", 200_000_000)


def _large_tokenizer_config(folder: Path) -> None:
    _sparse(folder / "tokenizer_config.json")


def _header(folder: Path, change: Callable[[dict[str, Any]], None]) -> None:
    path = folder / "model.safetensors"
    content = path.read_bytes()
    length = struct.unpack("<Q", content[:8])[0]
    header = json.loads(content[8 : 8 + length])
    change(next(value for name, value in header.items() if name != "__metadata__"))
    text = json.dumps(header).encode()
    path.write_bytes(struct.pack("<Q", len(text)) + text + content[8 + length :])


def _infinite_shape(folder: Path) -> None:
    _header(folder, lambda tensor: tensor.update(shape=[float("inf")]))


def _negative_shape(folder: Path) -> None:
    _header(folder, lambda tensor: tensor.update(shape=[-1, -16]))


def _other_shape(folder: Path) -> None:
    _header(folder, lambda tensor: tensor.update(shape=[10**9, 16]))


def _large_header(folder: Path) -> None:
    path = folder / "model.safetensors"
    path.write_bytes(struct.pack("<Q", 90_000_000) + b"{")
    _sparse(path)


def _half_a_pair(folder: Path) -> None:
    _set(folder, architectures=["\ud800ForSequenceClassification"])


def _nested(folder: Path) -> None:
    (folder / "config.json").write_text("[" * 100_000, encoding="utf-8")


def _set(folder: Path, **fields: Any) -> None:
    path = folder / "config.json"
    config = json.loads(path.read_text(encoding="utf-8")) | fields
    kept = {key: value for key, value in config.items() if value is not None}
    path.write_text(json.dumps(kept), encoding="utf-8")


@pytest.mark.usefixtures("no_weights")
@pytest.mark.parametrize(
    "spoil",
    [
        _huge_labels, _huge_layers, _huge_positions, _huge_vocabulary, _huge_hidden, _huge_number,
        _huge_float, _many_labels, _many_nameless, _large_config, _large_tokenizer,
        _fairly_large_tokenizer, _large_tokenizer_config, _infinite_shape, _negative_shape,
        _other_shape, _large_header, _nested,
        _half_a_pair,
    ],
)  # fmt: skip
def test_what_would_take_memory_or_time_is_refused_before_anything_is_built(
    spoil: Callable[[Path], None], model: Path, data: Path
) -> None:
    import transformers

    from xstilts_kit.checkpoint import tokenizer  # noqa: F401  (its imports are not measured)

    transformers.XLMRobertaConfig()
    spoil(model / "xnli")
    request = Request(
        models=[str(model)],
        sources=[f"folder:{data / 'download'}"],
        tasks=["xnli"],
        languages=["en"],
    )
    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    with pytest.raises(ModelError) as refused:
        prepare(request)
    took = time.process_time() - began
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert took < 1
    assert grown < 200_000
    assert len(refused.value.what) < 1000
    assert refused.value.remedy


@pytest.mark.parametrize("name", sorted({"xnli", "panx", "udpos"}))
def test_labels_fold_to_themselves(name: str) -> None:
    from xstilts_kit.checkpoint.labels import check_order

    labels = get_task(name).labels
    assert check_order([*labels, "never"], labels, len(labels) + 1)[-1] == "never"
