"""Tatoeba's gold of all languages, and scores of spoilt and mock matches."""

import random
from pathlib import Path

import pytest

from oracles import retrieval as oracle
from xstilts_kit.families.retrieval.records import MatchGold, MatchRecord
from xstilts_kit.scoring.tables import metrics_of, table_of
from xstilts_kit.tasks import get_task

T3 = {
    "de": "367 258 374 529 528 283 348 344 282 212",
    "af": "308 441 713 233 757 35 93 939 872 52",
    "jv": "199 148 37 109 69 35 182 82 143 153",
    "zh": "687 981 504 127 508 852 425 530 797 110",
    "sw": "114 81 80 97 95 100 98 76 107 109",
}
LANGUAGES = get_task("tatoeba").languages


def _gold(real_data: Path, language: str) -> list[str]:
    path = real_data / f"gold/tatoeba/test-{language}.tsv"
    return path.read_text(encoding="utf-8").split()


def _accuracy(language: str, gold: list[str], predicted: list[str]) -> float:
    answers = [MatchGold(id=str(i), match=g) for i, g in enumerate(gold)]
    records = [MatchRecord(id=str(i), match=p) for i, p in enumerate(predicted)]
    tabled = table_of(get_task("tatoeba"), language, answers, records)
    assert (tabled.unknown, tabled.missing) == (0, 0)
    table = tabled.table
    assert table.units == tuple(str(i) for i in range(len(gold)))
    assert table.family == f"tatoeba/{language}"
    return metrics_of(get_task("tatoeba"), table)["accuracy"]


def test_there_are_thirty_six_languages() -> None:
    assert len(set(LANGUAGES)) == 36


@pytest.mark.parametrize("language", LANGUAGES)
def test_gold_is_the_original_order_of_the_sorted_english_lines(
    real_data: Path, language: str
) -> None:
    path = real_data / f"gold/tatoeba/{language}-en.aligned.en"
    aligned = path.read_bytes().decode("utf-8").removesuffix("\n").split("\n")
    expected = [str(i) for i in oracle.positions_in_original_order(aligned)]
    gold = _gold(real_data, language)
    assert gold == expected
    mock = real_data / f"mock_test_data/labels/tatoeba/test-{language}.tsv"
    assert gold[:10] == mock.read_text(encoding="utf-8").split()
    if language in T3:
        assert gold[:10] == T3[language].split()
    queries = (real_data / f"xtreme/tatoeba/{language}-en.en").read_bytes().decode("utf-8")
    assert queries.removesuffix("\n").split("\n") == [aligned[int(i)].strip() for i in gold]


@pytest.mark.parametrize("language", LANGUAGES)
def test_spoilt_gold_scores_its_share_of_lines(real_data: Path, language: str) -> None:
    gold, chosen = _gold(real_data, language), random.Random(language)
    assert _accuracy(language, gold, gold) == 100.0
    predicted = [g if chosen.random() < 0.7 else chosen.choice(gold) for g in gold]
    right = sum(p == g for p, g in zip(predicted, gold, strict=True))
    assert _accuracy(language, gold, predicted) == pytest.approx(100 * right / len(gold), abs=1e-9)
    own_numbers = [str(i) for i in range(len(gold))]
    assert _accuracy(language, gold, own_numbers) < 2.0


def test_upstreams_mock_matches_score_what_upstream_expects(real_data: Path) -> None:
    root, found = real_data / "mock_test_data", []
    for language in LANGUAGES:
        gold, predicted = (
            (root / f"{side}/tatoeba/test-{language}.tsv").read_text(encoding="utf-8").split()
            for side in ("labels", "predictions")
        )
        found.append(_accuracy(language, gold, predicted))
    assert sum(found) / len(found) == pytest.approx(53.611111111111114, abs=1e-9)


def test_a_match_that_is_written_otherwise_is_another_match() -> None:
    assert _accuracy("de", ["3", "4", "5"], ["03", "4", "5.0"]) == pytest.approx(100 / 3)
