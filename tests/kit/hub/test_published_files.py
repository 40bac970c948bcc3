"""Checkpoints with the files of their published repositories start from the Hub."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from loopback_hub import Hub
from published_layouts import SIZES, mdeberta, model_files, sentence_pieces
from xstilts_kit.checkpoint.conversion import PROBE
from xstilts_kit.checkpoint.head import find_heads
from xstilts_kit.checkpoint.spec import open_repositories
from xstilts_kit.checkpoint.tensors import check_tensors
from xstilts_kit.checkpoint.tokenizer import open_with_source
from xstilts_kit.diagnostics.errors import ModelError, NetworkError
from xstilts_kit.tasks import get_task


def _xlm_roberta(folder: Path) -> dict[str, bytes]:
    import transformers

    config = transformers.XLMRobertaConfig(**SIZES, vocab_size=310, type_vocab_size=1)
    model = transformers.XLMRobertaModel(config)
    return model_files(model, folder) | {"sentencepiece.bpe.model": sentence_pieces()}


def _rembert(folder: Path) -> dict[str, bytes]:
    import transformers

    pieces = {"bos_piece": "[CLS]", "eos_piece": "[SEP]"}
    spm = sentence_pieces(pad_id=0, bos_id=1, unk_id=2, eos_id=3, **pieces)
    config = transformers.RemBertConfig(
        **SIZES, vocab_size=310, input_embedding_size=16, output_embedding_size=16
    )
    return model_files(transformers.RemBertModel(config), folder) | {"sentencepiece.model": spm}


def _mt5(folder: Path) -> dict[str, bytes]:
    import transformers

    config = transformers.MT5Config(
        vocab_size=420, d_model=16, d_kv=8, d_ff=16, num_layers=1, num_decoder_layers=1, num_heads=2
    )
    model = transformers.MT5EncoderModel(config)
    settings = json.dumps({"extra_ids": 0, "tokenizer_class": "T5Tokenizer"}).encode()
    spm = sentence_pieces(pad_id=0, eos_id=1, unk_id=2, bos_id=-1)
    return model_files(model, folder) | {"spiece.model": spm, "tokenizer_config.json": settings}


def _mbert(folder: Path) -> dict[str, bytes]:
    import transformers

    letters = sorted({letter for text in PROBE for letter in text if not letter.isspace()})
    pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *letters]
    pieces += [f"##{letter}" for letter in letters]
    config = transformers.BertConfig(**SIZES, vocab_size=len(pieces))
    settings = json.dumps({"do_lower_case": False, "model_max_length": 512}).encode()
    vocabulary = "".join(f"{piece}\n" for piece in pieces).encode()
    named = {"vocab.txt": vocabulary, "tokenizer_config.json": settings}
    return model_files(transformers.BertModel(config), folder) | named


PUBLISHED: dict[str, tuple[Callable[[Path], dict[str, bytes]], str]] = {
    "mdeberta": (mdeberta, "spm.model"),
    "xlm-roberta": (_xlm_roberta, "sentencepiece.bpe.model"),
    "rembert": (_rembert, "sentencepiece.model"),
    "mt5": (_mt5, "spiece.model"),
    "mbert": (_mbert, "vocab.txt"),
}


@pytest.mark.parametrize("name", PUBLISHED)
def test_an_encoder_without_tokenizer_json_starts_from_the_hub(
    name: str, hub: Hub, tmp_path: Path
) -> None:
    make, file = PUBLISHED[name]
    hub.add("model", f"org/{name}").commit(make(tmp_path / name))
    heads, refused = find_heads(open_repositories([f"org/{name}"]), [get_task("tatoeba")], {})
    assert not refused
    head = heads["tatoeba"]
    check_tensors(head)
    tokenizer, source = open_with_source(head)
    assert source.file == file
    assert source.converted_as
    assert file in {digest.path for digest in head.digests()}
    assert tokenizer(PROBE[0], PROBE[1])["input_ids"]


def test_every_vocabulary_file_of_the_converted_classes_is_fetched() -> None:
    import transformers

    from xstilts_kit.checkpoint import conversion, folder

    kinds = {*conversion._SENTENCE_PIECES, *conversion._WORD_PIECES, *conversion._BYTES}
    named = {
        file
        for kind in kinds - {"MT5Tokenizer"}
        for file in getattr(transformers, kind).vocab_files_names.values()
    }
    assert named <= set(folder._TOKENIZER_FILES)


@pytest.mark.parametrize(
    ("name", "bound"),
    [
        ("config.json", "LARGEST_CONFIG"),
        ("tokenizer_config.json", "LARGEST_JSON"),
        ("tokenizer.json", "LARGEST_VOCABULARY"),
    ],
)
def test_a_huge_small_file_is_not_even_fetched(
    name: str, bound: str, hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from xstilts_kit.checkpoint import reading

    monkeypatch.setattr(reading, bound, 10)
    files = _mbert(tmp_path / "mbert") | {"tokenizer.json": b"{" + b" " * 100 + b"}"}
    hub.add("model", "org/huge").commit(files)
    repositories = open_repositories(["org/huge"])
    hub.forget_requests()
    _, refused = find_heads(repositories, [get_task("tatoeba")], {})
    assert f"/{name}: " in refused["tatoeba"].what
    assert not hub.requests


def test_offline_files_that_another_program_fetched_are_named(
    hub: Hub, home: Path, tmp_path: Path, offline: Callable[[], None]
) -> None:
    """The folder that the refusal names can be given as it is."""
    from huggingface_hub import snapshot_download

    hub.add("model", "org/theirs").commit(_xlm_roberta(tmp_path / "theirs"))
    snapshot_download("org/theirs")
    offline()
    with pytest.raises(ModelError, match="put there by another program") as refused:
        open_repositories(["org/theirs"])
    folder = refused.value.remedy.rpartition(" ")[2]
    heads, none = find_heads(open_repositories([folder]), [get_task("tatoeba")], {})
    assert not none
    assert heads["tatoeba"].repository.kind == "folder"


def test_offline_where_nothing_is_cached_says_so(offline: Callable[[], None]) -> None:
    offline()
    with pytest.raises(ModelError, match="no revision is cached"):
        open_repositories(["org/never"])


def test_a_mistyped_folder_suggests_its_neighbours_and_asks_nobody(
    hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "runs" / "nli-large").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    hub.forget_requests()
    with pytest.raises(ModelError, match="There is no folder runs/nli-lrage") as refused:
        open_repositories(["runs/nli-lrage"])
    assert "Did you mean nli-large?" in refused.value.remedy
    assert "runs/nli-lrage@main" in refused.value.remedy
    assert not hub.requests


def test_what_may_be_a_folder_or_an_id_is_refused_as_both(
    hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, impatient: list[float]
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ModelError, match="There is no folder my-model here") as refused:
        open_repositories(["my-model"])
    assert "does not exist on" in refused.value.what
    hub.fault(".*", status=503)
    with pytest.raises(NetworkError, match="There is no folder my-model here"):
        open_repositories(["my-model"])
