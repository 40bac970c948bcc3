"""The miniature: its files, its parallelism, what training may not see."""

import csv
import filecmp
import json
import re
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from xstilts_baselines.miniature.datasets import (
    SIZES,
    Benchmark,
    english_pairs,
    make_benchmark,
    paragraphs,
    sentences_of,
)
from xstilts_baselines.miniature.documents import documents, parallel_pairs
from xstilts_baselines.miniature.lexicon import LANGUAGES, UNSPACED, lexicon
from xstilts_baselines.miniature.realise import realise, text
from xstilts_baselines.miniature.writer import SEED, write_miniature
from xstilts_kit import miniature
from xstilts_kit.cell import Cell
from xstilts_kit.editions import all_editions
from xstilts_kit.families.ranking.records import RankingGold
from xstilts_kit.sources.folder import FolderSource
from xstilts_kit.suites import get_suite


def rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file, delimiter="\t"))


def sentences(path: Path) -> list[list[str]]:
    blocks = path.read_text(encoding="utf-8").rstrip("\n").split("\n\n")
    return [block.split("\n") for block in blocks]


@pytest.mark.nightly  # what is in the files is tested below
def test_the_bundled_files_are_what_the_generator_writes(tmp_path: Path) -> None:
    write_miniature(tmp_path)
    made = sorted(p.relative_to(tmp_path) for p in tmp_path.rglob("*") if p.is_file())
    questions, corpora = 10 * (3 * 2 + 1), 9 * (3 + 6)
    xtreme_r = 10 * (1 + 3)  # lareqa; xcopa's two splits and labels
    assert len(made) == 10 * 4 * 3 + questions + corpora + xtreme_r + 1
    different = [
        str(name)
        for name in made
        if not filecmp.cmp(tmp_path / name, miniature.FOLDER / name, shallow=False)
    ]
    assert different == []


@pytest.mark.nightly
def test_another_seed_makes_another_miniature(benchmark: Benchmark) -> None:
    other = make_benchmark(SEED + 1)
    assert other.splits["test"] != benchmark.splits["test"]


def test_every_language_has_the_same_rows_and_the_same_gold() -> None:
    for task in ("xnli", "pawsx"):
        gold = {
            (miniature.LABELS / f"{task}/test-{language}.tsv").read_text() for language in LANGUAGES
        }
        assert len(gold) == 1
        for language in LANGUAGES:
            found = rows(miniature.DATA / f"{task}/test-{language}.tsv")
            assert len(found) == SIZES["test"][task]
            assert {len(row) for row in found} == {2}
    for task in ("udpos", "panx"):
        for language in LANGUAGES:
            tokens = sentences(miniature.DATA / f"{task}/test-{language}.tsv")
            tags = sentences(miniature.LABELS / f"{task}/test-{language}.tsv")
            assert len(tokens) == SIZES["test"][task]
            assert [len(s) for s in tokens] == [len(t) for t in tags]


def test_xnli_comes_in_triples_that_share_a_premise_and_hold_each_label_once() -> None:
    gold = (miniature.LABELS / "xnli/test-en.tsv").read_text().split()
    for language in LANGUAGES:
        found = rows(miniature.DATA / f"xnli/test-{language}.tsv")
        for start in range(0, len(found), 3):
            assert len({row[0] for row in found[start : start + 3]}) == 1
            assert sorted(gold[start : start + 3]) == ["contradiction", "entailment", "neutral"]
    assert len({tuple(gold[start : start + 3]) for start in range(0, len(gold), 3)}) == 6


def test_no_contradiction_repeats_its_premise(benchmark: Benchmark) -> None:
    for pair in english_pairs("xnli", 6000, "1/train/xnli", benchmark.reserve):
        if pair.label == "contradiction":
            assert pair.first[0] != pair.second[0]


def test_choices_are_parallel_and_only_the_right_one_keeps_who_gives() -> None:
    def lines(path: Path) -> list[dict[str, Any]]:
        return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]

    gold = {code: lines(miniature.LABELS / f"xcopa/test-{code}.jsonl") for code in LANGUAGES}
    labels = {tuple(line["label"] for line in found) for found in gold.values()}
    assert len(labels) == 1 and 80 < sum(*labels) < 120
    for language, found in gold.items():
        asked = lines(miniature.DATA / f"xcopa/test-{language}.jsonl")
        assert [one | {"label": 0} for one in found] == asked
        assert all(one["choice1"] != one["choice2"] for one in found)
    premises = {one["premise"] for one in gold["en"]}
    assert len(premises) == 200
    dev = {one["premise"] for one in lines(miniature.DATA / "xcopa/val-en.jsonl")}
    assert len(dev) == 50 and not dev & premises


def test_every_question_of_lareqa_has_a_sentence_in_every_language() -> None:
    source = FolderSource(miniature.DATA)
    for language in LANGUAGES:
        cell = Cell("lareqa", language)
        inputs, gold = source.inputs(cell), source.gold(cell)
        pool = {one.id for one in inputs.candidates}
        assert gold is not None and len(gold) == len(inputs.examples) == SIZES["test"]["xquad"]
        for answer in gold:
            assert isinstance(answer, RankingGold) and answer.targets is not None
            assert len(answer.targets) == 10 and pool.issuperset(answer.targets)


def test_paraphrases_and_others_have_the_same_words_in_english() -> None:
    found = rows(miniature.DATA / "pawsx/test-en.tsv")
    gold = (miniature.LABELS / "pawsx/test-en.tsv").read_text().split()
    equal = {"0": 0, "1": 0}
    for (first, second), label in zip(found, gold, strict=True):
        words = [sorted(side.casefold().rstrip(".").split()) for side in (first, second)]
        equal[label] += words[0] == words[1]
    share = {label: equal[label] / gold.count(label) for label in equal}
    assert abs(share["0"] - share["1"]) < 0.1


def test_entities_fall_on_the_same_facts_in_every_language(benchmark: Benchmark) -> None:
    for said in benchmark.splits["test"].sentences["panx"]:
        kinds = {
            language: sorted(w.bio for w in realise(said, language) if w.bio.startswith("B-"))
            for language in LANGUAGES
        }
        assert all(found == kinds["en"] for found in kinds.values())


@pytest.mark.slow
def test_no_test_sentence_is_in_any_training_text(benchmark: Benchmark) -> None:
    reserved = {
        text(realise(said, language), language)
        for split in benchmark.splits.values()
        for said, languages in sentences_of(split)
        for language in languages
    }
    reserved |= {
        " ".join(word.form for word in realise(said, language))
        for split in benchmark.splits.values()
        for task in split.sentences.values()
        for said in task
        for language in UNSPACED
    }
    assert len(reserved) > 40_000
    for document in islice(documents("1/documents", benchmark.reserve), 6000):
        assert reserved.isdisjoint(document)
        for part in document:
            assert reserved.isdisjoint(s.strip() for s in re.split(r"(?<=[.।。])\s*", part))
    for pair in islice(parallel_pairs("1/parallel", benchmark.reserve), 1000):
        assert reserved.isdisjoint(pair)
    for task in ("xnli", "pawsx"):
        for item in english_pairs(task, 1200, f"1/train/{task}", benchmark.reserve):
            english = {text(realise(said, "en"), "en") for said in (item.first, item.second)}
            assert reserved.isdisjoint(english)
    for task in ("squad", "tydiqa"):
        for found in paragraphs(task, 1200, f"1/train/{task}", benchmark.reserve):
            assert reserved.isdisjoint(text(realise((fact,), "en"), "en") for fact in found.facts)


def test_without_the_reserve_training_text_would_hold_test_sentences(benchmark: Benchmark) -> None:
    from xstilts_baselines.miniature.builders import Reserve

    kept = benchmark.reserve
    unguarded = islice(documents("1/documents", Reserve()), 3000)
    assert any(kept.has(part) for document in unguarded for part in document)


def test_development_and_test_share_no_sentence(benchmark: Benchmark) -> None:
    found = []
    for split in benchmark.splits.values():
        pairs = (p for task in split.pairs.values() for p in task)
        found.append({text(realise(p.first, "en"), "en") for p in pairs})
    assert found[0].isdisjoint(found[1])


def test_chinese_and_thai_are_written_without_spaces_between_words() -> None:
    for language in UNSPACED:
        for row in rows(miniature.DATA / f"pawsx/test-{language}.tsv"):
            assert not any(
                " " in side and not any(c.isascii() and c.isalnum() for c in side) for side in row
            )


def test_every_cell_of_the_lexicon_is_filled() -> None:
    assert all(
        all(part for part in entry.parts(language))
        for entry in lexicon().values()
        for language in LANGUAGES
    )


def test_the_suite_asks_for_the_generators_languages() -> None:
    for suite in ("mini", "mini-r"):
        assert sorted(get_suite(suite).languages or ()) == sorted(LANGUAGES)


def test_the_mini_edition_has_gold_for_every_cell() -> None:
    entries = all_editions()["mini-2"].entries
    xtremes, added = (4 * 2 + 4) * 10 + 3 * 9, (2 + 1) * 10
    assert len(entries) == xtremes + added
    assert all(entry.inputs and entry.gold for entry in entries.values())


def test_every_test_cell_has_a_cheap_baseline_of_its_own() -> None:
    cells = miniature.cheap_baselines()
    assert len(cells) == 7 * 10 + 2 * 9 + 2 * 10
    assert all(0 <= score <= 100 for _, score in cells.values())
    assert all(score > 49 for (task, _), (_, score) in cells.items() if task == "pawsx")
