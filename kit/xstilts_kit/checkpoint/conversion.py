"""Conversion of tokenizers without ``tokenizer.json``, verified with the original algorithm.

The converters are those of transformers, which wrote the ``tokenizer.json`` files on the Hub. They
receive the settings of the class in transformers 4, and their results must agree with
SentencePiece, with BERT's own code or with plain byte-pair merging on a probe in many scripts.
"""

import itertools
import json
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unicodedata import normalize

import regex
import sentencepiece
from tokenizers import Tokenizer
from transformers.convert_slow_tokenizer import SLOW_TO_FAST_CONVERTERS, bytes_to_unicode
from transformers.models.bert.tokenization_bert_legacy import BertTokenizerLegacy
from transformers.tokenization_utils_base import generate_merges

from xstilts_kit.checkpoint.folder import SENTENCE_PIECES
from xstilts_kit.checkpoint.original import Handling, with_final_sigma

Pieces = Callable[[str], Sequence[str]]
"""Text → sub-words; unknown ones may have any spelling that is not in the vocabulary."""

_WORD_PIECES = (
    "BertTokenizer",
    "ConvBertTokenizer",
    "DistilBertTokenizer",
    "ElectraTokenizer",
    "LayoutLMTokenizer",
    "MPNetTokenizer",
    "MobileBertTokenizer",
    "SqueezeBertTokenizer",
)
_BYTES = ("RobertaTokenizer", "LongformerTokenizer", "DebertaTokenizer")
_SENTENCE_PIECES = (
    "AlbertTokenizer",
    "BigBirdTokenizer",
    "CamembertTokenizer",
    "DebertaV2Tokenizer",
    "MT5Tokenizer",
    "RemBertTokenizer",
    "T5Tokenizer",
    "XLMRobertaTokenizer",
    "XLNetTokenizer",
)
_SAME = {"MT5Tokenizer": "T5Tokenizer"}

PROBE = (
    "The 25 children read a good book about the sea in the city of Berlin.",
    "Größe, naïve café, État; 3,141.59 % of $1,000 (in 2024)!",
    "ทำไม １２３ น้ำ",
    "सभी मनुष्यों को गौरव और अधिकारों के मामले में",
    "人人生而自由，在尊严和权利上一律平等。",
    "すべての人間は、生まれながらにして自由である。ガギグ",
    "모든 인간은 태어날 때부터 자유로우며",
    "يولد جميع الناس أحراراً متساوين في الكرامة",
    "Все люди рождаются свободными и равными",
    "Όλοι οι άνθρωποι γεννιούνται ελεύθεροι; ΟΛΟΙ ΟΙ ΑΝΘΡΩΠΟΙ ΤΗΣ ΓΗΣ.",
    "Tất cả mọi người sinh ra đều được tự do",
    "e\u0301te\u0301 A\u030a \ufb01n ½ ①",
    "Hello\u00a0World",
    "İstanbul'da DOĞDU",
    "In 1990, 25, and 3,5 ``so'' it is; (yes/no) ",
)
"""Sentences in many scripts, with composed and combining marks, full-width digits and NBSP."""


class NotConvertible(Exception):
    """A vocabulary cannot be converted faithfully."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(what)
        self.what, self.remedy = what, remedy


def convert(
    folder: Path, files: Sequence[str], kind: str, config: Mapping[str, Any]
) -> tuple[Tokenizer, str]:
    """Convert a tokenizer stored only as a vocabulary; returns it with the vocabulary file.

    Args:
        folder: The folder of the files.
        files: Their names.
        kind: The name of the tokenizer class.
        config: ``tokenizer_config.json``.

    Raises:
        NotConvertible: There is no converter, or its result differs from the original.
    """
    if kind in _SENTENCE_PIECES:
        file = next((name for name in SENTENCE_PIECES if name in files), None)
        make = _from_sentence_pieces
    elif kind in _WORD_PIECES:
        file = "vocab.txt" if "vocab.txt" in files else None
        make = _from_word_pieces
    elif kind in _BYTES:
        file = "vocab.json" if {"vocab.json", "merges.txt"} <= set(files) else None
        make = _from_bytes
    else:
        raise NotConvertible(
            f"its tokenizer{f' {kind}' if kind else ''} has no fast version here, which gives the"
            " words of its pieces",
            "Use a checkpoint with a tokenizer.json, or write one: " + _SAVE,
        )
    if file is None:
        raise NotConvertible(
            f"a {kind} needs its vocabulary, which is not among {', '.join(files)}",
            "Save the tokenizer beside the weights: tokenizer.save_pretrained(folder).",
        )
    backend, original = make(folder / file, kind, config)
    _compare(backend, original, kind)
    return backend, file


_SAVE = (
    "`AutoTokenizer.from_pretrained(folder).save_pretrained(folder)` with transformers below 5"
    " does where the class has a fast version."
)


def _compare(backend: Tokenizer, original: Pieces, kind: str) -> None:
    known = backend.get_vocab().keys()
    for text in PROBE:
        if kind in _WORD_PIECES:  # the Python class alone composes its text first
            text = normalize("NFC", text)
        expected = _folded(original(text), known)
        found = _folded(backend.encode(text, add_special_tokens=False).tokens, known)
        if expected != found:
            raise NotConvertible(
                f"the {kind} cannot be converted faithfully: {text!r} should be"
                f" {' '.join(expected)} and becomes {' '.join(found)}",
                "Write a tokenizer.json: " + _SAVE,
            )


def _folded(pieces: Sequence[str], known: AbstractSet[str]) -> list[str]:
    """Replace every run of unknown pieces by one mark."""
    unknown = ("<unk>", "[UNK]")
    marked = [piece if piece in known and piece not in unknown else "?" for piece in pieces]
    return [p for i, p in enumerate(marked) if p != "?" or i == 0 or marked[i - 1] != "?"]


def _from_sentence_pieces(
    file: Path, kind: str, config: Mapping[str, Any]
) -> tuple[Tokenizer, Pieces]:
    handling = Handling.of(kind, config)
    settings = SimpleNamespace(
        vocab_file=str(file),
        do_lower_case=handling.lower,
        split_by_punct=handling.split_punctuation,
        keep_accents=not handling.strip_accents,
        legacy=config.get("legacy") is not False,
        _extra_ids=_extra_ids(kind, config),
    )
    converter = SLOW_TO_FAST_CONVERTERS[_SAME.get(kind, kind)](settings)
    converter.SpmExtractor = _Merges
    vocabulary = {piece: i for i, (piece, _) in enumerate(converter.vocab(converter.proto))}
    settings.convert_tokens_to_ids = vocabulary.__getitem__
    model = sentencepiece.SentencePieceProcessor(model_file=str(file))
    backend = converter.converted()
    charsmap = converter.proto.normalizer_spec.precompiled_charsmap
    backend.normalizer = handling.normalizer(backend.normalizer, charsmap)

    def pieces(text: str) -> list[str]:
        return handling.pieces(model, text)

    return backend, pieces


class _Merges:
    """Merges of a byte-pair model of SentencePiece, in the order of their scores."""

    def __init__(self, _: str) -> None:
        """Take the place of transformers' class, which reads the file once more."""

    def extract(self, scores: Sequence[tuple[str, float]]) -> tuple[None, list[tuple[str, str]]]:
        """Return nothing for the vocabulary, and the merges."""
        vocabulary = {piece: index for index, (piece, _) in enumerate(scores)}
        return None, generate_merges(vocabulary, dict(scores))


def _extra_ids(kind: str, config: Mapping[str, Any]) -> int:
    found = config.get("extra_ids")
    if isinstance(found, int) and 0 <= found <= 1000:
        return found
    return 0 if kind == "MT5Tokenizer" else 100


def _from_word_pieces(file: Path, kind: str, config: Mapping[str, Any]) -> tuple[Tokenizer, Pieces]:
    usual = {"unk": "<unk>" if kind == "MPNetTokenizer" else "[UNK]"}
    usual |= {"cls": "<s>", "sep": "</s>"} if kind == "MPNetTokenizer" else {}
    names = {
        f"{role}_token": _name(config, role, usual.get(role, f"[{role.upper()}]"))
        for role in ("unk", "cls", "sep")
    }
    if config.get("do_basic_tokenize") is False:
        raise NotConvertible(
            f"the {kind} takes text that was split before (do_basic_tokenize is false)",
            "Use a checkpoint with a tokenizer.json.",
        )
    options: dict[str, Any] = {
        "do_lower_case": config.get("do_lower_case") is not False,
        "tokenize_chinese_chars": config.get("tokenize_chinese_chars") is not False,
        "strip_accents": config.get("strip_accents"),
    }
    original = BertTokenizerLegacy(str(file), **options, **names)
    vocabulary = original.vocab
    lacking = [name for name in names.values() if name not in vocabulary]
    if lacking:
        raise NotConvertible(
            f"{file.name} lacks {', '.join(lacking)}",
            "Put the vocabulary that the model was trained with beside it.",
        )
    settings = SimpleNamespace(
        vocab=vocabulary,
        basic_tokenizer=original.basic_tokenizer,
        **names,
        **{f"{key}_id": vocabulary[name] for key, name in names.items()},
    )
    backend = SLOW_TO_FAST_CONVERTERS[kind](settings).converted()
    if options["do_lower_case"]:
        backend.normalizer = with_final_sigma(backend.normalizer)
    return backend, original.tokenize


_GPT2 = regex.compile(r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+")


def _from_bytes(file: Path, kind: str, config: Mapping[str, Any]) -> tuple[Tokenizer, Pieces]:
    vocabulary = json.loads(file.read_text(encoding="utf-8"))
    lines = file.with_name("merges.txt").read_text(encoding="utf-8").split("\n")
    merges = [tuple(line.split()) for line in lines if line and not line.startswith("#version")]
    ranks = {merge: rank for rank, merge in enumerate(merges)}
    usual = ("[CLS]", "[SEP]") if kind == "DebertaTokenizer" else ("<s>", "</s>")
    names = {
        "cls_token": _name(config, "cls", usual[0]),
        "sep_token": _name(config, "sep", usual[1]),
    }
    prefix = config.get("add_prefix_space") is True
    settings = SimpleNamespace(
        encoder=vocabulary,
        bpe_ranks=ranks,
        add_prefix_space=prefix,
        convert_tokens_to_ids=vocabulary.__getitem__,
        **names,
        **{f"{key}_id": vocabulary[name] for key, name in names.items()},
    )
    alphabet = bytes_to_unicode()

    def pieces(text: str) -> list[str]:
        words = _GPT2.findall(f" {text}" if prefix and text[:1].strip() else text)
        spelled = ("".join(alphabet[byte] for byte in word.encode()) for word in words)
        return [piece for word in spelled for piece in _merged(list(word), ranks)]

    return SLOW_TO_FAST_CONVERTERS[kind](settings).converted(), pieces


def _merged(symbols: list[str], ranks: Mapping[tuple[str, ...], int]) -> list[str]:
    """Apply byte-pair merges to a word, the lowest rank first."""
    while len(symbols) > 1:
        pairs = list(itertools.pairwise(symbols))
        best = min(pairs, key=lambda pair: ranks.get(pair, len(ranks)))
        if best not in ranks:
            break
        merged: list[str] = []
        for symbol in symbols:
            if merged and (merged[-1], symbol) == best:
                merged[-1] += symbol
            else:
                merged.append(symbol)
        symbols = merged
    return symbols


def _name(config: Mapping[str, Any], role: str, usual: str) -> str:
    found = config.get(f"{role}_token")
    found = found.get("content") if isinstance(found, dict) else found
    return found if isinstance(found, str) else usual
