"""A tokenizer is what the checkpoint's own file describes, whatever class is named beside it."""

import json
import os
import re
import shutil
from collections.abc import Callable, Iterator
from itertools import islice, pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unicodedata import category, combining, normalize

import pytest

from xstilts_kit.checkpoint.conversion import PROBE
from xstilts_kit.checkpoint.folder import CheckpointFolder
from xstilts_kit.checkpoint.template import pair_template
from xstilts_kit.checkpoint.tokenizer import open_with_source
from xstilts_kit.diagnostics.errors import ModelError

TEXTS = (
    *PROBE,
    "  two  spaces and a tab\there ",
    "<s> [MASK] </s> [CLS]x[SEP]",
    "e\u0301\u0323 \u200b zero\u200dwidth \ufeff",
    "",
)
WORDS = ["Anna", "น้ำ", "１２３", "a\u00a0b", "École", "e\u0301", "'s", "x", "安娜住"]

CLASSES = (
    None,
    "PreTrainedTokenizerFast",
    "TokenizersBackend",
    "BertTokenizer",
    "XLMRobertaTokenizer",
    "DebertaV2TokenizerFast",
    "RobertaTokenizerFast",
    "CamembertTokenizer",
    "RemBertTokenizer",
    "T5TokenizerFast",
    "MPNetTokenizer",
    "LlamaTokenizer",
    "XLMTokenizer",
    "TokenizerOfNobody",
)

_CORPUS = [*PROBE, "Anna buys a car. Anna kauft ein Auto. 安娜 住 在 柏林", *WORDS] * 3


def _unigram(special: list[str], unknown: str, **changes: Any) -> Any:
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, trainers

    tokenizer = Tokenizer(models.Unigram())
    tokenizer.normalizer = changes.get("normalizer", normalizers.NFKC())
    tokenizer.pre_tokenizer = changes.get("pre_tokenizer", pre_tokenizers.Metaspace())
    tokenizer.train_from_iterator(
        _CORPUS,
        trainers.UnigramTrainer(
            vocab_size=400, special_tokens=special, unk_token=unknown, show_progress=False
        ),
    )
    return tokenizer


def _word_piece(**options: Any) -> Any:
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, trainers

    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(**options)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    tokenizer.train_from_iterator(
        _CORPUS,
        trainers.WordPieceTrainer(vocab_size=400, special_tokens=special, show_progress=False),
    )
    return tokenizer


def _byte_level(add_prefix_space: bool = False) -> Any:
    from tokenizers import Tokenizer, models, pre_tokenizers, trainers

    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=add_prefix_space)
    tokenizer.train_from_iterator(
        _CORPUS,
        trainers.BpeTrainer(
            vocab_size=400,
            special_tokens=["<s>", "<pad>", "</s>", "<unk>", "<mask>"],
            initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
            show_progress=False,
        ),
    )
    return tokenizer


def _template(tokenizer: Any, single: str, pair: str) -> Any:
    from tokenizers import processors

    used = {part.split(":")[0] for part in pair.split()} - {"$A", "$B"}
    tokenizer.post_processor = processors.TemplateProcessing(
        single=single, pair=pair, special_tokens=[(t, tokenizer.token_to_id(t)) for t in used]
    )
    return tokenizer


def _bert_template(tokenizer: Any) -> Any:
    return _template(tokenizer, "[CLS] $A [SEP]", "[CLS] $A [SEP] $B:1 [SEP]:1")


def _robertas_template(tokenizer: Any) -> Any:
    return _template(tokenizer, "<s> $A </s>", "<s> $A </s> </s> $B </s>")


_XLMR = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]
_DEBERTA = ["[PAD]", "[CLS]", "[SEP]", "[UNK]", "[MASK]"]


def _roberta() -> Any:
    from tokenizers import processors

    tokenizer = _byte_level()
    tokenizer.post_processor = processors.RobertaProcessing(("</s>", 2), ("<s>", 0))
    return tokenizer


def _llama_like() -> Any:
    from tokenizers import Regex, pre_tokenizers

    tokenizer = _byte_level()
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(r"\p{N}{1,3}|\s*\p{L}+|\s+"), "isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    return _template(tokenizer, "<s> $A", "<s> $A <s>:1 $B:1")


def _xlm() -> Any:
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, trainers

    tokenizer = Tokenizer(models.BPE(unk_token="<unk>", end_of_word_suffix="</w>"))
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Lowercase()])
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    trainer = trainers.BpeTrainer(
        vocab_size=400, special_tokens=_XLMR, end_of_word_suffix="</w>", show_progress=False
    )
    tokenizer.train_from_iterator(_CORPUS, trainer)
    return _robertas_template(tokenizer)


def _gemma_like() -> Any:
    from tokenizers import normalizers, pre_tokenizers

    first = pre_tokenizers.Metaspace(prepend_scheme="first", split=False)
    return _robertas_template(
        _unigram(_XLMR, "<unk>", normalizer=normalizers.NFC(), pre_tokenizer=first)
    )


LAYOUTS: dict[str, Callable[[], Any]] = {
    "bert": lambda: _bert_template(_word_piece(lowercase=False)),
    "bert uncased": lambda: _bert_template(_word_piece()),
    "distilbert": lambda: _bert_template(_word_piece(lowercase=False, strip_accents=False)),
    "electra": lambda: _bert_template(_word_piece(handle_chinese_chars=False)),
    "mpnet": lambda: _template(
        _word_piece(), "[CLS] $A [SEP]", "[CLS] $A [SEP] [SEP] $B [SEP]"
    ),
    "xlm-roberta": lambda: _robertas_template(_unigram(_XLMR, "<unk>")),
    "camembert": lambda: _robertas_template(_unigram(["<pad>", *_XLMR[2:], "<s>"], "<unk>")),
    "deberta-v2": lambda: _bert_template(_unigram(_DEBERTA, "[UNK]")),
    "rembert": lambda: _bert_template(
        _unigram(["<pad>", "[CLS]", "<unk>", "[SEP]", "[MASK]"], "<unk>")
    ),
    "mt5": lambda: _template(
        _unigram(["<pad>", "</s>", "<unk>"], "<unk>"), "$A </s>", "$A </s> $B </s>"
    ),
    "roberta": _roberta,
    "roberta with a prefix space": lambda: _robertas_template(_byte_level(True)),
    "modernbert": lambda: _robertas_template(_byte_level()),
    "eurobert": _llama_like,
    "gemma": _gemma_like,
    "xlm": _xlm,
    "e5": lambda: _template(_unigram(_XLMR, "<unk>"), "<s> $A </s>", "<s> $A </s> $B:1 </s>:1"),
    "without a template": lambda: _unigram(_XLMR, "<unk>"),
}  # fmt: skip


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The ``tokenizer.json`` of a layout, with truncation and padding left in it; made once."""
    root = tmp_path_factory.mktemp("layouts")

    def make(layout: str) -> Path:
        path = root / layout / "tokenizer.json"
        if not path.exists():
            path.parent.mkdir()
            tokenizer = LAYOUTS[layout]()
            tokenizer.enable_truncation(6, stride=2, direction="right")
            tokenizer.enable_padding(length=9, direction="left")
            tokenizer.save(str(path))
        return path

    return make


def _head(folder: Path, config: dict[str, Any] | None = None) -> Any:
    files = tuple(sorted(path.name for path in folder.iterdir()))
    return SimpleNamespace(
        folder=CheckpointFolder(str(folder), folder, config or {}, (), files, {})
    )


def _of_the_file(path: Path) -> Any:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def _assert_same(opened: Any, file: Any, texts: Any = TEXTS) -> None:
    texts = list(texts)
    for text, second in zip(texts, [*texts[1:], texts[0]], strict=True):
        for given in ((text,), (text, second)):
            found = opened(*([text] for text in given), return_offsets_mapping=True)
            wanted = file.encode(*given)
            assert found["input_ids"] == [wanted.ids], given
            assert found["offset_mapping"] == [wanted.offsets], given
            assert found["token_type_ids"] == [wanted.type_ids], given
            assert found.word_ids(0) == wanted.word_ids, given
            assert found.sequence_ids(0) == wanted.sequence_ids, given
    for words in (WORDS, [f" {word}" for word in WORDS]):
        found = opened([words], is_split_into_words=True, return_offsets_mapping=True)
        wanted = file.encode(words, is_pretokenized=True)
        assert found["input_ids"][0] == wanted.ids
        assert found["offset_mapping"][0] == wanted.offsets
        assert found.word_ids(0) == wanted.word_ids


@pytest.mark.parametrize("kind", CLASSES)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_file_is_followed_whatever_class_is_named(
    layout: str, kind: str | None, written: Callable[[str], Path], tmp_path: Path
) -> None:
    path = Path(shutil.copy(written(layout), tmp_path))
    settings = {"tokenizer_class": kind, "model_max_length": 512, "do_lower_case": True}
    settings |= {"add_prefix_space": True, "add_bos_token": True, "strip_accents": True}
    (tmp_path / "tokenizer_config.json").write_text(json.dumps(settings), encoding="utf-8")
    tokenizer, source = open_with_source(_head(tmp_path))
    assert (source.file, source.converted_as) == ("tokenizer.json", None)
    assert tokenizer.model_max_length == 512
    assert tokenizer.pad_token in ("<pad>", "[PAD]")
    assert tokenizer.unk_token_id is not None or "roberta" in layout or layout == "eurobert"
    _assert_same(tokenizer, _of_the_file(path))
    assert len(tokenizer) == _of_the_file(path).get_vocab_size()


@pytest.mark.parametrize("model_type", ["bert", "xlm-roberta", "deberta-v2", "mt5", "own", None])
def test_the_type_of_model_changes_nothing(
    model_type: str | None, written: Callable[[str], Path], tmp_path: Path
) -> None:
    path = Path(shutil.copy(written("deberta-v2"), tmp_path))
    tokenizer, _ = open_with_source(_head(tmp_path, {"model_type": model_type}))
    _assert_same(tokenizer, _of_the_file(path))


def test_cutting_still_works_after_the_state_in_the_file_was_dropped(
    written: Callable[[str], Path], tmp_path: Path
) -> None:
    shutil.copy(written("bert"), tmp_path)
    tokenizer, _ = open_with_source(_head(tmp_path))
    assert len(tokenizer(PROBE[0])["input_ids"]) > 9
    assert len(tokenizer(PROBE[0], truncation=True, max_length=8)["input_ids"]) == 8
    assert len(tokenizer(PROBE[0])["input_ids"]) > 9


def test_special_tokens_are_named_by_the_map_and_else_by_the_class(
    written: Callable[[str], Path], tmp_path: Path
) -> None:
    shutil.copy(written("xlm-roberta"), tmp_path)
    named = {"pad_token": {"content": "</s>", "lstrip": False}, "mask_token": "[NOT THERE]"}
    (tmp_path / "special_tokens_map.json").write_text(json.dumps(named), encoding="utf-8")
    tokenizer, _ = open_with_source(_head(tmp_path, {"model_type": "xlm-roberta"}))
    assert (tokenizer.pad_token, tokenizer.pad_token_id) == ("</s>", 2)
    assert (tokenizer.cls_token, tokenizer.mask_token) == ("<s>", "<mask>")
    assert tokenizer.convert_tokens_to_ids("[NOT THERE]") in (None, tokenizer.unk_token_id)


def test_tokens_beside_the_vocabulary_are_added_under_their_own_ids_alone(
    written: Callable[[str], Path], tmp_path: Path
) -> None:
    path = Path(shutil.copy(written("bert"), tmp_path))
    size = _of_the_file(path).get_vocab_size()
    for index, length in ((size, size + 1), (size + 7, size)):
        (tmp_path / "added_tokens.json").write_text(json.dumps({"<ent>": index}), encoding="utf-8")
        assert len(open_with_source(_head(tmp_path))[0]) == length


def test_inputs_that_the_files_name_are_the_ones_returned(
    written: Callable[[str], Path], tmp_path: Path
) -> None:
    shutil.copy(written("bert"), tmp_path)
    settings = {"model_input_names": ["input_ids", "attention_mask"]}
    (tmp_path / "tokenizer_config.json").write_text(json.dumps(settings), encoding="utf-8")
    assert "token_type_ids" not in open_with_source(_head(tmp_path))[0]("a", "b")


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -1, 7, "512", [512], True])
def test_a_length_that_is_none_is_refused(
    value: object, written: Callable[[str], Path], tmp_path: Path
) -> None:
    shutil.copy(written("bert"), tmp_path)
    settings = {"model_max_length": value}
    (tmp_path / "tokenizer_config.json").write_text(json.dumps(settings), encoding="utf-8")
    with pytest.raises(ModelError, match="no usable length"):
        open_with_source(_head(tmp_path))


# Checkpoints without tokenizer.json: the class, its file, and how SentencePiece numbers its pieces.
_SLOW = {
    "XLMRobertaTokenizer": ("sentencepiece.bpe.model", {}),
    "CamembertTokenizer": ("sentencepiece.bpe.model", {"unk_id": 0, "bos_id": 1, "eos_id": 2}),
    "DebertaV2Tokenizer": (
        "spm.model",
        {"pad_id": 0, "bos_id": 1, "eos_id": 2, "unk_id": 3, "pad_piece": "[PAD]",
         "bos_piece": "[CLS]", "eos_piece": "[SEP]", "unk_piece": "[UNK]"},
    ),
    "RemBertTokenizer": (
        "sentencepiece.model",
        {"pad_id": 0, "bos_id": 1, "unk_id": 2, "eos_id": 3, "bos_piece": "[CLS]",
         "eos_piece": "[SEP]"},
    ),
    "T5Tokenizer": ("spiece.model", {"pad_id": 0, "eos_id": 1, "unk_id": 2, "bos_id": -1}),
    "MT5Tokenizer": ("spiece.model", {"pad_id": 0, "eos_id": 1, "unk_id": 2, "bos_id": -1}),
}  # fmt: skip

_PAIR_IDS = {
    "XLMRobertaTokenizer": ([0], [2, 2], [2]),
    "CamembertTokenizer": ([5], [6, 6], [6]),
    "DebertaV2Tokenizer": ([1], [2], [2]),
    "RemBertTokenizer": ([1], [3], [3]),
    "T5Tokenizer": ([], [1], [1]),
    "MT5Tokenizer": ([], [1], [1]),
}


def _train(path: Path, **options: Any) -> Any:
    import io

    import sentencepiece

    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(_CORPUS * 10),
        model_writer=model,
        vocab_size=360,
        character_coverage=1.0,
        hard_vocab_limit=False,
        minloglevel=9,
        **options,
    )
    path.write_bytes(model.getvalue())
    return sentencepiece.SentencePieceProcessor(model_proto=model.getvalue())


@pytest.mark.parametrize("kind", _SLOW)
def test_a_sentence_piece_model_alone_is_converted_and_equals_sentence_piece(
    kind: str, tmp_path: Path
) -> None:
    file, options = _SLOW[kind]
    model = _train(tmp_path / file, **options)
    (tmp_path / "tokenizer_config.json").write_text(json.dumps({"tokenizer_class": kind}), "utf-8")
    tokenizer, source = open_with_source(_head(tmp_path))
    assert (source.file, source.converted_as) == (file, kind)
    shift = {"XLMRobertaTokenizer": 1, "CamembertTokenizer": 4}.get(kind, 0)
    unknown = {"XLMRobertaTokenizer": 3, "CamembertTokenizer": 3}.get(kind, model.unk_id())

    def ids(text: str) -> list[int]:
        return [unknown if i == model.unk_id() else i + shift for i in model.encode(text)]

    before, between, after = _PAIR_IDS[kind]
    for first, second in pairwise(PROBE):
        expected = [*before, *ids(first), *between, *ids(second), *after]
        assert tokenizer(first, second)["input_ids"] == expected
    assert all(
        tokenizer.convert_tokens_to_ids(t) < len(tokenizer) for t in tokenizer.all_special_tokens
    )


def test_the_type_of_model_names_the_class_where_no_file_does(tmp_path: Path) -> None:
    """As mDeBERTa is published: ``spm.model`` and a configuration that names no class."""
    file, options = _SLOW["DebertaV2Tokenizer"]
    _train(tmp_path / file, **options)
    settings = {"do_lower_case": False, "vocab_type": "spm"}
    (tmp_path / "tokenizer_config.json").write_text(json.dumps(settings), encoding="utf-8")
    tokenizer, source = open_with_source(_head(tmp_path, {"model_type": "deberta-v2"}))
    assert source.converted_as == "DebertaV2Tokenizer"
    assert tokenizer.pad_token_id == 0
    assert "１２３" not in "".join(tokenizer.tokenize("１２３"))


@pytest.mark.parametrize("cased", [True, False])
@pytest.mark.parametrize("kind", ["BertTokenizer", "DistilBertTokenizer", "ElectraTokenizer"])
def test_word_pieces_alone_equal_berts_own_code(kind: str, cased: bool, tmp_path: Path) -> None:
    from transformers.models.bert.tokenization_bert_legacy import BertTokenizerLegacy

    vocabulary = _word_piece(lowercase=not cased).get_vocab()
    lines = sorted(vocabulary, key=vocabulary.__getitem__)
    (tmp_path / "vocab.txt").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    settings = {"tokenizer_class": kind} | ({"do_lower_case": False} if cased else {})
    (tmp_path / "tokenizer_config.json").write_text(json.dumps(settings), encoding="utf-8")
    tokenizer, source = open_with_source(_head(tmp_path))
    assert source.converted_as == kind
    original = BertTokenizerLegacy(str(tmp_path / "vocab.txt"), do_lower_case=not cased)
    for first, second in pairwise(PROBE):
        sides = [original.convert_tokens_to_ids(original.tokenize(t)) for t in (first, second)]
        found = tokenizer(normalize("NFC", first), normalize("NFC", second))
        assert found["input_ids"] == [2, *sides[0], 3, *sides[1], 3]
        assert found["token_type_ids"] == [0] * (len(sides[0]) + 2) + [1] * (len(sides[1]) + 1)


@pytest.mark.parametrize("prefix", [True, False])
def test_bytes_and_merges_alone_equal_the_file_they_are_from(prefix: bool, tmp_path: Path) -> None:
    from tokenizers import processors

    whole = _byte_level(prefix)
    whole.post_processor = processors.RobertaProcessing(
        ("</s>", 2), ("<s>", 0), add_prefix_space=prefix
    )
    stored = json.loads(whole.to_str())["model"]
    (tmp_path / "vocab.json").write_text(json.dumps(stored["vocab"]), encoding="utf-8")
    merges = "".join(f"{one} {two}\n" for one, two in stored["merges"])
    (tmp_path / "merges.txt").write_text(f"#version: 0.2\n{merges}", encoding="utf-8")
    settings = {"tokenizer_class": "RobertaTokenizer", "add_prefix_space": prefix}
    (tmp_path / "tokenizer_config.json").write_text(json.dumps(settings), encoding="utf-8")
    tokenizer, source = open_with_source(_head(tmp_path))
    assert (source.file, source.converted_as) == ("vocab.json", "RobertaTokenizer")
    for text in PROBE:
        found = tokenizer(text, text, return_offsets_mapping=True)
        assert found["input_ids"] == whole.encode(text, text).ids
        assert found["offset_mapping"] == whole.encode(text, text).offsets


_ALBERT = {"pad_id": 0, "unk_id": 1, "bos_id": 2, "eos_id": 3, "bos_piece": "[CLS]",
           "eos_piece": "[SEP]", "control_symbols": ["[MASK]"]}  # fmt: skip
_XLNET = {"unk_id": 0, "bos_id": 1, "eos_id": 2, "pad_id": -1,
          "control_symbols": ["<cls>", "<sep>", "<pad>", "<mask>", "<eod>", "<eop>"]}  # fmt: skip
_BIG_BIRD = {"pad_id": 0, "eos_id": 1, "unk_id": 2, "bos_id": 3, "model_type": "bpe",
             "control_symbols": ["[SEP]", "[MASK]", "[CLS]"]}  # fmt: skip


def _changed(text: str, *, lower: bool, accents: bool) -> str:
    """What ALBERT's and XLNet's Python classes make of a text, from transformers 4.57."""
    text = " ".join(text.strip().split()).replace("``", '"').replace("''", '"')
    if not accents:
        text = "".join(c for c in normalize("NFKD", text) if not combining(c))
    return text.lower() if lower else text


def _alberts_pieces(model: Any, text: str) -> list[str]:
    """A number and a comma are never one piece, e.g. in ``▁1990,``."""
    found: list[str] = []
    for piece in model.encode(text, out_type=str):
        if len(piece) > 1 and piece[-1] == "," and piece[-2].isdigit():
            parts = model.encode(piece[:-1].replace("▁", ""), out_type=str)
            if piece[0] != "▁" and parts[0][0] == "▁":
                parts = parts[1:] if parts[0] == "▁" else [parts[0][1:], *parts[1:]]
            found += [*parts, ","]
        else:
            found.append(piece)
    return found


@pytest.mark.parametrize("settings", [
    {}, {"do_lower_case": True}, {"do_lower_case": False}, {"keep_accents": True},
    {"do_lower_case": True, "keep_accents": True},
])  # fmt: skip
@pytest.mark.parametrize("kind", ["AlbertTokenizer", "XLNetTokenizer"])
def test_alberts_and_xlnets_changes_of_the_text_are_kept(
    kind: str, settings: dict[str, bool], tmp_path: Path
) -> None:
    model = _train(tmp_path / "spiece.model", **(_ALBERT if kind[0] == "A" else _XLNET))
    named = {"tokenizer_class": kind, **settings}
    (tmp_path / "tokenizer_config.json").write_text(json.dumps(named), encoding="utf-8")
    tokenizer, source = open_with_source(_head(tmp_path))
    assert (source.file, source.converted_as) == ("spiece.model", kind)
    lower = settings.get("do_lower_case", kind == "AlbertTokenizer")
    accents = settings.get("keep_accents", False)

    def ids(text: str) -> list[int]:
        changed = _changed(text, lower=lower, accents=accents)
        return [model.piece_to_id(piece) for piece in _alberts_pieces(model, changed)]

    for first, second in pairwise(PROBE):
        one, two, found = ids(first), ids(second), tokenizer(first, second)
        alone = tokenizer(first)
        if kind == "AlbertTokenizer":
            assert found["input_ids"] == [2, *one, 3, *two, 3]
            assert found["token_type_ids"] == [0] * (len(one) + 2) + [1] * (len(two) + 1)
            assert alone["input_ids"] == [2, *one, 3]
        else:
            assert found["input_ids"] == [*one, 4, *two, 4, 3]
            assert found["token_type_ids"] == [0] * (len(one) + 1) + [1] * (len(two) + 1) + [2]
            assert alone["input_ids"] == [*one, 4, 3]
        segments = pair_template(tokenizer).segments(len(one), len(two))
        assert segments == found["token_type_ids"]
        sides = found.sequence_ids(0)
        assert (sides.count(0), sides.count(1)) == (len(one), len(two))
    words = tokenizer(["Berlin", "naïve", "25"], is_split_into_words=True)
    expected = [ids("Berlin"), ids("naïve"), ids("25")]
    assert [words.word_ids().count(i) for i in range(3)] == list(map(len, expected))
    spans = tokenizer("Größe  (yes)", return_offsets_mapping=True)["offset_mapping"]
    assert max(end for _, end in spans) == len("Größe  (yes)")


def test_big_bird_is_converted_and_equals_sentence_piece(tmp_path: Path) -> None:
    model = _train(tmp_path / "spiece.model", **_BIG_BIRD)
    tokenizer, source = open_with_source(_head(tmp_path, {"model_type": "big_bird"}))
    assert source.converted_as == "BigBirdTokenizer"
    separator, _, first_token = (model.piece_to_id(x) for x in ("[SEP]", "[MASK]", "[CLS]"))
    for first, second in pairwise(PROBE):
        one, two = model.encode(first), model.encode(second)
        found = tokenizer(first, second)
        assert found["input_ids"] == [first_token, *one, separator, *two, separator]
        assert found["token_type_ids"] == [0] * (len(one) + 2) + [1] * (len(two) + 1)


@pytest.mark.parametrize("settings", [{"do_lower_case": True}, {"split_by_punct": True}])
def test_deberta_lowers_and_splits_as_its_python_class(
    settings: dict[str, bool], tmp_path: Path
) -> None:
    model = _train(tmp_path / "spm.model", **_SLOW["DebertaV2Tokenizer"][1])
    named = {"tokenizer_class": "DebertaV2Tokenizer", **settings}
    (tmp_path / "tokenizer_config.json").write_text(json.dumps(named), encoding="utf-8")
    tokenizer, _ = open_with_source(_head(tmp_path))
    for text in PROBE:
        if "do_lower_case" in settings:
            expected = model.encode(text.lower())
        else:
            signs = "".join(c for c in text if category(c)[0] == "P" or c in "$+<=>^`|~")
            parts = re.split(f"([{re.escape(signs)}])", text) if signs else [text]
            expected = [piece for part in parts if part for piece in model.encode(part)]
        assert tokenizer(text)["input_ids"] == [1, *expected, 2]


def test_debertas_first_version_is_read_from_bytes_and_merges(tmp_path: Path) -> None:
    from tokenizers import Tokenizer

    stored = json.loads(_byte_level().to_str())
    model = stored["model"]
    for old, new in {"<s>": "[CLS]", "</s>": "[SEP]", "<pad>": "[PAD]", "<unk>": "[UNK]"}.items():
        model["vocab"][new] = model["vocab"].pop(old)
    (tmp_path / "vocab.json").write_text(json.dumps(model["vocab"]), encoding="utf-8")
    merges = "".join(f"{one} {two}\n" for one, two in model["merges"])
    (tmp_path / "merges.txt").write_text(f"#version: 0.2\n{merges}", encoding="utf-8")
    tokenizer, source = open_with_source(_head(tmp_path, {"model_type": "deberta"}))
    assert source.converted_as == "DebertaTokenizer"
    stored["added_tokens"] = []
    plain = Tokenizer.from_str(json.dumps(stored))
    for first, second in pairwise(PROBE):
        one, two = (plain.encode(text, add_special_tokens=False) for text in (first, second))
        found = tokenizer(first, second, return_offsets_mapping=True)
        assert found["input_ids"] == [0, *one.ids, 2, *two.ids, 2]
        assert found["token_type_ids"] == [0] * (len(one.ids) + 2) + [1] * (len(two.ids) + 1)
        assert found["offset_mapping"][1 : len(one.ids) + 1] == one.offsets


@pytest.mark.parametrize(
    ("kind", "changes", "says"),
    [
        ("MBartTokenizer", {}, "has no fast version here"),
        ("XLMTokenizer", {}, "has no fast version here"),
        ("BertTokenizer", {}, "needs its vocabulary"),
    ],
)
def test_what_cannot_be_converted_faithfully_is_refused(
    kind: str, changes: dict[str, Any], says: str, tmp_path: Path
) -> None:
    _train(tmp_path / "spm.model", **_SLOW["DebertaV2Tokenizer"][1])
    settings = {"tokenizer_class": kind, **changes}
    (tmp_path / "tokenizer_config.json").write_text(json.dumps(settings), encoding="utf-8")
    with pytest.raises(ModelError, match=says) as refused:
        open_with_source(_head(tmp_path))
    assert refused.value.remedy


def test_a_conversion_that_disagrees_with_the_original_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tokenizers import normalizers
    from transformers.convert_slow_tokenizer import DebertaV2Converter

    _train(tmp_path / "spm.model", **_SLOW["DebertaV2Tokenizer"][1])
    monkeypatch.setattr(DebertaV2Converter, "normalizer", lambda *_: normalizers.NFC())
    with pytest.raises(ModelError, match="cannot be converted faithfully"):
        open_with_source(_head(tmp_path, {"model_type": "deberta-v2"}))


def _real_texts(root: Path) -> Iterator[list[str]]:
    """Some sentences of each language's PAN-X file, and of Tatoeba's."""
    for path in sorted(root.glob("**/xtreme/panx/test-*.tsv")):
        with path.open(encoding="utf-8") as file:
            tokens = [line.rstrip("\n").split("\t")[0] for line in islice(file, 300)]
        yield [" ".join(tokens[i : i + 8]) for i in range(0, len(tokens), 8)]
    for path in sorted(root.glob("**/xtreme/tatoeba/*")):
        with path.open(encoding="utf-8") as file:
            yield [line.rstrip("\n") for line in islice(file, 20)]


@pytest.mark.skipif("XSTILTS_DATA" not in os.environ, reason="needs the official data")
@pytest.mark.parametrize("layout", ["bert", "xlm-roberta", "deberta-v2", "modernbert", "mt5"])
def test_real_texts_of_every_language_equal_the_file(
    layout: str, written: Callable[[str], Path], tmp_path: Path
) -> None:
    path = Path(shutil.copy(written(layout), tmp_path))
    settings = {"tokenizer_class": "BertTokenizer" if layout != "bert" else "XLMRobertaTokenizer"}
    (tmp_path / "tokenizer_config.json").write_text(json.dumps(settings), encoding="utf-8")
    opened, file = open_with_source(_head(tmp_path))[0], _of_the_file(path)
    seen = 0
    for lines in _real_texts(Path(os.environ["XSTILTS_DATA"])):
        _assert_same(opened, file, lines)
        seen += 1
    assert seen >= 40 + 2 * 36


@pytest.mark.skipif("XSTILTS_TOKENIZERS" not in os.environ, reason="needs published tokenizers")
def test_published_tokenizers_are_followed_or_converted_to_what_their_file_says(
    tmp_path: Path,
) -> None:
    """``XSTILTS_TOKENIZERS`` is a folder of tokenizer folders, as their publishers wrote them.

    Each is compared with its own file; a folder NAME-slow also with the file of NAME-fast.
    """
    folders = {path.name: path for path in sorted(Path(os.environ["XSTILTS_TOKENIZERS"]).iterdir())}
    assert folders
    for name, folder in folders.items():
        tokenizer, source = open_with_source(_head(folder, {"model_type": name.split("-")[0]}))
        twin = folders.get(name.replace("-slow", "-fast"), folder)
        if (folder / "tokenizer.json").exists():
            assert source.file == "tokenizer.json"
        else:
            assert source.converted_as
        if (twin / "tokenizer.json").exists():
            _assert_same(tokenizer, _of_the_file(twin / "tokenizer.json"), PROBE)
