"""One tag for every token, however long the sentence and however odd the token."""

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from xstilts_kit.families import Inputs
from xstilts_kit.families.tagging.records import Sentence
from xstilts_kit.tasks import get_task

Open = Callable[..., Any]

LABELS = get_task("panx").labels

TOKENS = [
    *("anna", "buys", "a", "car", "x", "7", "berlin", "2026", "longerword"),
    *("ก", "ข", "ค", "ง", "กข", "安", "ß", "."),
    *("\u200d", "\ufe0f", "\x07", "\u200b", "\u00ad", "\u2060"),
    *("y" * 21, "y" * 22, "y" * 23, "y" * 99, "y" * 101, "\u3000", "\xa0", "a\u3000b"),
]


def _sentences(seed: int, number: int, longest: int) -> list[Sentence]:
    chosen = random.Random(seed)
    return [
        Sentence(str(i), tuple(chosen.choices(TOKENS, k=chosen.randint(1, longest))))
        for i in range(number)
    ]


def _slow_windows(
    tokenizer: Any, tokens: tuple[str, ...], room: int
) -> list[tuple[list[int], list[int]]]:
    """XTREME's preprocessing, word by word: (sub-words, place of each word's first one)."""
    done: list[tuple[list[int], list[int]]] = []
    ids: list[int] = []
    firsts: list[int] = []
    for token in tokens:
        encoded = tokenizer([token], is_split_into_words=True, add_special_tokens=False)
        pieces = encoded["input_ids"]
        if len(pieces) == 0 or len(pieces) > room:
            pieces = [tokenizer.unk_token_id]
        if ids and len(ids) + len(pieces) > room:
            done.append((ids, firsts))
            ids, firsts = [], []
        firsts = [*firsts, len(ids)]
        ids = ids + pieces
    return [*done, (ids, firsts)]


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("max_length", [11, 13, 24])
def test_windows_are_those_of_a_word_by_word_cut(
    seed: int, max_length: int, bert: Path, opened: Open
) -> None:
    predictor, head = opened(bert, "panx", max_length)
    tokenizer = head.tokenizer
    sentences = _sentences(seed, 12, 40)
    features = predictor.features(Inputs(tuple(sentences)))
    expected = [
        (number, [tokenizer.cls_token_id, *ids, tokenizer.sep_token_id], [1 + f for f in firsts])
        for number, sentence in enumerate(sentences)
        for ids, firsts in _slow_windows(tokenizer, sentence.tokens, max_length - 2)
    ]
    assert [(f.example, list(f.input_ids), list(f.positions)) for f in features] == expected
    assert max(len(f.input_ids) for f in features) <= max_length


def test_windows_of_xlm_r_are_those_of_a_word_by_word_cut(checkpoint: Path, opened: Open) -> None:
    predictor, head = opened(checkpoint, "panx")
    tokenizer = head.tokenizer
    sentences = _sentences(9, 30, 30)
    expected = [
        [tokenizer.bos_token_id, *ids, tokenizer.eos_token_id]
        for sentence in sentences
        for ids, _ in _slow_windows(tokenizer, sentence.tokens, 14)
    ]
    features = predictor.features(Inputs(tuple(sentences)))
    assert [list(f.input_ids) for f in features] == expected


def test_the_token_set_holds_tokens_of_no_sub_word_and_of_too_many(
    bert: Path, opened: Open
) -> None:
    """Else the tests around this one would prove less than they say."""
    _, head = opened(bert, "panx")

    def count(token: str) -> int:
        encoded = head.tokenizer([token], is_split_into_words=True, add_special_tokens=False)
        return len(encoded["input_ids"])

    counts = [count(token) for token in TOKENS]
    assert counts.count(0) >= 3
    assert max(counts) > 22


@pytest.mark.parametrize(
    "tokens",
    [
        ("a",),
        ("\u200d",),
        ("\ufe0f", "\ufe0f"),
        ("\x07",) * 60,
        ("y" * 99,),
        ("y" * 500,),
        tuple("กขคงจฉชซ") * 20,
        ("a",) * 1000,
        ("longerword",) * 1000,
        ("a", "\u200d", "y" * 99) * 30,
        ("two words", "\u3000", " "),
        ("[SEP]", "[PAD]", "[CLS]", "a"),
    ],
    ids=lambda tokens: f"{len(tokens)} of {tokens[0]!r:.12}",
)
def test_every_token_gets_one_tag(
    tokens: tuple[str, ...], bert: Path, opened: Open, predict: Callable[..., list[Any]]
) -> None:
    predictor, _ = opened(bert, "panx")
    (record,) = predict(predictor, [Sentence("0", tokens)])
    assert len(record.tags) == len(tokens)
    assert set(record.tags) <= set(LABELS)


def test_a_tag_is_the_best_class_at_the_tokens_first_sub_word_of_its_own_window(
    bert: Path, opened: Open, predict: Callable[..., list[Any]]
) -> None:
    """Against one window at a time, without padding or batches."""
    import torch

    predictor, head = opened(bert, "panx")
    sentences = _sentences(3, 20, 50)
    expected: list[tuple[str, ...]] = []
    for sentence in sentences:
        tags: list[str] = []
        for ids, firsts in _slow_windows(head.tokenizer, sentence.tokens, 22):
            row = torch.tensor([[head.tokenizer.cls_token_id, *ids, head.tokenizer.sep_token_id]])
            with torch.no_grad():
                best = head.model(input_ids=row).logits[0].argmax(-1)
            tags += [LABELS[best[1 + first]] for first in firsts]
        expected.append(tuple(tags))
    assert [record.tags for record in predict(predictor, sentences)] == expected
    assert len({tag for tags in expected for tag in tags}) > 2


@pytest.mark.parametrize("batch_tokens", [1, 24, 100, 1000, 100_000])
def test_the_batch_size_changes_no_tag(
    batch_tokens: int, bert: Path, opened: Open, predict: Callable[..., list[Any]]
) -> None:
    predictor, _ = opened(bert, "panx")
    sentences = _sentences(4, 25, 40)
    assert predict(predictor, sentences, batch_tokens) == predict(predictor, sentences)


def test_records_come_in_the_order_of_the_sentences(
    bert: Path, opened: Open, predict: Callable[..., list[Any]]
) -> None:
    predictor, _ = opened(bert, "panx")
    sentences = _sentences(5, 30, 60)
    assert [record.id for record in predict(predictor, sentences)] == [s.id for s in sentences]
