"""Questions on paragraphs: spans, candidates, ids, the two forms of their files."""

import json
import re
from pathlib import Path
from random import Random
from typing import Any

import pytest

from xstilts_baselines.miniature.datasets import SIZES, Benchmark, paragraphs
from xstilts_baselines.miniature.lexicon import LANGUAGES
from xstilts_baselines.miniature.paragraphs import FEWEST_CANDIDATES, paragraph
from xstilts_baselines.miniature.questions import (
    Question,
    ask,
    candidates,
    context,
    other_span,
    question_kinds,
    question_text,
    span,
    wordings,
)
from xstilts_kit import miniature

TASKS = ("xquad", "mlqa", "tydiqa")


def asked(path: Path) -> list[tuple[str, dict[str, Any]]]:
    """Context and question of every entry of a SQuAD file."""
    document = json.loads(path.read_text(encoding="utf-8"))
    return [
        (found["context"], question)
        for entry in document["data"]
        for found in entry["paragraphs"]
        for question in found["qas"]
    ]


def inputs(task: str, language: str) -> Path:
    return (
        miniature.DATA
        / {
            "xquad": f"xquad/xquad.{language}.json",
            "mlqa": f"mlqa/MLQA_V1/test/test-context-{language}-question-{language}.json",
            "tydiqa": f"tydiqa/tydiqa-goldp-v1.1-dev/tydiqa.goldp.{language}.dev.json",
        }[task]
    )


def labels(task: str, language: str) -> Path:
    return miniature.LABELS / f"{task}/test-{language}.json"


@pytest.mark.parametrize("task", TASKS)
def test_every_gold_answer_is_the_slice_of_its_context(task: str) -> None:
    for language in LANGUAGES:
        found = asked(labels(task, language))
        assert len(found) == SIZES["test"][task]
        for context_, question in found:
            assert question["answers"]
            for answer in question["answers"]:
                start, said = answer["answer_start"], answer["text"]
                assert said
                assert context_[start : start + len(said)] == said


@pytest.mark.parametrize("task", TASKS)
def test_inputs_are_the_gold_without_its_answers(task: str) -> None:
    for language in LANGUAGES:
        document = json.loads(inputs(task, language).read_text(encoding="utf-8"))
        assert all(len(entry["paragraphs"]) == 1 for entry in document["data"])
        assert all(len(entry["paragraphs"][0]["qas"]) == 1 for entry in document["data"])
        stripped = asked(inputs(task, language))
        assert all(q["answers"] == [{"answer_start": 0, "text": ""}] for _, q in stripped)
        gold = asked(labels(task, language))
        assert [(c, q["id"], q["question"]) for c, q in stripped] == [
            (c, q["id"], q["question"]) for c, q in gold
        ]


def test_xquad_and_mlqa_share_their_ids_and_tydiqa_does_not() -> None:
    for task in TASKS:
        ids = [tuple(q["id"] for _, q in asked(labels(task, code))) for code in LANGUAGES]
        assert all(len(set(found)) == len(found) for found in ids)
        together = {identifier for found in ids for identifier in found}
        shared = SIZES["test"][task]
        assert len(together) == (shared * len(LANGUAGES) if task == "tydiqa" else shared)


def test_xquad_asks_five_questions_a_paragraph() -> None:
    document = json.loads(labels("xquad", "th").read_text(encoding="utf-8"))
    assert [len(entry["paragraphs"][0]["qas"]) for entry in document["data"]] == [5] * 40


def test_some_questions_of_tydiqa_have_two_answers_and_no_others_do() -> None:
    for task in TASKS:
        for language in LANGUAGES:
            counts = {len(question["answers"]) for _, question in asked(labels(task, language))}
            assert counts == ({1, 2} if task == "tydiqa" else {1})


def test_every_question_leaves_three_candidates_of_its_answers_type(benchmark: Benchmark) -> None:
    for split in benchmark.splits.values():
        for by_language in split.paragraphs.values():
            for found in by_language["en"]:
                for question in found.questions:
                    places = candidates(found.facts, question)
                    assert len(places) >= FEWEST_CANDIDATES
                    for language in LANGUAGES:
                        said = {span(found.facts, *place, language).text for place in places}
                        assert len(said) == len(places)


def test_only_one_statement_answers_a_question(benchmark: Benchmark) -> None:
    for task in TASKS:
        for found in benchmark.splits["test"].paragraphs[task]["en"]:
            for question in found.questions:
                same = [
                    fact
                    for fact in found.facts
                    if fact.kind == question.fact.kind
                    and all(fact.get(slot) == question.fact.get(slot) for slot in question.named)
                ]
                assert same == [question.fact]


def test_a_question_never_says_its_answer(benchmark: Benchmark) -> None:
    for found in benchmark.splits["test"].paragraphs["xquad"]["en"]:
        for question in found.questions:
            place = found.facts.index(question.fact)
            answer = span(found.facts, place, question.slot, "en").text
            assert not re.search(rf"\b{answer}\b", question_text(question, "en"))


def test_every_language_asks_everything_and_names_the_same_slots() -> None:
    for kind in question_kinds():
        named = {
            frozenset(re.findall(r"\{(\w+)[.}]", way))
            for language in LANGUAGES
            for way in wordings(language, kind)
        }
        assert len(named) == 1, kind
        assert len(wordings("en", kind)) == 3, kind


def test_a_question_begins_with_a_capital_and_ends_with_its_languages_mark() -> None:
    rng = Random(1)
    found = paragraph(rng, (3, 3), 4, lambda _: True, lead=0.5)
    marks = {"el": ";", "ar": "؟", "zh": "？"}
    for question in found.questions:
        for language in LANGUAGES:
            said = question_text(question, language)
            assert said.endswith(marks.get(language, "?"))
            assert said[int(said[0] == "¿")].isupper() or said[int(said[0] == "¿")].isalpha()
    plain = Question(found.questions[0].fact, found.questions[0].slot)
    assert question_text(plain, "es").startswith("¿")
    assert ask(plain, "en")[0].form[0].isupper()


def test_the_other_answer_takes_in_the_article_or_leaves_out_the_surname() -> None:
    rng = Random(7)
    kinds = set()
    for _ in range(40):
        found = paragraph(rng, (3, 2, 1), 4, lambda _: True)
        for question in found.questions:
            place = found.facts.index(question.fact)
            for language in ("en", "el", "zh"):
                right = span(found.facts, place, question.slot, language)
                other = other_span(found.facts, place, question.slot, language)
                if other is not None:
                    assert context(found.facts, language)[other.start :].startswith(other.text)
                    assert (right.text in other.text) != (other.text in right.text)
                    kinds.add((language, question.slot))
    assert ("en", "o") in kinds
    assert ("zh", "s") in kinds


def test_training_paragraphs_hold_no_reserved_sentence(benchmark: Benchmark) -> None:
    reserve = benchmark.reserve
    for task in ("squad", "tydiqa"):
        for found in paragraphs(task, 600, f"1/train/{task}", reserve):
            assert not any(reserve.touches((fact,), ("en",)) for fact in found.facts)


def test_test_and_development_paragraphs_share_no_sentence(benchmark: Benchmark) -> None:
    sentences = [
        {
            fact
            for by_language in split.paragraphs.values()
            for found in by_language["en"]
            for fact in found.facts
        }
        for split in benchmark.splits.values()
    ]
    assert sentences[0].isdisjoint(sentences[1])


def test_every_input_fits_the_encoder_and_every_answer_is_whole_sub_words() -> None:
    from transformers import AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(miniature.CHECKPOINT / "squad")
    for task in TASKS:
        for language in LANGUAGES:
            for context_, question in asked(labels(task, language)):
                encoded = tokenizer(question["question"], context_)
                assert len(encoded["input_ids"]) <= 128
                assert tokenizer.unk_token_id not in encoded["input_ids"]
                for answer in question["answers"]:
                    start, end = (
                        answer["answer_start"],
                        answer["answer_start"] + len(answer["text"]),
                    )
                    first = encoded.char_to_token(start, sequence_index=1)
                    last = encoded.char_to_token(end - 1, sequence_index=1)
                    assert encoded.token_to_chars(first).start == start
                    assert encoded.token_to_chars(last).end == end
