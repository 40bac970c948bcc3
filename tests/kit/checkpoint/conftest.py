"""Tiny random checkpoints to spoil, and a way to ask the command line about them."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from xstilts_kit.tasks import get_task

Predict = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="session")
def lively(checkpoint: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shared checkpoint with weights so large that it does not always say the same."""
    import torch
    import transformers

    root = Path(shutil.copytree(checkpoint, tmp_path_factory.mktemp("lively") / "model"))
    for task, kind in (
        ("xnli", transformers.XLMRobertaForSequenceClassification),
        ("pawsx", transformers.XLMRobertaForSequenceClassification),
        ("udpos", transformers.XLMRobertaForTokenClassification),
        ("panx", transformers.XLMRobertaForTokenClassification),
    ):
        model = kind.from_pretrained(root / task)
        torch.manual_seed(11)
        with torch.no_grad():
            for parameter in model.parameters():
                parameter.normal_()
        model.save_pretrained(root / task)
    return root


@pytest.fixture
def model(lively: Path, tmp_path: Path) -> Path:
    """A copy of the checkpoint for one test."""
    return Path(shutil.copytree(lively, tmp_path / "model"))


@pytest.fixture
def change_config() -> Callable[..., None]:
    """Changes fields of a ``config.json``; None removes one."""

    def change(folder: Path, **fields: Any) -> None:
        path = folder / "config.json"
        config = json.loads(path.read_text(encoding="utf-8")) | fields
        kept = {key: value for key, value in config.items() if value is not None}
        path.write_text(json.dumps(kept), encoding="utf-8")

    return change


@pytest.fixture
def no_weights(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails the test when any weight is loaded."""

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("weights were loaded")

    monkeypatch.setattr("transformers.PreTrainedModel.from_pretrained", refuse)


@pytest.fixture
def predict(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Predict:
    """Runs ``predict`` for English xnli unless told otherwise: (exit code, stdout, stderr)."""
    from xstilts_kit.cli import group, run

    def ask(
        model: object, *more: str, task: str = "xnli", out: Path | None = None
    ) -> tuple[int, str, str]:
        arguments = ["predict", "--model", str(model), "--source", f"folder:{data / 'download'}"]
        arguments += ["--task", task, "--language", "en", "--out", str(out or tmp_path / "out")]
        capsys.readouterr()
        code = run(group, "xstilts-submit", [*arguments, "--quiet", *more])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return ask


@pytest.fixture
def refused(predict: Predict, tmp_path: Path) -> Callable[..., str]:
    """Runs ``predict``, expects a refusal of two lines and an untouched disk; the message."""

    def ask(model: object, *more: str, task: str = "xnli", code: int = 3) -> str:
        found, stdout, stderr = predict(model, *more, task=task)
        assert found == code, stderr
        assert stdout == ""
        assert "Traceback" not in stderr
        lines = stderr.splitlines()
        assert len(lines) == 2, stderr
        assert lines[0].startswith("Error: ")
        assert lines[1].strip()
        assert not (tmp_path / "out").exists()
        return stderr

    return ask


@pytest.fixture
def records() -> Callable[..., list[dict[str, Any]]]:
    """The records of one prediction file."""

    def read(out: Path, task: str = "xnli", language: str = "en") -> list[dict[str, Any]]:
        path = out / "predictions" / task / f"{language}.jsonl"
        return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]

    return read


_SIZES = {
    "hidden_size": 16,
    "num_hidden_layers": 1,
    "num_attention_heads": 2,
    "intermediate_size": 16,
}
_TEXT = (
    "Anna buys a car. The 25 children read a good book about the sea in the city of Berlin.",
    "Der Zug kommt heute . Anna wohnt in Berlin . It rains. It is dry.",
    "安娜 住 在 柏林 。 火车 今天 来 。",
)


def _word_pieces() -> dict[str, int]:
    from tokenizers import Tokenizer, models, pre_tokenizers, trainers

    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    trainer = trainers.WordPieceTrainer(vocab_size=200, special_tokens=special, show_progress=False)
    tokenizer.train_from_iterator(_TEXT, trainer)
    return dict(tokenizer.get_vocab())


def _bytes() -> tuple[dict[str, int], list[tuple[str, str]]]:
    from tokenizers import Tokenizer, models, pre_tokenizers, trainers

    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    trainer = trainers.BpeTrainer(
        vocab_size=300,
        special_tokens=["<s>", "<pad>", "</s>", "<unk>", "<mask>"],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(_TEXT, trainer)
    stored = json.loads(tokenizer.to_str())["model"]
    return stored["vocab"], [tuple(pair) for pair in stored["merges"]]


def _sentence_pieces(special: list[str], unknown: str) -> list[tuple[str, float]]:
    from tokenizers import Tokenizer, models, pre_tokenizers, trainers

    tokenizer = Tokenizer(models.Unigram())
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    trainer = trainers.UnigramTrainer(
        vocab_size=120, special_tokens=special, unk_token=unknown, show_progress=False
    )
    tokenizer.train_from_iterator(_TEXT, trainer)
    return [tuple(pair) for pair in json.loads(tokenizer.to_str())["model"]["vocab"]]


def _kind(name: str) -> tuple[Any, Any, str]:
    """Tokenizer, configuration and the start of the class names of one kind of model."""
    import transformers
    from tokenizers import Tokenizer, models, pre_tokenizers, processors

    short = {"max_position_embeddings": 32}
    if name == "bert":
        config = transformers.BertConfig(**_SIZES, **short)
        return transformers.BertTokenizer(vocab=_word_pieces()), config, "Bert"
    if name == "electra":
        config = transformers.ElectraConfig(**_SIZES, **short, embedding_size=16)
        return transformers.ElectraTokenizer(vocab=_word_pieces()), config, "Electra"
    if name == "distilbert":
        config = transformers.DistilBertConfig(
            dim=16, n_layers=1, n_heads=2, hidden_dim=16, **short
        )
        return transformers.DistilBertTokenizer(vocab=_word_pieces()), config, "DistilBert"
    if name == "roberta":
        vocabulary, merges = _bytes()
        tokenizer = transformers.RobertaTokenizer(vocab=vocabulary, merges=merges)
        config = transformers.RobertaConfig(**_SIZES, max_position_embeddings=34)
        return tokenizer, config, "Roberta"
    if name == "modernbert":
        vocabulary, merges = _bytes()
        core = Tokenizer(models.BPE(vocab=vocabulary, merges=merges))
        core.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
        core.post_processor = processors.TemplateProcessing(
            single="<s> $A </s>",
            pair="<s> $A </s> $B </s>",
            special_tokens=[("<s>", 0), ("</s>", 2)],
        )
        names = {"cls": "<s>", "sep": "</s>", "pad": "<pad>", "unk": "<unk>", "mask": "<mask>"}
        tokenizer = transformers.PreTrainedTokenizerFast(
            tokenizer_object=core, **{f"{key}_token": text for key, text in names.items()}
        )
        ids = {"pad": 1, "cls": 0, "sep": 2, "bos": 0, "eos": 2}
        config = transformers.ModernBertConfig(
            **_SIZES, **short, **{f"{key}_token_id": number for key, number in ids.items()}
        )
        return tokenizer, config, "ModernBert"
    if name == "xlm-roberta":
        pieces = _sentence_pieces(["<s>", "<pad>", "</s>", "<unk>", "<mask>"], "<unk>")
        config = transformers.XLMRobertaConfig(
            **_SIZES, max_position_embeddings=34, type_vocab_size=1
        )
        return transformers.XLMRobertaTokenizer(vocab=pieces), config, "XLMRoberta"
    if name == "deberta-v2":
        pieces = _sentence_pieces(["[PAD]", "[CLS]", "[SEP]", "[UNK]", "[MASK]"], "[UNK]")
        config = transformers.DebertaV2Config(
            **_SIZES,
            **short,
            relative_attention=True,
            position_buckets=8,
            pos_att_type=["p2c", "c2p"],
            type_vocab_size=0,
        )
        return transformers.DebertaV2Tokenizer(vocab=pieces), config, "DebertaV2"
    if name == "mt5":
        pieces = _sentence_pieces(["<pad>", "</s>", "<unk>"], "<unk>")
        config = transformers.MT5Config(
            d_model=16, d_kv=8, d_ff=16, num_layers=1, num_decoder_layers=1, num_heads=2
        )
        return transformers.T5Tokenizer(vocab=pieces, extra_ids=0), config, "MT5"
    pieces = _sentence_pieces(["<pad>", "[CLS]", "<unk>", "[SEP]", "[MASK]"], "<unk>")
    config = transformers.RemBertConfig(
        **_SIZES,
        **short,
        input_embedding_size=16,
        output_embedding_size=16,
        bos_token_id=1,
        eos_token_id=3,
    )
    return transformers.RemBertTokenizer(vocab=pieces), config, "RemBert"


_CLASSES = {
    "squad": "ForQuestionAnswering",
    "": "Model",
}


@pytest.fixture(scope="session")
def wide_zoo(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """A folder with a head for questions and the bare encoder, of 128 positions; made once."""
    import torch
    import transformers

    root = tmp_path_factory.mktemp("wide zoo")

    def make(name: str) -> Path:
        if (root / name).exists():
            return root / name
        torch.manual_seed(4)
        tokenizer, config, prefix = _kind(name)
        config.vocab_size = len(tokenizer)
        if hasattr(config, "max_position_embeddings"):
            config.max_position_embeddings += 96
        for folder, end in _CLASSES.items():
            end = "EncoderModel" if (prefix, end) == ("MT5", "Model") else end
            kind = getattr(transformers, f"{prefix}{end}")
            kind(type(config)(**config.to_dict())).save_pretrained(root / name / folder)
            tokenizer.save_pretrained(root / name / folder)
        return root / name

    return make


@pytest.fixture(scope="session")
def zoo(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """A folder with an xnli and a panx head of the kind of model named; made once."""
    import torch
    import transformers

    root = tmp_path_factory.mktemp("zoo")

    def make(name: str) -> Path:
        if (root / name).exists():
            return root / name
        torch.manual_seed(3)
        tokenizer, config, prefix = _kind(name)
        config.vocab_size = len(tokenizer)
        for task, head in (("xnli", "SequenceClassification"), ("panx", "TokenClassification")):
            labels = get_task(task).labels
            named = {
                "id2label": dict(enumerate(labels)),
                "label2id": {label: i for i, label in enumerate(labels)},
            }
            kind = getattr(transformers, f"{prefix}For{head}")
            model = kind(type(config)(**(config.to_dict() | named)))
            model.save_pretrained(root / name / task)
            tokenizer.save_pretrained(root / name / task)
        return root / name

    return make
