"""Accuracy of sentence pair tasks: exact equality of labels."""

import random
from collections.abc import Sequence
from pathlib import Path

import pytest
from sklearn.metrics import accuracy_score

from xstilts_kit.diagnostics.errors import DataError
from xstilts_kit.families import get_family
from xstilts_kit.families.classification.records import LabelGold, LabelRecord, SentencePair
from xstilts_kit.sources.layouts import LAYOUTS
from xstilts_kit.statistics.table import cluster
from xstilts_kit.tasks import get_task

FAMILY = get_family("classification")


def _accuracy(predicted: Sequence[str], gold: Sequence[str]) -> float:
    answers = [LabelGold(str(i), label) for i, label in enumerate(gold)]
    records = [LabelRecord(str(i), label) for i, label in enumerate(predicted)]
    found = FAMILY.statistics(get_task("pawsx"), "de", answers, records)
    assert found.units == [answer.id for answer in answers]
    table = cluster(FAMILY.columns, found.values, found.units, "f")
    return float(FAMILY.metrics["accuracy"](table.sums())[0])


@pytest.mark.parametrize(
    ("predicted", "gold", "expected"),
    [
        pytest.param(
            ("neutral", "neutral", "entailment"),
            ("neutral", "contradiction", "entailment"),
            66.66666666666666,
            id="A1",
        ),
        pytest.param(("Neutral",), ("neutral",), 0.0, id="A2-case"),
        pytest.param(("1.0",), ("1",), 0.0, id="A4-number"),
        pytest.param(("[3]", "4"), ("3", "4"), 50.0, id="A5-array"),
    ],
)
def test_labels_are_compared_letter_for_letter(
    predicted: Sequence[str], gold: Sequence[str], expected: float
) -> None:
    assert _accuracy(predicted, gold) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize(
    "content", [b"neutral\r\n", b"neutral\n", b"neutral", b"\xef\xbb\xbfneutral\n", b" neutral \n"]
)
def test_line_ends_byte_order_marks_and_outer_spaces_of_gold_do_not_count(
    tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "gold.tsv"
    path.write_bytes(content)
    gold = list(LAYOUTS["sentence-pairs"].gold(path, get_task("xnli")))
    assert gold == [LabelGold("0", "neutral")]


def test_a_blank_line_among_labels_is_refused_and_no_example(tmp_path: Path) -> None:
    path = tmp_path / "gold.tsv"
    path.write_bytes(b"neutral\n\n")
    with pytest.raises(DataError, match=r"gold\.tsv:2"):
        list(LAYOUTS["sentence-pairs"].gold(path, get_task("xnli")))


def test_accuracy_is_scikit_learns() -> None:
    chosen = random.Random(5)
    for labels in (("contradiction", "entailment", "neutral"), ("0", "1")):
        for _ in range(300):
            gold = chosen.choices(labels, k=chosen.randint(1, 60))
            predicted = chosen.choices(labels, k=len(gold))
            expected = 100 * accuracy_score(gold, predicted)
            assert _accuracy(predicted, gold) == pytest.approx(expected, abs=1e-9)


def test_records_and_gold_of_different_lengths_are_refused() -> None:
    with pytest.raises(ValueError):
        _accuracy(["0"], ["0", "1"])


@pytest.mark.parametrize("label", ["Neutral", "neutral ", "1.0", "", "contradictory", "?"])
def test_a_label_outside_the_set_is_found(label: str) -> None:
    pair = SentencePair("0", "a", "b")
    found = list(FAMILY.check(get_task("xnli"), [LabelRecord("0", label)], [pair], None))
    assert [finding.code for finding in found] == ["XS405"]
    assert "contradiction, entailment, neutral" in found[0].message


def test_every_label_of_the_set_is_accepted() -> None:
    for name in ("xnli", "pawsx"):
        task = get_task(name)
        for label in task.labels:
            assert not list(FAMILY.check(task, [LabelRecord("0", label)], [None], None))
