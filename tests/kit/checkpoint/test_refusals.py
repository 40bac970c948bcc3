"""A checkpoint that cannot do what is asked is refused in two lines, before weights are loaded."""

import json
import shutil
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Refused = Callable[..., str]
Predict = Callable[..., tuple[int, str, str]]


@pytest.mark.usefixtures("no_weights")
def test_a_folder_that_is_not_there_is_refused(refused: Refused, tmp_path: Path) -> None:
    message = refused(tmp_path / "a" / "b" / "no such folder")
    assert "no such folder" in message
    assert "There is no folder" in message


@pytest.mark.usefixtures("no_weights")
def test_a_file_instead_of_a_folder_is_refused(refused: Refused, tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"x")
    assert "is a file, not a checkpoint folder" in refused(tmp_path / "model.safetensors")


@pytest.mark.usefixtures("no_weights")
@pytest.mark.parametrize("given", ["some org/model", "a/b/c", "-org/model", "org/model@", "org//m"])
def test_what_is_neither_a_folder_nor_a_hub_id_is_refused(
    given: str, refused: Refused, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    message = refused(given)
    assert f"There is no folder {given}, and it is no Hub id either" in message
    assert "my-org/my-model@main" in message


def _only_a_pickle(folder: Path) -> None:
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")


def _only_gguf(folder: Path) -> None:
    (folder / "model.safetensors").rename(folder / "model-q8.gguf")


def _only_gguf_without_a_configuration(folder: Path) -> None:
    _only_gguf(folder)
    (folder / "config.json").unlink()


def _no_weights(folder: Path) -> None:
    (folder / "model.safetensors").unlink()


def _no_configuration(folder: Path) -> None:
    (folder / "config.json").unlink()


def _cut_configuration(folder: Path) -> None:
    text = (folder / "config.json").read_text(encoding="utf-8")
    (folder / "config.json").write_text(text[: len(text) // 2], encoding="utf-8")


def _configuration_is_a_list(folder: Path) -> None:
    (folder / "config.json").write_text('["BertModel"]', encoding="utf-8")


def _configuration_is_latin_1(folder: Path) -> None:
    (folder / "config.json").write_bytes('{"name": "Müller"}'.encode("latin-1"))


def _cut_weights(folder: Path) -> None:
    content = (folder / "model.safetensors").read_bytes()
    (folder / "model.safetensors").write_bytes(content[:-100])


def _weights_end_in_the_header(folder: Path) -> None:
    content = (folder / "model.safetensors").read_bytes()
    (folder / "model.safetensors").write_bytes(content[:60])


def _empty_weights(folder: Path) -> None:
    (folder / "model.safetensors").write_bytes(b"")


def _weights_of_a_huge_header(folder: Path) -> None:
    (folder / "model.safetensors").write_bytes(struct.pack("<Q", 1 << 62) + b"{}")


def _weights_are_a_pointer(folder: Path) -> None:
    pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:" + "0" * 64 + "\nsize 9\n"
    (folder / "model.safetensors").write_text(pointer, encoding="ascii")


def _no_tokenizer(folder: Path) -> None:
    for path in folder.glob("tokenizer*"):
        path.unlink()


def _damaged_tokenizer(folder: Path) -> None:
    (folder / "tokenizer.json").write_text('{"version": "1.0"', encoding="utf-8")


def _tokenizer_without_a_word(folder: Path) -> None:
    path = folder / "tokenizer.json"
    stored = json.loads(path.read_text(encoding="utf-8"))
    known = stored["model"]["vocab"]
    stored["model"]["vocab"] = [
        [piece if piece.startswith("<") else f"\u0f00{number}", score]
        for number, (piece, score) in enumerate(known)
    ]
    path.write_text(json.dumps(stored), encoding="utf-8")


def _empty_tokenizer(folder: Path) -> None:
    """What transformers makes where the real files were lost: special tokens and nothing else."""
    import transformers

    _no_tokenizer(folder)
    transformers.XLMRobertaTokenizer().save_pretrained(folder)


def _python_tokenizer(folder: Path) -> None:
    _no_tokenizer(folder)
    (folder / "vocab.txt").write_text("the 9\na 8\nof 7\nin 6\n", encoding="utf-8")
    (folder / "bpe.codes").write_text("t h 9\n", encoding="utf-8")
    (folder / "tokenizer_config.json").write_text('{"tokenizer_class": "BertweetTokenizer"}')


def _missing_shard(folder: Path) -> None:
    (folder / "model.safetensors").unlink()
    index = {"weight_map": {"classifier.out_proj.weight": "model-00001-of-00002.safetensors"}}
    (folder / "model.safetensors.index.json").write_text(json.dumps(index), encoding="utf-8")


def _shard_outside_the_folder(folder: Path) -> None:
    (folder / "model.safetensors").rename(folder.parent / "elsewhere.safetensors")
    index = {"weight_map": {"classifier.out_proj.weight": "../elsewhere.safetensors"}}
    (folder / "model.safetensors.index.json").write_text(json.dumps(index), encoding="utf-8")


@pytest.mark.usefixtures("no_weights")
@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (_only_a_pickle, "as a pickle only"),
        (_only_gguf, "GGUF"),
        (_only_gguf_without_a_configuration, "GGUF"),
        (_no_weights, "holds no weights (model.safetensors)"),
        (_no_configuration, "holds no config.json"),
        (_cut_configuration, "config.json: cannot be read as JSON"),
        (_configuration_is_latin_1, "config.json: cannot be read as JSON"),
        (_configuration_is_a_list, "config.json: not a JSON object"),
        (_cut_weights, "not a whole safetensors file"),
        (_weights_end_in_the_header, "not a whole safetensors file"),
        (_empty_weights, "not a whole safetensors file"),
        (_weights_of_a_huge_header, "not a whole safetensors file"),
        (_weights_are_a_pointer, "not a whole safetensors file"),
        (_no_tokenizer, "holds no tokenizer"),
        (_damaged_tokenizer, "tokenizer cannot be opened"),
        (_tokenizer_without_a_word, "knows no piece of an English sentence"),
        (_empty_tokenizer, "the tokenizer knows"),
        (_python_tokenizer, "BertweetTokenizer has no fast version"),
        (_missing_shard, "names model-00001-of-00002.safetensors, which is not there"),
        (_shard_outside_the_folder, "names ../elsewhere.safetensors"),
    ],
)
def test_files_that_do_not_make_a_checkpoint_are_refused(
    spoil: Callable[[Path], None], says: str, model: Path, refused: Refused
) -> None:
    folder = Path(shutil.copytree(model / "xnli", model.parent / "alone"))
    spoil(folder)
    assert says in refused(folder)


@pytest.mark.usefixtures("no_weights")
def test_a_tokenizer_of_another_vocabulary_is_refused(
    model: Path, zoo: Callable[[str], Path], refused: Refused
) -> None:
    for path in (zoo("roberta") / "xnli").glob("tokenizer*"):
        shutil.copy(path, model / "xnli")
    message = refused(model)
    assert "the tokenizer knows 300 pieces, the model " in message


@pytest.mark.usefixtures("no_weights")
def test_another_familys_head_under_the_same_tensor_names_is_refused(
    zoo: Callable[[str], Path],
    tmp_path: Path,
    change_config: Callable[..., None],
    refused: Refused,
) -> None:
    """BERT calls the head ``classifier`` for sentences and for tokens."""
    folder = Path(shutil.copytree(zoo("bert") / "panx", tmp_path / "bert"))
    change_config(folder, architectures=["BertForSequenceClassification"])
    message = refused(folder, task="panx")
    assert "BertForSequenceClassification" in message
    assert "ForTokenClassification" in message


@pytest.mark.usefixtures("no_weights")
@pytest.mark.parametrize("architectures", [None, [], [7], "XLMRobertaForSequenceClassification"])
def test_a_configuration_that_names_no_class_is_refused(
    architectures: Any, model: Path, change_config: Callable[..., None], refused: Refused
) -> None:
    change_config(model / "xnli", architectures=architectures)
    assert "names no class" in refused(model)


@pytest.mark.usefixtures("no_weights")
def test_a_bare_encoder_is_refused_with_what_to_do(
    model: Path, change_config: Callable[..., None], refused: Refused
) -> None:
    change_config(model / "xnli", architectures=["XLMRobertaForMaskedLM"])
    message = refused(model)
    assert "XLMRobertaForMaskedLM" in message
    assert "Fine-tune the encoder" in message


@pytest.mark.usefixtures("no_weights")
@pytest.mark.parametrize("name", ["MyOwnForSequenceClassification", "ForSequenceClassification"])
def test_a_class_that_transformers_does_not_have_is_refused_before_anything_is_written(
    name: str, model: Path, change_config: Callable[..., None], refused: Refused
) -> None:
    change_config(model / "xnli", architectures=[name])
    assert name in refused(model)


@pytest.mark.usefixtures("no_weights")
def test_an_encoder_saved_under_a_heads_name_is_refused(model: Path, refused: Refused) -> None:
    from safetensors.torch import load_file, save_file

    path = model / "xnli" / "model.safetensors"
    tensors = {k: v for k, v in load_file(path).items() if not k.startswith("classifier")}
    save_file(tensors, path, {"format": "pt"})
    message = refused(model)
    assert "stores no head: it would be random" in message


def test_a_head_of_which_a_part_is_missing_is_refused(
    model: Path, predict: Predict, tmp_path: Path
) -> None:
    from safetensors.torch import load_file, save_file

    path = model / "xnli" / "model.safetensors"
    tensors = {k: v for k, v in load_file(path).items() if k != "classifier.dense.weight"}
    save_file(tensors, path, {"format": "pt"})
    code, _, stderr = predict(model)
    assert code == 3
    assert "classifier.dense.weight" in stderr
    assert not (tmp_path / "out" / "manifest.json").exists()


@pytest.mark.parametrize("spoiled", ["architectures", "tensor"])
def test_a_checkpoint_that_is_refused_leaves_the_submission_that_was_there(
    spoiled: str,
    model: Path,
    predict: Predict,
    change_config: Callable[..., None],
    tmp_path: Path,
) -> None:
    from safetensors.torch import load_file, save_file

    out = tmp_path / "out"
    assert predict(model)[0] == 0
    before = {p.name: p.read_bytes() for p in out.rglob("*") if p.is_file()}
    if spoiled == "architectures":
        change_config(model / "xnli", architectures=["MyOwnForSequenceClassification"])
    else:
        path = model / "xnli" / "model.safetensors"
        tensors = {k: v for k, v in load_file(path).items() if k != "classifier.dense.weight"}
        save_file(tensors, path, {"format": "pt"})
    assert predict(model, "--overwrite")[0] == 3
    assert {p.name: p.read_bytes() for p in out.rglob("*") if p.is_file()} == before


@pytest.mark.usefixtures("no_weights")
def test_more_labels_than_the_heads_tensor_has_rows_are_refused(
    model: Path, refused: Refused
) -> None:
    shutil.copy(model / "pawsx" / "model.safetensors", model / "xnli")
    message = refused(model)
    assert "3" in message
    assert "no tensor of the head has 3 rows" in message


@pytest.mark.usefixtures("no_weights")
def test_a_sub_folder_of_another_task_is_not_taken(model: Path, refused: Refused) -> None:
    shutil.rmtree(model / "xnli")
    message = refused(model)
    assert "has no head for xnli; it has panx, pawsx, udpos" in message


@pytest.mark.usefixtures("no_weights")
def test_every_task_without_a_head_is_listed(model: Path, predict: Predict, tmp_path: Path) -> None:
    shutil.rmtree(model / "xnli")
    (model / "panx" / "model.safetensors").unlink()
    code, _, stderr = predict(model, "--task", "panx", "--task", "udpos")
    assert code == 3
    assert "No usable head for 2 of 3 tasks" in stderr
    assert [line.split(":")[0].strip() for line in stderr.splitlines()[1:3]] == ["xnli", "panx"]
    assert "--available" in stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.usefixtures("no_weights")
@pytest.mark.parametrize("length", [17, 128])
def test_a_length_above_the_models_limit_is_refused(
    length: int, model: Path, refused: Refused
) -> None:
    message = refused(model, "--max-length", f"xnli={length}", code=2)
    assert "at most 16 sub-words" in message


@pytest.mark.usefixtures("no_weights")
def test_the_tokenizers_own_limit_counts_too(model: Path, refused: Refused) -> None:
    path = model / "xnli" / "tokenizer_config.json"
    stored = json.loads(path.read_text(encoding="utf-8")) | {"model_max_length": 12}
    path.write_text(json.dumps(stored), encoding="utf-8")
    assert "at most 12 sub-words" in refused(model, "--max-length", "xnli=13", code=2)


@pytest.mark.parametrize("limit", [0, 4, -1, "64", [64]])
def test_a_tokenizer_limit_that_is_no_usable_length_is_no_traceback(
    limit: Any, model: Path, predict: Predict
) -> None:
    path = model / "xnli" / "tokenizer_config.json"
    stored = json.loads(path.read_text(encoding="utf-8")) | {"model_max_length": limit}
    path.write_text(json.dumps(stored), encoding="utf-8")
    code, _, stderr = predict(model)
    assert code == 3
    assert "Traceback" not in stderr


@pytest.mark.parametrize(
    "changes",
    [
        {"id2label": {"0": "x" * 5000, "1": "neutral", "2": "entailment"}},
        {"architectures": ["x" * 5000]},
        {"architectures": ["x" * 5000 + "ForSequenceClassification"]},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_a_name_of_any_length_is_shown_in_part(
    changes: dict[str, Any],
    model: Path,
    refused: Callable[..., str],
    change_config: Callable[..., None],
) -> None:
    change_config(model / "xnli", label2id=None, **changes)
    assert len(refused(model)) < 1000


def test_a_panic_of_the_tokenizers_library_is_refused(
    model: Path, refused: Callable[..., str]
) -> None:
    """A template with a token that it does not define makes the Rust library panic."""
    path = model / "xnli" / "tokenizer.json"
    stored = json.loads(path.read_text(encoding="utf-8"))
    del stored["post_processor"]["special_tokens"]["<s>"]
    path.write_text(json.dumps(stored), encoding="utf-8")
    assert "its tokenizer cannot be opened" in refused(model)


@pytest.mark.parametrize("limit", [10**30, 10**400])
def test_a_tokenizer_limit_beyond_every_float_is_no_limit(
    limit: int, model: Path, predict: Predict
) -> None:
    path = model / "xnli" / "tokenizer_config.json"
    stored = json.loads(path.read_text(encoding="utf-8")) | {"model_max_length": limit}
    path.write_text(json.dumps(stored), encoding="utf-8")
    code, _, stderr = predict(model)
    assert code == 0, stderr


def test_a_vocabulary_size_beyond_every_float_is_refused(
    model: Path, refused: Callable[..., str], change_config: Callable[..., None]
) -> None:
    change_config(model / "xnli", vocab_size=10**400)
    assert len(refused(model)) < 1000


def test_a_checkpoints_own_code_is_never_run(
    model: Path, predict: Predict, change_config: Callable[..., None], tmp_path: Path
) -> None:
    marker = tmp_path / "ran"
    for name in ("modeling_own", "configuration_own", "tokenization_own"):
        (model / "xnli" / f"{name}.py").write_text(
            f"from pathlib import Path\nPath({str(marker)!r}).touch()\n"
            "class Own: pass\nclass OwnConfig: model_type = 'own'\n",
            encoding="utf-8",
        )
    change_config(
        model / "xnli",
        auto_map={
            "AutoConfig": "configuration_own.OwnConfig",
            "AutoModelForSequenceClassification": "modeling_own.Own",
        },
    )
    path = model / "xnli" / "tokenizer_config.json"
    stored = json.loads(path.read_text(encoding="utf-8"))
    stored["auto_map"] = {"AutoTokenizer": [None, "tokenization_own.Own"]}
    path.write_text(json.dumps(stored), encoding="utf-8")
    code, _, stderr = predict(model)
    assert code in (0, 3)
    assert "Traceback" not in stderr
    change_config(model / "xnli", model_type="own", architectures=["OwnForSequenceClassification"])
    code, _, stderr = predict(model, "--overwrite")
    assert code == 3
    assert "Traceback" not in stderr
    assert not marker.exists()
