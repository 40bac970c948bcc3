"""LAReQA's files: paragraphs in sentences, and in which one an answer begins."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from xstilts_kit.cell import Cell
from xstilts_kit.diagnostics.errors import DataError
from xstilts_kit.families.retrieval.records import MatchGold, Query
from xstilts_kit.sources.folder import FolderSource
from xstilts_kit.sources.layouts import LAYOUTS
from xstilts_kit.tasks import get_task

LAYOUT, LAREQA = LAYOUTS["answer-sentences"], get_task("lareqa")
COUNTS = {
    "ar": 1222, "de": 1276, "el": 1234, "en": 1180, "es": 1215, "hi": 1244, "ru": 1219, "th": 852,
    "tr": 1167, "vi": 1209, "zh": 1196,
}  # fmt: skip
"""Candidate sentences, as the publisher's README counts them."""


def _question(name: str, start: object) -> dict[str, Any]:
    return {"id": name, "question": f"{name}?", "answers": [{"answer_start": start, "text": "B"}]}


def _paragraph(*questions: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "context": "Aa.Bb. Cc.",
        "sentences": ["Aa.", "Bb.", "Cc."],
        "sentence_breaks": [[0, 3], [3, 6], [7, 10]],
        "qas": list(questions),
    }


def _file(path: Path, *paragraphs: Mapping[str, Any]) -> Path:
    path.write_text(json.dumps({"data": [{"paragraphs": paragraphs}], "version": "1.1"}))
    return path


def test_an_answer_is_in_the_sentence_in_which_it_begins(tmp_path: Path) -> None:
    path = _file(
        tmp_path / "a",
        _paragraph(_question("p", 2), _question("q", 3)),
        _paragraph(_question("r", 9)),
    )
    found = LAYOUT.inputs([path])
    assert found.examples == tuple(Query(name, f"{name}?") for name in "pqr")
    assert [row.canonical() for row in found.candidates][3:5] == [
        {"candidate": "Aa.", "context": "Aa.Bb. Cc.", "id": "2_0"},
        {"candidate": "Bb.", "context": "Aa.Bb. Cc.", "id": "2_1"},
    ]
    assert list(LAYOUT.gold(path, LAREQA)) == [
        MatchGold("p", "1_0"),
        MatchGold("q", "1_1"),
        MatchGold("r", "2_2"),
    ]


@pytest.mark.parametrize("start", [6, 10, -1, None, "3", True])
def test_an_answer_that_begins_in_no_sentence_is_refused(tmp_path: Path, start: object) -> None:
    with pytest.raises(DataError, match=r"paragraphs\[0\].qas\[0\] has no answer"):
        list(LAYOUT.gold(_file(tmp_path / "a", _paragraph(_question("p", start))), LAREQA))


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        ({"sentences": None}, "no list `sentences`"),
        ({"sentences": ["Aa.", "Bb."]}, "no place for each sentence"),
        ({"sentences": ["Aa.", 3, "Cc."]}, r"sentences\[1\] has no text"),
        ({"sentence_breaks": [[0, 3], [3], [7, 10]]}, r"sentence_breaks\[1\] has no pair"),
        ({"qas": [_question("p", 0), _question("p", 3)]}, "'p' occurs twice"),
    ],
)
def test_files_of_another_form_are_refused(
    tmp_path: Path, damage: Mapping[str, Any], said: str
) -> None:
    path = _file(tmp_path / "a", {**_paragraph(_question("p", 0)), **damage})
    with pytest.raises(DataError, match=said):
        LAYOUT.inputs([path])
        list(LAYOUT.gold(path, LAREQA))


def test_real_files_have_the_published_sentences_and_one_for_each_question(real_data: Path) -> None:
    source = FolderSource(real_data / "xtreme")
    for language, sentences in COUNTS.items():
        asked = source.inputs(Cell(LAREQA.name, language))
        gold = source.gold(Cell(LAREQA.name, language))
        assert (len(asked.examples), len(asked.candidates)) == (1190, sentences)
        assert gold is not None
        assert [answer.id for answer in gold] == [query.id for query in asked.examples]
        assert {answer.match for answer in gold} <= {row.id for row in asked.candidates}
