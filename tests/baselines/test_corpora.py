"""Tatoeba and bucc2018 of the miniature: alignment, near misses, nothing twice."""

from pathlib import Path
from random import Random

import pytest

from xstilts_baselines.miniature.builders import Reserve
from xstilts_baselines.miniature.corpora import corpora, near_misses
from xstilts_baselines.miniature.corpus_files import comparable, parallel_lines
from xstilts_baselines.miniature.datasets import ALONE, SIZES, Benchmark
from xstilts_baselines.miniature.lexicon import LANGUAGES
from xstilts_baselines.miniature.realise import realise, text
from xstilts_kit import miniature

FOREIGN = [language for language in LANGUAGES if language != "en"]


def lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").removesuffix("\n").split("\n")


def test_tatoeba_has_no_line_twice_and_its_english_side_is_sorted() -> None:
    for language in FOREIGN:
        foreign = lines(miniature.DATA / f"tatoeba/{language}-en.{language}")
        english = lines(miniature.DATA / f"tatoeba/{language}-en.en")
        assert len(foreign) == len(set(foreign)) == SIZES["test"]["tatoeba"]
        assert len(english) == len(set(english)) == SIZES["test"]["tatoeba"]
        assert english == sorted(english)
        assert all(line == line.strip() for line in (*foreign, *english))


def test_tatoebas_gold_names_the_row_of_the_translation(benchmark: Benchmark) -> None:
    said = {text(realise(s, "en"), "en"): s for s in benchmark.splits["test"].lines}
    for language in FOREIGN:
        foreign = lines(miniature.DATA / f"tatoeba/{language}-en.{language}")
        english = lines(miniature.DATA / f"tatoeba/{language}-en.en")
        gold = [int(line) for line in lines(miniature.LABELS / f"tatoeba/test-{language}.tsv")]
        assert sorted(gold) == list(range(len(foreign)))
        for line, row in zip(english, gold, strict=True):
            assert foreign[row] == text(realise(said[line], language), language)


def test_english_has_no_file_of_its_own_in_tatoeba_and_bucc2018() -> None:
    for folder in (miniature.DATA, miniature.LABELS):
        for task in ("tatoeba", "bucc2018"):
            names = {path.name for path in (folder / task).iterdir()}
            assert not any(name.startswith(("en-en", "test-en")) for name in names)


def test_two_thirds_of_tatoeba_are_near_misses_of_another_line(benchmark: Benchmark) -> None:
    words = [realise(said, "en") for said in benchmark.splits["test"].lines]
    bags = [{(w.form, w.slot) for w in sentence} for sentence in words]
    near = sum(
        any(
            len(bags[j] ^ bags[i]) <= 6 and len(words[i]) - 2 <= len(words[j]) <= len(words[i]) + 2
            for j in range(len(bags))
            if j != i
        )
        for i in range(len(bags))
    )
    assert near >= 0.9 * len(bags)


@pytest.mark.parametrize(("split", "name"), [("test", "test"), ("validation", "dev")])
def test_bucc_numbers_its_sentences_and_pairs_translations(
    benchmark: Benchmark, split: str, name: str
) -> None:
    pool = benchmark.splits[split].corpora
    assert len(pool.gold) == SIZES[split]["bucc2018"]
    for language in FOREIGN:
        sides = {}
        for code in (language, "en"):
            rows = [
                line.split("\t")
                for line in lines(miniature.DATA / f"bucc2018/{language}-en.{name}.{code}")
            ]
            assert [row[0] for row in rows] == [
                f"{code}-{number:09d}" for number in range(1, len(rows) + 1)
            ]
            sides[code] = dict(rows)
            assert len(set(sides[code].values())) == len(rows) == len(pool.gold) + ALONE[split]
        path = (
            miniature.LABELS / f"bucc2018/test-{language}.tsv"
            if split == "test"
            else miniature.DATA / f"bucc2018/{language}-en.dev.gold"
        )
        pairs = [line.split("\t") for line in lines(path)]
        found = {(sides[language][one], sides["en"][two]) for one, two in pairs}
        assert found == {
            (text(realise(said, language), language), text(realise(said, "en"), "en"))
            for said in pool.gold
        }


def test_nothing_outside_buccs_gold_is_a_translation(benchmark: Benchmark) -> None:
    for split in benchmark.splits.values():
        pool = split.corpora
        for language in LANGUAGES:
            said = [
                text(realise(s, language), language)
                for s in (*pool.gold, *pool.foreign, *pool.english)
            ]
            assert len(set(said)) == len(said)


def test_a_reserved_sentence_is_in_no_later_pool() -> None:
    reserve = Reserve()
    first = near_misses(Random(1), 60, reserve)
    for said in first:
        reserve.keep(said)
    again = near_misses(Random(1), 60, reserve)
    pool = corpora(Random(1), 20, 40, reserve)
    assert set(again).isdisjoint(first)
    assert {*pool.gold, *pool.foreign, *pool.english}.isdisjoint(first)


def test_files_of_a_small_pool_fit_together() -> None:
    pool = near_misses(Random(3), 9, Reserve())
    foreign, english, gold = parallel_lines(pool, "de")
    assert foreign.decode().count("\n") == english.decode().count("\n") == 9
    assert sorted(map(int, gold.decode().split())) == list(range(9))
    one, two, pairs = comparable(corpora(Random(3), 3, 4, Reserve()), "de", "seed")
    assert one.decode().count("\n") == two.decode().count("\n") == 7
    assert len(pairs.decode().splitlines()) == 3
    assert pairs.decode().startswith("de-00000000")
