"""Cheap baselines: what each knows, and what it gets."""

import pytest

from xstilts_baselines.miniature.cheap_added import shared_words
from xstilts_baselines.miniature.cheap_corpora import strongest_for_corpora, strongest_for_lines
from xstilts_baselines.miniature.cheap_questions import type_guesser, word_rule
from xstilts_baselines.miniature.datasets import Benchmark
from xstilts_baselines.miniature.questions import candidates
from xstilts_kit import miniature
from xstilts_kit.tasks import get_task


@pytest.mark.parametrize("language", ["en", "de", "zh"])
def test_the_type_guesser_gets_about_one_in_so_many_candidates(
    benchmark: Benchmark, language: str
) -> None:
    asked = benchmark.splits["test"].paragraphs["xquad"][language]
    shares = [1 / len(candidates(p.facts, q)) for p in asked for q in p.questions]
    score = type_guesser(get_task("xquad"), language, asked)
    assert score == pytest.approx(100 * sum(shares) / len(shares), abs=2)
    assert 20 < score < 100 / 3 + 2


def test_a_rule_that_knows_sentences_and_words_answers_nearly_everything(
    benchmark: Benchmark,
) -> None:
    asked = benchmark.splits["test"].paragraphs["tydiqa"]["sw"]
    assert word_rule(get_task("tydiqa"), "sw", asked) > 90


def test_shared_words_find_more_translations_in_the_same_script(benchmark: Benchmark) -> None:
    lines = benchmark.splits["test"].lines
    found = {code: strongest_for_lines(get_task("tatoeba"), code, lines) for code in ("de", "ar")}
    assert found["de"][1] > 2 * found["ar"][1] > 0


def test_shared_words_find_some_answers_in_the_pool_of_all_languages(benchmark: Benchmark) -> None:
    words = shared_words(benchmark.splits["test"].paragraphs["xquad"]["en"])
    assert len(words.ids) == len(set(words.ids)) > 2000
    cells = miniature.cheap_baselines()
    for language in ("en", "zh"):
        name, score = words.score(get_task("lareqa"), language)
        assert cells["lareqa", language] == (name, pytest.approx(score, abs=1e-4))
        assert 0 < score < 30


def test_no_cheap_baseline_saturates_retrieval_or_mining(benchmark: Benchmark) -> None:
    cells = miniature.cheap_baselines()
    for task in ("tatoeba", "bucc2018"):
        assert max(score for (name, _), (_, score) in cells.items() if name == task) < 70
    dev, test = (benchmark.splits[name].corpora for name in ("validation", "test"))
    name, score = strongest_for_corpora(get_task("bucc2018"), "sw", dev, test)
    assert cells["bucc2018", "sw"] == (name, pytest.approx(score, abs=1e-4))
