"""SQuAD files: what is read of them, and where a damaged one is damaged."""

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from xstilts_kit.cell import Cell
from xstilts_kit.diagnostics.errors import DataError
from xstilts_kit.families.span_qa.records import AnswersGold, Question
from xstilts_kit.sources.gold import open_gold
from xstilts_kit.sources.layouts import LAYOUTS, NoAnswers
from xstilts_kit.tasks import get_task
from xtreme_files import write_questions

LAYOUT = LAYOUTS["questions"]
XQUAD = get_task("xquad")

TEXTS = {
    " Anna\u2028wohnt\r\nhier. ": [("a", " Wo\xa0? ", "hier"), ("b", "Wer?", "Anna")],
    "e\u0301 \x1d é": [("c", "", "é")],
}


def _written(path: Path, *, blank: bool = False) -> Any:
    write_questions(path, TEXTS, blank=blank)
    return json.loads(path.read_text(encoding="utf-8"))


def test_no_character_of_context_and_question_is_changed(tmp_path: Path) -> None:
    path = tmp_path / "q.json"
    _written(path)
    found = LAYOUT.inputs([path])
    assert found.candidates == ()
    assert found.examples == tuple(
        Question(identifier, context, question)
        for context, rows in TEXTS.items()
        for identifier, question, _ in rows
    )
    for row in found.rows():
        assert set(row.canonical()) == {"id", "context", "question"}


def test_how_the_file_is_written_does_not_count(tmp_path: Path) -> None:
    path = tmp_path / "q.json"
    document = _written(path)
    expected = LAYOUT.inputs([path])
    document["extra"] = {"a": 1}
    for article in document["data"]:
        for paragraph in article["paragraphs"]:
            for entry in paragraph["qas"]:
                del entry["answers"]
    text = json.dumps(document, indent=2).replace("\n", "\r\n")
    path.write_bytes(b"\xef\xbb\xbf" + text.encode())
    assert LAYOUT.inputs([path]) == expected


def test_gold_holds_every_answer_and_the_number_of_its_text(tmp_path: Path) -> None:
    path = tmp_path / "q.json"
    document = _written(path)
    document["data"][0]["paragraphs"][0]["qas"][0]["answers"] += [{"text": ""}, {"text": "Anna"}]
    path.write_text(json.dumps(document), encoding="utf-8")
    assert list(LAYOUT.gold(path, XQUAD)) == [
        AnswersGold("a", ("hier", "Anna"), 0),
        AnswersGold("b", ("Anna",), 0),
        AnswersGold("c", ("é",), 1),
    ]


def test_some_blank_answers_are_unknown_ones(tmp_path: Path) -> None:
    path = tmp_path / "q.json"
    document = _written(path)
    document["data"][0]["paragraphs"][0]["qas"][0]["answers"] = []
    document["data"][0]["paragraphs"][0]["qas"][1]["answers"] = [{"text": "", "answer_start": 0}]
    path.write_text(json.dumps(document), encoding="utf-8")
    assert [answer.known for answer in LAYOUT.gold(path, XQUAD)] == [False, False, True]


def test_placeholders_are_no_gold(tmp_path: Path) -> None:
    path = tmp_path / "xquad/test-de.json"
    _written(path, blank=True)
    with pytest.raises(NoAnswers, match="every answer is blank") as refused:
        list(LAYOUT.gold(path, XQUAD))
    assert "placeholders, not gold" in refused.value.what
    assert XQUAD.source in refused.value.remedy
    finder = open_gold([tmp_path])
    assert finder.find(Cell(XQUAD.name, "de"), None, None) is None
    assert len(finder.refused) == 1


def _article(document: Any) -> Any:
    return document["data"][0]


def _paragraph(document: Any) -> Any:
    return document["data"][0]["paragraphs"][1]


def _entry(document: Any) -> Any:
    return document["data"][0]["paragraphs"][0]["qas"][1]


FAULTS: dict[str, tuple[Callable[[Any], Any], str]] = {
    "data gone": (lambda d: d.pop("data"), "the file has no list `data`"),
    "data an object": (lambda d: d.update(data={}), "the file has no list `data`"),
    "article a text": (lambda d: d.update(data=["x"]), "data[0] has no list `paragraphs`"),
    "article null": (lambda d: d.update(data=[None]), "data[0] has no list `paragraphs`"),
    "no paragraphs": (lambda d: _article(d).pop("paragraphs"), "data[0] has no list `paragraphs`"),
    "no context": (
        lambda d: _paragraph(d).pop("context"),
        "data[0].paragraphs[1] has no text `context`",
    ),
    "context a number": (
        lambda d: _paragraph(d).update(context=7),
        "data[0].paragraphs[1] has no text `context`",
    ),
    "no qas": (lambda d: _paragraph(d).pop("qas"), "data[0].paragraphs[1] has no list `qas`"),
    "entry a text": (
        lambda d: _paragraph(d).update(qas=["x"]),
        "data[0].paragraphs[1].qas[0] has no text `",
    ),
    "no id": (lambda d: _entry(d).pop("id"), "data[0].paragraphs[0].qas[1] has no text `id`"),
    "id a number": (
        lambda d: _entry(d).update(id=7),
        "data[0].paragraphs[0].qas[1] has no text `id`",
    ),
    "id empty": (
        lambda d: _entry(d).update(id=""),
        "data[0].paragraphs[0].qas[1] has no text `id`",
    ),
    "id too long": (
        lambda d: _entry(d).update(id="x" * 257),
        "data[0].paragraphs[0].qas[1] has no text `id`",
    ),
    "no question": (
        lambda d: _entry(d).pop("question"),
        "data[0].paragraphs[0].qas[1] has no text `question`",
    ),
    "id twice": (lambda d: _entry(d).update(id="a"), "the id 'a' occurs twice"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_structural_fault_is_located(fault: str, tmp_path: Path) -> None:
    path = tmp_path / "q.json"
    change, says = FAULTS[fault]
    document = _written(path)
    change(document)
    path.write_text(json.dumps(document), encoding="utf-8")
    with pytest.raises(DataError) as refused:
        LAYOUT.inputs([path])
    assert f"{path}: {says}" in refused.value.what
    assert refused.value.remedy


@pytest.mark.parametrize(
    ("answers", "says"),
    [
        (None, "qas[1] has no list `answers`"),
        ({}, "qas[1] has no list `answers`"),
        (["hier"], "qas[1].answers has no text `text`"),
        ([{"answer_start": 3}], "qas[1].answers has no text `text`"),
        ([{"text": 5}], "qas[1].answers has no text `text`"),
    ],
)
def test_a_structural_fault_of_gold_is_located(answers: Any, says: str, tmp_path: Path) -> None:
    path = tmp_path / "q.json"
    document = copy.deepcopy(_written(path))
    _entry(document)["answers"] = answers
    path.write_text(json.dumps(document), encoding="utf-8")
    with pytest.raises(DataError) as refused:
        list(LAYOUT.gold(path, XQUAD))
    assert not isinstance(refused.value, NoAnswers)
    assert says in refused.value.what


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[1]", b"null", b'"x"', b"\xff\xfe{}", b"[" * 100_000, b"{}"]
)
def test_what_is_not_squad_json_is_refused_by_name(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "q.json"
    path.write_bytes(content)
    for read in (lambda: LAYOUT.inputs([path]), lambda: list(LAYOUT.gold(path, XQUAD))):
        with pytest.raises(DataError, match=r"q\.json"):
            read()


@pytest.mark.parametrize("place", ["context", "question", "id"])
def test_half_a_surrogate_pair_is_refused_with_its_place(tmp_path: Path, place: str) -> None:
    path = tmp_path / "q.json"
    entry = {"id": "a", "question": "b", "answers": []}
    paragraph = {"context": "c", "qas": [entry]}
    (paragraph if place == "context" else entry)[place] = "x\ud800"
    path.write_text(json.dumps({"data": [{"paragraphs": [paragraph]}]}), encoding="utf-8")
    with pytest.raises(DataError, match=place):
        LAYOUTS["questions"].inputs([path])
