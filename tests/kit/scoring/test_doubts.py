"""Scores below chance and answers that never change are said; such answers are not even."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from xstilts_kit.families import only_answer
from xstilts_kit.families.mining.records import PairRecord
from xstilts_kit.families.retrieval.records import MatchRecord
from xstilts_kit.families.span_qa.records import AnswerRecord
from xstilts_kit.families.tagging.records import TagsRecord
from xstilts_kit.scoring.scores import Scores
from xstilts_kit.scoring.scoring import score
from xtreme_files import write_lines

Build = Callable[..., Path]
Scored = Callable[[Mapping[str, list[str]]], tuple[Scores, list[str]]]
ROWS = 60
LANGUAGES = ("de", "en", "fr")
LABELS = ("entailment", "neutral", "contradiction")
GOLD = [LABELS[row % 3] for row in range(ROWS)]


@pytest.fixture
def scored(build: Build, tmp_path: Path) -> Scored:
    """Scores of XNLI answers by language, and what was said."""

    def ask(answers: Mapping[str, list[str]]) -> tuple[Scores, list[str]]:
        for language in answers:
            write_lines(tmp_path / "gold" / "xnli" / f"test-{language}.tsv", GOLD)
        cells = {("xnli", language): own for language, own in answers.items()}
        folder = build(tmp_path / "sub", cells)
        said: list[str] = []
        found = score(folder, gold=[tmp_path / "gold"], write=False, say=said.append)
        return found, [line for line in said if line.startswith("Warning")]

    return ask


def test_answers_under_exchanged_labels_are_below_chance(scored: Scored) -> None:
    few_right = [LABELS[(row + (row % 10 != 0)) % 3] for row in range(ROWS)]
    none_right = GOLD[1:] + GOLD[:1]
    _, said = scored({"de": few_right, "en": none_right, "fr": GOLD})
    (line,) = said
    assert "below chance (33.3) in de, en" in line
    assert "another order" in line


def test_one_answer_for_everything_is_said_and_is_not_even(scored: Scored) -> None:
    constant = dict.fromkeys(LANGUAGES, ["neutral"] * ROWS)
    scores, said = scored(constant)
    (line,) = said
    assert "every example is answered 'neutral' in de, en, fr" in line
    assert scores.consistency == ()


def test_answers_that_change_in_one_language_have_an_evenness(
    scored: Scored,
) -> None:
    answers = {**dict.fromkeys(LANGUAGES, ["neutral"] * ROWS), "fr": GOLD}
    scores, said = scored(answers)
    assert "in de, en" in said[0]
    assert [entry.task for entry in scores.consistency or ()] == ["xnli"]


def test_what_is_right_is_not_doubted(scored: Scored) -> None:
    scores, said = scored(dict.fromkeys(LANGUAGES, GOLD))
    assert said == []
    assert scores.consistency is not None
    assert scores.consistency[0].evenness.standard_deviation == 0


def test_one_answer_is_found_in_every_family() -> None:
    assert only_answer([TagsRecord(str(i), ("O",) * (i + 1)) for i in range(20)]) == "O"
    assert only_answer([TagsRecord(str(i), ("O", "B-PER")) for i in range(20)]) is None
    assert only_answer([AnswerRecord(str(i), "") for i in range(20)]) == ""
    assert only_answer([MatchRecord(str(i), "7") for i in range(20)]) == "7"
    assert only_answer([MatchRecord(str(i), str(i)) for i in range(20)]) is None
    assert only_answer([PairRecord(f"a{i}", f"b{i}", None) for i in range(20)]) is None
    assert only_answer([MatchRecord(str(i), "7") for i in range(19)]) is None
