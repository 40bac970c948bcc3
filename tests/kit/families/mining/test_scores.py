"""Scores of BUCC pairs by their official definition, and the blocks they are summed in."""

import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from oracles import mining as oracle
from xstilts_kit.families.mining.margin import unify
from xstilts_kit.families.mining.records import PairGold, PairRecord
from xstilts_kit.scoring.tables import metrics_of, table_of
from xstilts_kit.tasks import get_task

Pair = tuple[str, str]


def _scores(language: str, gold: Sequence[Pair], predicted: Sequence[Pair]) -> dict[str, float]:
    answers = [PairGold(source=s, target=t) for s, t in gold]
    records = [PairRecord(source=s, target=t, score=None) for s, t in predicted]
    table = table_of(get_task("bucc2018"), language, answers, records).table
    assert table.units == tuple(str(i) for i in range(8192))
    assert table.family == f"bucc2018/{language}"
    assert table.values.shape[0] == 8192
    return metrics_of(get_task("bucc2018"), table)


def _ids(text: str) -> list[Pair]:
    """``d1e2`` is German sentence 1 with English sentence 2."""
    return [(f"de-{int(p[1]):09d}", f"en-{int(p[3]):09d}") for p in text.split()]


@pytest.mark.parametrize(
    ("gold", "predicted", "expected"),
    [
        pytest.param("d1e1 d2e2 d3e3", "d1e1 d2e3", (50, 33.33333333333333, 40), id="B1"),
        pytest.param("d1e1 d2e2 d3e3", "d1e1 d2e3 d1e1", (50, 33.33333333333333, 40), id="B2"),
        pytest.param("d1e1 d2e2", "d1e1", (100, 50, 66.66666666666666), id="B3"),
        pytest.param("d1e1", "d1e1 d2e1", (50, 100, 66.66666666666666), id="B4"),
        pytest.param("d1e1", "", (0, 0, 0), id="B5"),
        pytest.param("d1e1", "d1e2", (0, 0, 0), id="the whole pair counts"),
        pytest.param("d1e1 d1e2", "d1e2 d1e1 d1e3", (66.66666666666666, 100, 80), id="one source"),
    ],
)
def test_worked_examples_of_pair_scores(
    gold: str, predicted: str, expected: tuple[float, float, float]
) -> None:
    found = _scores("de", _ids(gold), _ids(predicted))
    assert (found["precision"], found["recall"], found["f1"]) == pytest.approx(expected, abs=1e-9)


def test_upstreams_mock_pairs_score_what_upstream_expects(real_data: Path) -> None:
    task, found = get_task("bucc2018"), []
    for language in task.languages:
        gold, predicted = (
            _read(real_data / f"mock_test_data/{side}/bucc2018/test-{language}.tsv")
            for side in ("labels", "predictions")
        )
        found.append(_scores(language, gold, predicted))
    for metric in ("f1", "precision", "recall"):
        assert sum(f[metric] for f in found) / len(found) == pytest.approx(55.0, abs=1e-9)
    assert task.metric == "f1"


def _read(path: Path) -> list[Pair]:
    lines = path.read_bytes().decode("utf-8").split("\n")
    return [(s, t) for s, t in (line.split("\t") for line in lines if line)]


def _zh(real_data: Path) -> tuple[list[Pair], list[Pair], list[Pair]]:
    folder = real_data / "xtreme/bucc2018"
    names = ("zh-en.dev.gold", "zh-en.dev.zh", "zh-en.dev.en")
    gold, source, target = (_read(folder / name) for name in names)
    return gold, source, target


def test_spoilt_real_pairs_score_as_in_the_second_implementation(real_data: Path) -> None:
    gold, source, target = _zh(real_data)
    assert len(gold) == 257
    chosen = random.Random(3)
    for share in (0.0, 0.1, 0.5, 0.9, 1.0):
        for _ in range(6):
            predicted = [pair for pair in gold if chosen.random() < share]
            predicted += [(s, chosen.choice(gold)[1]) for s, _ in chosen.sample(gold, 20)]
            predicted += [(chosen.choice(source)[0], chosen.choice(target)[0]) for _ in range(90)]
            predicted += chosen.sample(predicted, 10)
            chosen.shuffle(predicted)
            assert _scores("zh", gold, predicted) == pytest.approx(
                oracle.scores(gold, predicted), abs=1e-9
            )


def test_pairs_fall_into_the_block_of_their_source_sentence(real_data: Path) -> None:
    gold, source, target = _zh(real_data)
    chosen = random.Random(4)
    predicted = gold[::2] + [(chosen.choice(source)[0], target[i][0]) for i in range(300)]
    table = table_of(
        get_task("bucc2018"),
        "zh",
        [PairGold(source=s, target=t) for s, t in gold],
        [PairRecord(source=s, target=t, score=1.5) for s, t in predicted],
    ).table
    expected = {name: np.zeros(8192) for name in ("tp", "predicted", "gold")}
    for name, pairs in (("tp", gold[::2]), ("predicted", set(predicted)), ("gold", gold)):
        for s, _ in pairs:
            expected[name][oracle.block_of(s)] += 1
    for name in ("predicted", "gold"):
        assert np.array_equal(table.values[:, table.columns.index(name)], expected[name])
    right = len(set(predicted) & set(gold))
    assert table.values[:, table.columns.index("tp")].sum() == right


def test_worked_blocks_of_the_first_five_lines() -> None:
    gold = [PairGold(source=f"de-{i:09d}", target="en-000000001") for i in range(1, 6)]
    table = table_of(get_task("bucc2018"), "de", gold, []).table
    column = table.values[:, table.columns.index("gold")]
    assert np.flatnonzero(column).tolist() == sorted([3503, 7361, 5838, 4077, 2762])


def test_real_lines_unify_as_the_data_description_counts_them(real_data: Path) -> None:
    _, source, target = _zh(real_data)
    for lines, ids, repeated in ((source, "zh", 9), (target, "en", 14)):
        texts = [text for _, text in lines]
        distinct, index = unify(texts)
        assert [distinct[i] for i in index] == texts
        assert len(distinct) == len(set(texts))
        assert len(texts) - len(distinct) == repeated, ids
