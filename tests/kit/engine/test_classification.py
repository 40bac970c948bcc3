"""Pairs are cut longest side first and answered as one pair at a time would be."""

import random
import string
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from xstilts_kit.families import Inputs
from xstilts_kit.families.classification.records import SentencePair
from xstilts_kit.tasks import get_task

Open = Callable[..., Any]

LABELS = get_task("xnli").labels


def _pairs(seed: int, number: int) -> list[SentencePair]:
    chosen = random.Random(seed)

    def text() -> str:
        return " ".join(chosen.choices(string.ascii_lowercase, k=chosen.randint(0, 40)))

    return [SentencePair(str(i), text(), text()) for i in range(number)]


def _cut(first: int, second: int, room: int) -> tuple[int, int]:
    """Sub-words left of each side when one after the other is taken off the longer side."""
    while first + second > room:
        if first > second:
            first -= 1
        else:
            second -= 1
    return first, second


@pytest.mark.parametrize("max_length", [11, 12, 16, 24])
def test_pairs_are_cut_longest_side_first_to_the_maximum_length(
    max_length: int, bert: Path, opened: Open
) -> None:
    predictor, head = opened(bert, "xnli", max_length)
    tokenizer, pairs = head.tokenizer, _pairs(1, 80)
    features = predictor.features(Inputs(tuple(pairs)))
    for pair, feature in zip(pairs, features, strict=True):
        ids = list(feature.input_ids)
        whole = [
            tokenizer(text, add_special_tokens=False)["input_ids"]
            for text in (pair.text_a, pair.text_b)
        ]
        lengths = _cut(len(whole[0]), len(whole[1]), max_length - 3)
        if min(map(len, whole)) > (max_length - 3) // 2:
            # Both sides are cut to about half; which side keeps the odd one is the library's.
            lengths = (ids.index(tokenizer.sep_token_id) - 1, len(ids) - 3)
            lengths = (lengths[0], lengths[1] - lengths[0])
            assert sum(lengths) == max_length - 3
            assert abs(lengths[0] - lengths[1]) <= 1
        first, second = (side[:n] for side, n in zip(whole, lengths, strict=True))
        end = tokenizer.sep_token_id
        assert ids == [tokenizer.cls_token_id, *first, end, *second, end]
        segments = [0] * (len(first) + 2) + [1] * (len(second) + 1)
        assert list(feature.token_type_ids) == segments


def test_labels_are_those_of_one_pair_at_a_time(
    bert: Path, opened: Open, predict: Callable[..., list[Any]]
) -> None:
    import torch

    predictor, head = opened(bert, "xnli")
    pairs = _pairs(2, 120)
    expected = []
    for pair in pairs:
        inputs = head.tokenizer(
            pair.text_a,
            pair.text_b,
            truncation="longest_first",
            max_length=24,
            return_tensors="pt",
        )
        with torch.no_grad():
            expected.append(LABELS[head.model(**inputs).logits[0].argmax()])
    assert [record.label for record in predict(predictor, pairs)] == expected
    assert set(expected) == set(LABELS)


def test_segments_reach_a_model_that_has_them(
    bert: Path, opened: Open, predict: Callable[..., list[Any]]
) -> None:
    """The model takes segments, and some answers would be others without them."""
    import torch

    predictor, head = opened(bert, "xnli")
    pairs = _pairs(2, 120)
    without = []
    for pair in pairs:
        inputs = head.tokenizer(
            pair.text_a,
            pair.text_b,
            truncation="longest_first",
            max_length=24,
            return_tensors="pt",
        )
        del inputs["token_type_ids"]
        with torch.no_grad():
            without.append(LABELS[head.model(**inputs).logits[0].argmax()])
    assert [record.label for record in predict(predictor, pairs)] != without


@pytest.mark.parametrize("batch_tokens", [1, 24, 100, 1000, 100_000])
@pytest.mark.parametrize("folder", ["bert", "checkpoint"])
def test_the_batch_size_changes_no_label(
    folder: str,
    batch_tokens: int,
    opened: Open,
    predict: Callable[..., list[Any]],
    request: pytest.FixtureRequest,
) -> None:
    predictor, _ = opened(request.getfixturevalue(folder), "xnli")
    pairs = _pairs(4, 60)
    assert predict(predictor, pairs, batch_tokens) == predict(predictor, pairs)


def test_records_come_in_the_order_of_the_pairs(
    bert: Path, opened: Open, predict: Callable[..., list[Any]]
) -> None:
    predictor, _ = opened(bert, "xnli")
    pairs = _pairs(5, 50)
    assert [record.id for record in predict(predictor, pairs, 50)] == [p.id for p in pairs]


def test_an_empty_side_is_answered_too(
    bert: Path, opened: Open, predict: Callable[..., list[Any]]
) -> None:
    predictor, _ = opened(bert, "xnli")
    pairs = [SentencePair("0", "", ""), SentencePair("1", "a", ""), SentencePair("2", "", "\x07")]
    assert [record.id for record in predict(predictor, pairs)] == ["0", "1", "2"]
