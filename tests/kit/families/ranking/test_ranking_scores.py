"""mAP@20: the worked values, scikit-learn's, and upstream's mock files of Mewsli-X."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oracles.ranking import average_precision_at_20
from xstilts_kit.cell import Cell
from xstilts_kit.families.ranking.records import RankingGold, RankingRecord
from xstilts_kit.families.ranking.scorer import average_precision, statistics
from xstilts_kit.scoring.tables import metrics_of, table_of
from xstilts_kit.sources.folder import FolderSource
from xstilts_kit.tasks import get_task

LAREQA, MEWSLIX = get_task("lareqa"), get_task("mewslix")
MANY = [str(number) for number in range(25)]


@pytest.mark.parametrize(
    ("targets", "ranking", "expected"),
    [
        ("1 2", "1 3 2", 0.8333333333333333),
        ("0 1 2", "0 9 1 8 2", 0.7555555555555555),
        (" ".join(MANY), " ".join(MANY[:20]), 1.0),
        ("1 2 3", "1 1 2", 0.5555555555555555),
        ("24", " ".join(MANY), 0.0),
        ("5", " ".join(MANY[:20]), 0.16666666666666666),
        ("20", " ".join(MANY), 0.0),
        ("1", "", 0.0),
    ],
)
def test_worked_values_come_out(targets: str, ranking: str, expected: float) -> None:
    assert average_precision(ranking.split(), targets.split()) == pytest.approx(expected, abs=1e-15)


ids = st.integers(0, 40).map(str)


@given(st.lists(ids, max_size=30), st.sets(ids, min_size=1))
def test_average_precision_equals_scikit_learns(ranking: list[str], targets: set[str]) -> None:
    expected = average_precision_at_20(ranking, targets)
    assert average_precision(ranking, targets) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize(
    ("gold", "predicted", "expected"),
    [
        (
            {"a": "Q1", "b": "Q2", "c": "Q3", "d": "Q4"},
            {"a": ["Q1"], "b": ["Q9", "Q2"], "c": [*["Q0"] * 20, "Q3"], "d": None},
            37.5,
        ),
        ({"a": "Q1"}, {"a": ["Q2", "Q2", "Q1", "Q1"]}, 33.33333333333333),
    ],
)
def test_with_one_right_candidate_it_is_the_reciprocal_rank(
    gold: dict[str, str], predicted: dict[str, list[str] | None], expected: float
) -> None:
    answers = [RankingGold(name, (entity,), 0) for name, entity in gold.items()]
    records = [
        None if ranking is None else RankingRecord(name, tuple(ranking))
        for name, ranking in predicted.items()
    ]
    found = statistics(MEWSLIX, "en", answers, records)
    assert 100 * found.values[:, 0].mean() == pytest.approx(expected, abs=1e-12)
    assert list(found.units) == list(gold)


def test_questions_on_a_paragraph_are_one_unit_in_all_languages() -> None:
    gold = [
        RankingGold(f"{name}_de", ("de_1_0",), at)
        for name, at in zip("pqr", (0, 0, 1), strict=True)
    ]
    records = [RankingRecord(answer.id, ("de_1_0",)) for answer in gold]
    table = table_of(LAREQA, "de", gold, records).table
    assert (table.units, table.family, table.values.tolist()) == (
        ("0", "1"),
        "lareqa",
        [[2, 2], [1, 1]],
    )
    assert metrics_of(LAREQA, table) == {"map_at_20": 100.0}


def test_mewslixs_mock_files_score_what_upstream_expects(real_data: Path) -> None:
    values = []
    for language in MEWSLIX.languages:
        root = real_data / "mock_test_data"
        gold = FolderSource(root / "labels").gold(Cell("mewslix", language))
        text = (root / f"predictions/mewslix/test-{language}.json").read_text(encoding="utf-8")
        predicted = json.loads(text)
        assert gold is not None
        records = [RankingRecord(one.id, tuple(predicted[one.id])) for one in gold]
        values.append(metrics_of(MEWSLIX, table_of(MEWSLIX, language, gold, records).table))
    mean = sum(one["map_at_20"] for one in values) / len(values)
    assert mean == pytest.approx(14.39025156130419, abs=1e-9)
