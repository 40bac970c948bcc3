"""Chunk F1: the worked examples of the official scorer, and seqeval 0.0.12 itself as the oracle."""

import random
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from itertools import chain
from pathlib import Path

import numpy as np
import pytest
from seqeval.metrics.sequence_labeling import (
    f1_score,
    get_entities,
    precision_score,
    recall_score,
)
from sklearn.metrics import accuracy_score

from xstilts_kit.diagnostics.errors import DataError
from xstilts_kit.families import get_family
from xstilts_kit.families.tagging.records import Sentence, TagsGold, TagsRecord
from xstilts_kit.families.tagging.scorer import chunks
from xstilts_kit.sources.layouts import LAYOUTS
from xstilts_kit.statistics.table import cluster
from xstilts_kit.tasks import get_task

FAMILY = get_family("tagging")
PANX, UDPOS = get_task("panx").labels, get_task("udpos").labels
TAG_SETS = {
    "panx": PANX,
    "panx-and-MISC": (*PANX, "B-MISC", "I-MISC"),
    "udpos": (*UDPOS, "_", "O"),
    "other schemes": ("O", ".", "B-A", "I-A", "E-A", "S-A", "I-B", "E-B", "B-x-A", "I-x-A", "E"),
    "runs": ("SCONJ", "SYM", "INTJ", "NOUN", "CCONJ", "O"),
}

Corpus = Sequence[Sequence[str]]


def _scores(gold: Corpus, predicted: Corpus) -> dict[str, float]:
    answers = [TagsGold(str(i), tuple(tags)) for i, tags in enumerate(gold)]
    records = [TagsRecord(str(i), tuple(tags)) for i, tags in enumerate(predicted)]
    found = FAMILY.statistics(get_task("panx"), "de", answers, records)
    assert found.units == [answer.id for answer in answers]
    sums = cluster(FAMILY.columns, found.values, found.units, "f").sums()
    return {name: float(metric(sums)[0]) for name, metric in FAMILY.metrics.items()}


def _seqeval(gold: Corpus, predicted: Corpus) -> dict[str, float]:
    lists = [list(map(list, gold)), list(map(list, predicted))]
    return {
        "f1": 100 * f1_score(*lists),
        "precision": 100 * precision_score(*lists),
        "recall": 100 * recall_score(*lists),
        "token_accuracy": 100 * accuracy_score(*(list(chain(*tags)) for tags in lists)),
    }


def _corpus(text: str) -> list[list[str]]:
    return [sentence.split() for sentence in text.split("|")]


@pytest.mark.parametrize(
    ("gold", "predicted", "expected"),
    [
        pytest.param("O I-PER I-PER O", "O B-PER I-PER O", (100, 100, 100), id="N1"),
        pytest.param("B-PER I-LOC O", "B-PER B-LOC O", (100, 100, 100), id="N2"),
        pytest.param("B-LOC B-LOC", "B-LOC I-LOC", (0, 0, 0), id="N3"),
        pytest.param("I-PER B-PER", "B-PER B-PER", (100, 100, 100), id="N4"),
        pytest.param("O O", "O O", (0, 0, 0), id="N5"),
        pytest.param("B-PER O", "O O", (0, 0, 0), id="N6"),
        pytest.param("B-ORG I-ORG I-ORG O B-LOC", "B-ORG I-ORG O O B-LOC", (50, 50, 50), id="N7"),
        pytest.param(
            "O O O B-MISC I-MISC I-MISC O | B-PER I-PER O",
            "O O B-MISC I-MISC I-MISC I-MISC O | B-PER I-PER O",
            (50, 50, 50),
            id="N8",
        ),
        pytest.param("B-PER | I-PER", "B-PER | I-PER", (100, 100, 100), id="N9"),
        pytest.param("B-PER I-PER", "b-per i-per", (0, 0, 0), id="N10"),
        pytest.param("NOUN NOUN VERB", "NOUN NOUN VERB", (100, 100, 100), id="P1"),
        pytest.param(
            "NOUN NOUN NOUN PUNCT", "NOUN VERB NOUN PUNCT", (33.33333333333333, 25, 50), id="P2"
        ),
        pytest.param("PROPN PROPN VERB", "PROPN NOUN VERB", (40, 33.33333333333333, 50), id="P3"),
        pytest.param("CCONJ NOUN", "SCONJ NOUN", (50, 50, 50), id="P4"),
        pytest.param(
            "SCONJ SCONJ VERB",
            "SCONJ NOUN VERB",
            (66.66666666666666, 66.66666666666666, 66.66666666666666),
            id="P5",
        ),
        pytest.param("NOUN NOUN VERB", "NOUN ADJ VERB", (40, 33.33333333333333, 50), id="P5c"),
        pytest.param("CCONJ SCONJ VERB", "CCONJ SCONJ VERB", (100, 100, 100), id="P6"),
        pytest.param("NOUN X", "NOUN X", (100, 100, 100), id="P7"),
        pytest.param(
            "VERB ADJ | X NOUN",
            "VERB VERB | X NOUN",
            (57.14285714285715, 66.66666666666666, 50),
            id="P8",
        ),
        pytest.param("INTJ INTJ PUNCT", "INTJ NOUN PUNCT", (40, 33.33333333333333, 50), id="P9"),
        pytest.param("SYM SYM NUM", "SYM NUM NUM", (40, 50, 33.33333333333333), id="P10"),
        pytest.param("NOUN VERB", "O VERB", (66.66666666666666, 100, 50), id="P11"),
        pytest.param("_ NOUN", "X NOUN", (50, 50, 50), id="P13"),
        pytest.param(
            "DET NOUN NOUN VERB PUNCT",
            "DET ADJ NOUN VERB PUNCT",
            (66.66666666666666, 60, 75),
            id="P14",
        ),
    ],
)
def test_worked_examples_score_as_the_official_code_scores_them(
    gold: str, predicted: str, expected: tuple[float, float, float]
) -> None:
    found = _scores(_corpus(gold), _corpus(predicted))
    assert (found["f1"], found["precision"], found["recall"]) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize(
    ("tags", "number"),
    [("SCONJ SCONJ VERB", 3), ("CCONJ SCONJ VERB", 3), ("NOUN X", 2), ("INTJ INTJ PUNCT", 2)],
)
def test_only_tags_that_begin_with_s_are_chunks_of_one_token(tags: str, number: int) -> None:
    assert len(chunks(tags.split())) == number


@pytest.mark.parametrize(
    ("gold", "predicted", "accuracy"),
    [
        ("NOUN NOUN NOUN PUNCT", "NOUN VERB NOUN PUNCT", 75),
        ("DET NOUN NOUN VERB PUNCT", "DET ADJ NOUN VERB PUNCT", 80),
    ],
)
def test_token_accuracy_counts_tokens(gold: str, predicted: str, accuracy: float) -> None:
    assert _scores(_corpus(gold), _corpus(predicted))["token_accuracy"] == pytest.approx(accuracy)


def _sequences(tags: Sequence[str], seed: int, number: int, longest: int) -> Iterator[list[str]]:
    """Random tags, half of the time the same as before, so that runs occur."""
    chosen = random.Random(seed)
    for _ in range(number):
        sequence = [chosen.choice(tags)]
        for _ in range(chosen.randint(0, longest - 1)):
            sequence.append(sequence[-1] if chosen.random() < 0.4 else chosen.choice(tags))
        yield sequence


def test_the_oracle_is_the_version_that_the_official_numbers_rest_on() -> None:
    assert version("seqeval") == "0.0.12"


@pytest.mark.parametrize("tags", TAG_SETS)
def test_chunks_are_seqevals_on_random_sequences(tags: str) -> None:
    for sequence in _sequences(TAG_SETS[tags], seed=1, number=15_000, longest=12):
        expected = get_entities(list(sequence))
        assert chunks(sequence) == set(expected), sequence
        assert len(chunks(sequence)) == len(expected), sequence


@pytest.mark.parametrize("tags", ["panx", "udpos"])
def test_chunks_are_seqevals_on_every_sequence_of_three_tags(tags: str) -> None:
    for first in TAG_SETS[tags]:
        for second in TAG_SETS[tags]:
            for third in TAG_SETS[tags]:
                sequence = [first, second, third]
                assert chunks(sequence) == set(get_entities(sequence)), sequence


@pytest.mark.parametrize("tags", TAG_SETS)
def test_scores_of_random_corpora_are_seqevals(tags: str) -> None:
    chosen = random.Random(2)
    for seed in range(200):
        gold = list(_sequences(TAG_SETS[tags], seed, chosen.randint(1, 12), 10))
        predicted = [_perturbed(s, TAG_SETS[tags], chosen) for s in gold]
        assert _scores(gold, predicted) == pytest.approx(_seqeval(gold, predicted), abs=1e-9)


def _perturbed(tags: Sequence[str], known: Sequence[str], chosen: random.Random) -> list[str]:
    return [chosen.choice(known) if chosen.random() < 0.2 else tag for tag in tags]


@pytest.mark.parametrize(
    ("name", "folder", "language"),
    [
        # Japanese and Chinese gold hold I- tags that follow nothing of their type.
        ("panx", "xtreme/panx/dev-ja.tsv", "ja"),
        ("panx", "xtreme/panx/dev-zh.tsv", "zh"),
        ("panx", "xtreme/panx/dev-sw.tsv", "sw"),
        ("udpos", "gold/udpos/test-vi.tsv", "vi"),
        ("udpos", "gold/udpos/test-en.tsv", "en"),
        ("udpos", "gold/udpos/test-ur.tsv", "ur"),
    ],
)
def test_scores_of_perturbed_real_sentences_are_seqevals(
    real_data: Path, name: str, folder: str, language: str
) -> None:
    task, chosen = get_task(name), random.Random(language)
    read = list(LAYOUTS[task.layout].gold(real_data / folder, task))[:2000]
    assert len(read) > 500
    gold = [list(answer.tags) for answer in read]
    predicted = [_perturbed(tags, task.labels, chosen) for tags in gold]
    assert _scores(gold, predicted) == pytest.approx(_seqeval(gold, predicted), abs=1e-9)
    assert _scores(gold, gold)["f1"] == 100.0


def test_sentences_score_alike_in_any_grouping() -> None:
    """The corpus score follows from sums over sentences: a table of parts is a part of a table."""
    gold = list(_sequences(UDPOS, 3, 60, 9))
    chosen = random.Random(4)
    predicted = [_perturbed(tags, UDPOS, chosen) for tags in gold]
    answers = [TagsGold(str(i), tuple(tags)) for i, tags in enumerate(gold)]
    records = [TagsRecord(str(i), tuple(tags)) for i, tags in enumerate(predicted)]
    udpos = get_task("udpos")
    whole = FAMILY.statistics(udpos, "en", answers, records).values
    parts = [
        FAMILY.statistics(udpos, "en", answers[i : i + 7], records[i : i + 7]).values
        for i in range(0, 60, 7)
    ]
    assert np.array_equal(whole, np.concatenate(parts))


@pytest.mark.parametrize(
    ("gold", "predicted"),
    [
        pytest.param("B-PER O O | B-LOC", "B-PER O | B-LOC", id="N13"),
        pytest.param("B-PER O | B-LOC | B-LOC", "B-PER | B-LOC | B-LOC", id="N14"),
    ],
)
def test_a_sentence_that_is_one_tag_short_is_refused_and_never_shifted(
    gold: str, predicted: str
) -> None:
    right, short = _corpus(gold)[0], _corpus(predicted)[0]
    example = Sentence("0", tuple("word" for _ in right))
    record = TagsRecord("0", tuple(short))
    found = list(FAMILY.check(get_task("panx"), [record], [example], None))
    assert [finding.code for finding in found] == ["XS410"]
    with pytest.raises((ValueError, DataError)):
        _scores(_corpus(gold), _corpus(predicted))


@pytest.mark.parametrize("tag", ["O", "_", "noun", "B-PER", ""])
def test_a_tag_outside_the_part_of_speech_set_is_found_with_its_token(tag: str) -> None:
    record = TagsRecord("0", ("NOUN", tag, "VERB"))
    found = list(FAMILY.check(get_task("udpos"), [record], [None], None))
    assert [finding.code for finding in found] == ["XS405"]
    assert "token 2" in found[0].message
