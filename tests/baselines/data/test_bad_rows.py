"""Rows of the wrong shape are errors that name file and line; so are files of something else."""

import json
from pathlib import Path
from typing import Any

import pytest

from intermediate_data import (
    CONTEXT,
    MNLI_HEADER,
    QQP_HEADER,
    SNLI_HEADER,
    squad_document,
    write_original,
)
from xstilts_baselines.data.opening import open_intermediate, open_target, open_text, read_places
from xstilts_kit.diagnostics.errors import DataError, UsageError


def complaint(name: str, path: Path, content: str | bytes) -> str:
    """What is said when a file is read as a task's training set."""
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    with pytest.raises(DataError) as caught:
        open_intermediate(name, read_places([f"files:{path},{path}"])).samples("train")
    return caught.value.what


def tabs(*rows: Any) -> str:
    return "".join("\t".join(cells) + "\n" for cells in rows)


GLUE = (*MNLI_HEADER, "label1", "gold_label")
GOOD = ("0", "1", "1e", "fiction", *["(p)"] * 4, "a", "b", "neutral", "neutral")


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (GOOD[:-1], "train.tsv:3: 11 cells"),
        (GOOD[:5], "train.tsv:3: 5 cells"),
        ((*GOOD, "more"), "train.tsv:3: 13 cells"),
        ((*GOOD[:-1], "netral"), "train.tsv:3: 'netral' is not a label"),
        ((*GOOD[:-1], "0"), "train.tsv:3: '0' is not a label"),
    ],
)
def test_a_row_of_mnli(tmp_path: Path, row: tuple[str, ...], said: str) -> None:
    assert said in complaint("mnli", tmp_path / "train.tsv", tabs(GLUE, GOOD, row))


def test_a_row_of_snli_that_ends_before_its_texts(tmp_path: Path) -> None:
    good = ["neutral", *["(p)"] * 4, "a", "b", "c", "p", "neutral"]
    said = complaint("snli", tmp_path / "train.txt", tabs(SNLI_HEADER, good, good[:6]))
    assert "train.txt:3: 6 cells; the header has 14 columns" in said


@pytest.mark.parametrize("hidden", ["-", "-1", ""])
def test_a_file_without_any_label_is_a_test_set(tmp_path: Path, hidden: str) -> None:
    said = complaint("mnli", tmp_path / "train.tsv", tabs(GLUE, (*GOOD[:-1], hidden)))
    assert "no row with a label" in said
    assert "train.tsv:2" in said


def test_a_broken_row_of_qqp_is_no_exception_in_a_small_file(tmp_path: Path) -> None:
    good = ("0", "1", "2", "a", "b", "1")
    said = complaint("qqp", tmp_path / "train.tsv", tabs(QQP_HEADER, good, good[:4]))
    assert "train.tsv:3: 4 cells; the header has 6 columns" in said


def test_three_broken_rows_of_the_published_qqp_are_left_out_and_a_fourth_is_not(
    tmp_path: Path,
) -> None:
    good = ("0", "1", "2", "a", "b", "1")
    rows = [good] * 100_000
    path = tmp_path / "train.tsv"
    path.write_text(tabs(QQP_HEADER, *rows, *[good[:4]] * 3))
    data = open_intermediate("qqp", read_places([f"files:{path},{path}"]))
    assert len(data.samples("train")) == 100_000
    said = complaint("qqp", path, tabs(QQP_HEADER, *rows, *[good[:4]] * 4))
    assert "train.tsv:100002: 4 cells" in said


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"label": "x"}, ":1: 'x' is not a label"),
        ({"label": 3}, ":1: '3' is not a label"),
        ({"label": True}, ":1: 'True' is not a label"),
        ({"hypothesis": None}, ":1: no text in 'hypothesis'"),
        ({"hypothesis": "\ud800"}, ":1: not JSON"),
    ],
)
def test_a_row_of_json_lines(tmp_path: Path, change: dict[str, Any], said: str) -> None:
    row = {"context": "a", "hypothesis": "b", "label": "e"} | change
    assert said in complaint("anli", tmp_path / "train.jsonl", json.dumps(row) + "\n")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{\n", ":1: not JSON"),
        ('{"context": "a", "hypothesis": "b", "lable": "e"}\n', ":1: no 'gold_label'"),
        ("\n[1]\n", ":2: not a JSON object"),
        (b'{"a": "\xff"}\n', ":1: byte 8 of the line is not UTF-8"),
    ],
)
def test_json_lines_that_are_none(tmp_path: Path, content: str | bytes, said: str) -> None:
    assert said in complaint("anli", tmp_path / "train.jsonl", content)


def squad(answers: list[dict[str, Any]], **more: Any) -> str:
    entry = {"id": "q1", "question": "Where?", "answers": answers, **more}
    paragraph = {"context": CONTEXT, "qas": [entry]}
    return json.dumps({"version": "1.1", "data": [{"title": "A", "paragraphs": [paragraph]}]})


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("squad", "{", "cannot be read as JSON"),
        ("squad", '{"data": {}}', "no list 'data'"),
        ("squad", '{"data": [{"title": "A"}]}', "data[0]: no list 'paragraphs'"),
        (
            "squad",
            squad([{"text": "Berlin", "answer_start": CONTEXT.encode().index(b"Berlin") - 1}]),
            "data[0].paragraphs[0].qas[0]: the answer 'Berlin' is not at offset",
        ),
        # Offsets in bytes or UTF-16 units are wrong behind a character beyond the basic plane.
        (
            "squad",
            squad(
                [{"text": "a car", "answer_start": len(CONTEXT[: CONTEXT.index("a car")].encode())}]
            ),
            "is not at offset",
        ),
        ("squad", squad([{"text": "Berlin", "answer_start": "7"}]), "without a text or a start"),
        ("squad", squad([{"answer_start": 7}]), "without a text or a start"),
        ("squad", squad([]), "qas[0]: no answer"),
        ("squad_v2", squad([], is_impossible=False), "qas[0]: no answer"),
        (
            "squad_v2",
            squad([{"text": " ", "answer_start": 0}], is_impossible=True),
            "answers to a question marked is_impossible",
        ),
    ],
)
def test_a_question(tmp_path: Path, name: str, content: str, said: str) -> None:
    assert said in complaint(name, tmp_path / "train.json", content)


def test_a_question_that_stands_twice(tmp_path: Path) -> None:
    row = {
        "id": "q",
        "title": "A",
        "context": CONTEXT,
        "question": "?",
        "answers": {"text": ["Berlin"], "answer_start": [CONTEXT.index("Berlin")]},
    }
    content = json.dumps(squad_document([row, row], "1.1"))
    assert "the id 'q' occurs twice" in complaint("squad", tmp_path / "train.json", content)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"endings": ["a", "b", "c"]}, ":1: not 4 texts in 'endings'"),
        ({"label": 4}, ":1: the label '4'; expected 0 to 3"),
        ({"label": "x"}, ":1: the label 'x'"),
        ({"label": 1.0}, ":1: the label '1.0'"),
        ({"label": ""}, "no row with a label"),
        ({"ctx": None}, ":1: no text in 'ctx'"),
        ({"endings": None, "label": 0}, ":1: not 4 texts in 'endings'"),
    ],
)
def test_a_story(tmp_path: Path, change: dict[str, Any], said: str) -> None:
    row = {"ctx": "a", "endings": list("abcd"), "label": 0} | change
    assert said in complaint("hellaswag", tmp_path / "train.jsonl", json.dumps(row) + "\n")


COSMOS = "id,context,question,answer0,answer1,answer2,answer3,label\r\n"


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ('1,"a, b",c,d,e,f,g,0\r\n2,a,b,c,d,e,f\r\n', ":3: 7 cells; the header has 8"),
        ("1,a,b,c,d,e,f,4\r\n", ":2: the label '4'; expected 0 to 3"),
        ("1,a,b,c,d,e,f,-1\r\n", "no row with a label"),
        ('1,"a,b\r\n', ":2: not comma-separated text"),
    ],
)
def test_a_row_of_cosmos(tmp_path: Path, rows: str, said: str) -> None:
    assert said in complaint("cosmos_qa", tmp_path / "train.csv", COSMOS + rows)


def commonsense(key: str | None, letters: str = "ABCDE") -> str:
    choices = [{"label": letter, "text": "x"} for letter in letters]
    row: dict[str, Any] = {"id": "1", "question": {"stem": "?", "choices": choices}}
    return json.dumps(row | ({} if key is None else {"answerKey": key})) + "\n"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (commonsense(None), ":1: no 'answerKey'"),
        (commonsense(""), "no row with a label"),
        (commonsense("F"), ":1: the answer 'F'; expected one of A, B, C, D, E"),
        (commonsense("A", "ABCD"), ":1: 4 choices; expected 5"),
        (commonsense("A", "AACDE"), "different letters"),
        ('{"question": {"stem": "?"}, "answerKey": "A"}\n', ":1: no question with choices"),
    ],
)
def test_a_question_with_choices(tmp_path: Path, content: str, said: str) -> None:
    assert said in complaint("commonsense_qa", tmp_path / "train.jsonl", content)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("A cat NP N", ":2: 0 tabs"),
        ("A cat\tNP", ":2: 2 tokens and 1 categories"),
        ("A  cat\tNP N N", ":2: 3 tokens and 3 categories"),
        ("A cat\tNP X", ":2: 'X' is not a label"),
    ],
)
def test_a_line_of_ccg(tmp_path: Path, line: str, said: str) -> None:
    folder = write_original(tmp_path, "ccg")
    assert said in complaint("ccg", folder / "ccg.train", f"Cars .\tNP .\n{line}\n")


@pytest.mark.parametrize("numbers", ["{", "[]", '{"NP": 1}', '{"NP": 0, "N": 0}', '{"NP": "0"}'])
def test_numbers_of_categories_that_are_none(tmp_path: Path, numbers: str) -> None:
    folder = write_original(tmp_path, "ccg")
    (folder / "tags_to_id.json").write_text(numbers)
    with pytest.raises(DataError, match=r"tags_to_id\.json"):
        open_intermediate("ccg", {"": f"folder:{folder}"})


def test_a_table_without_a_header(tmp_path: Path) -> None:
    said = complaint("mnli", tmp_path / "train.tsv", "just one line\n")
    assert ":1: no header" in said


@pytest.mark.parametrize(
    ("spec", "said"),
    [
        ("huub", "is not a place"),
        ("folder:", "is not a place"),
        ("files:one", "is not a place"),
        ("hub@", "is not a place"),
        ("nmli=hub", "no task 'nmli'"),
        ("mnli=somewhere", "is not a place"),
    ],
)
def test_a_place_that_means_none(spec: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        read_places([spec])


def test_a_place_that_is_given_twice() -> None:
    with pytest.raises(UsageError, match="twice for mnli"):
        read_places(["mnli=hub", "mnli=hub"])
    with pytest.raises(UsageError, match="twice for all tasks"):
        read_places(["hub", "hub@main"])


def test_a_place_may_hold_signs_that_names_may_not() -> None:
    assert read_places(["hub@abc", "squad=folder:x=y", "mnli=hub"]) == {
        "": "hub@abc",
        "squad": "folder:x=y",
        "mnli": "hub",
    }
    assert read_places(["folder:a=b"]) == {"": "folder:a=b"}


def test_places_go_before_those_of_the_recipe() -> None:
    places = read_places(["hub", "squad=auto"], {"": "miniature", "mnli": "folder:x"})
    assert places == {"": "hub", "mnli": "folder:x", "squad": "auto"}


def test_data_in_no_language_are_refused() -> None:
    with pytest.raises(UsageError, match="has no training language"):
        open_target("xnli", {"": "miniature"}, ())
    with pytest.raises(UsageError, match="No language is given"):
        open_text((), {"": "miniature"})
