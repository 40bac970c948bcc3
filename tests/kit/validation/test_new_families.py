"""Bad answers, matches and pairs: each fault at its line, and what is no fault."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from examples import make_examples
from xstilts_kit import miniature
from xstilts_kit.validation.validating import validate

BUCC, TATOEBA, XQUAD = make_examples.BUCC, make_examples.TATOEBA, make_examples.XQUAD


def _draft(task: str) -> Any:
    return make_examples.valid([(task, "de")])


def _records(draft: Any, path: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in draft.files[path].decode().splitlines()]


def _give(draft: Any, path: str, records: list[dict[str, Any]]) -> None:
    lines = (json.dumps(record, ensure_ascii=False) for record in records)
    draft.files[path] = "".join(f"{line}\n" for line in lines).encode()
    draft.manifest["files"][0]["records"] = len(records)


def _found(draft: Any, folder: Path) -> list[tuple[str, int | None]]:
    draft.write(folder)
    return [(problem.code, problem.line) for problem in validate(folder).problems]


def _unread(draft: Any) -> None:
    """The inputs are not at hand."""
    draft.manifest["data"][0] |= {"edition": None, "inputs_fingerprint": "0" * 64}


@pytest.mark.parametrize("match", ["-1", "01", "x", "1.0", "٣", "9" * 30, "999999", " 1"])
@pytest.mark.parametrize("with_inputs", [True, False])
def test_a_match_that_is_no_candidate_is_found(
    match: str, with_inputs: bool, tmp_path: Path
) -> None:
    draft = _draft("tatoeba")
    records = _records(draft, TATOEBA)
    records[2]["match"] = match
    _give(draft, TATOEBA, records)
    expected = [("XS412", 3)]
    if not with_inputs:
        _unread(draft)
        expected = [("XS502", None), *(expected if match != "999999" else [])]
    assert _found(draft, tmp_path) == expected


def test_the_last_candidate_is_a_match_and_the_one_behind_it_is_none(tmp_path: Path) -> None:
    text = (miniature.DATA / "tatoeba/de-en.de").read_text(encoding="utf-8")
    candidates = text.count("\n")
    for match, expected in ((candidates - 1, []), (candidates, [("XS412", 1)])):
        draft = _draft("tatoeba")
        records = _records(draft, TATOEBA)
        records[0]["match"] = str(match)
        _give(draft, TATOEBA, records)
        assert _found(draft, tmp_path / str(match)) == expected


def _pairs() -> list[dict[str, Any]]:
    ends = [("de-000000001", "en-000000002"), ("de-000000001", "en-000000010"),
            ("de-000000003", "en-000000001")]  # fmt: skip
    return [{"source": one, "target": two, "score": 1.5} for one, two in ends]


PAIRS: dict[str, tuple[Callable[[list[dict[str, Any]]], object], list[tuple[str, int]]]] = {
    "in order": (lambda r: None, []),
    "without scores": (lambda r: [record.update(score=None) for record in r], []),
    "twice": (lambda r: r.append(dict(r[2])), [("XS413", 4)]),
    "twice and late": (lambda r: r.append(dict(r[0])), [("XS413", 4)]),
    "another score": (lambda r: r.append(r[2] | {"score": 1.25}), [("XS413", 4)]),
    "sources swapped": (lambda r: r.insert(0, r.pop()), [("XS409", 2), ("XS409", 3)]),
    "targets swapped": (lambda r: r.insert(0, r.pop(1)), [("XS409", 2)]),
    "unknown source": (lambda r: r[2].update(source="de-000999999"), [("XS407", 3)]),
    "unknown target": (lambda r: r[1].update(target="en-000999999"), [("XS407", 2)]),
    "sides swapped": (
        lambda r: r[2].update(source="en-000000001", target="de-000000003"),
        [("XS407", 3), ("XS407", 3)],
    ),
    "no number": (lambda r: r[2].update(score="1.5"), [("XS404", 3)]),
    "truth as a number": (lambda r: r[2].update(score=True), [("XS404", 3)]),
    "empty id": (lambda r: r[2].update(source=""), [("XS404", 3)]),
}


@pytest.mark.parametrize("fault", PAIRS)
def test_pairs_stand_once_in_order_and_name_known_sentences(fault: str, tmp_path: Path) -> None:
    change, expected = PAIRS[fault]
    draft, records = _draft("bucc2018"), _pairs()
    change(records)
    _give(draft, BUCC, records)
    assert _found(draft, tmp_path) == expected


@pytest.mark.parametrize("fault", ["in order", "twice", "sources swapped", "targets swapped"])
def test_order_of_pairs_is_known_without_the_inputs_too(fault: str, tmp_path: Path) -> None:
    change, expected = PAIRS[fault]
    draft, records = _draft("bucc2018"), _pairs()
    change(records)
    _give(draft, BUCC, records)
    _unread(draft)
    assert _found(draft, tmp_path) == [("XS502", None), *expected]


def test_no_pairs_at_all_are_a_valid_answer(tmp_path: Path) -> None:
    draft = _draft("bucc2018")
    _give(draft, BUCC, [])
    assert draft.files[BUCC] == b""
    assert _found(draft, tmp_path) == []


def test_no_answers_at_all_are_none(tmp_path: Path) -> None:
    draft = _draft("xquad")
    _give(draft, XQUAD, [])
    draft.manifest["files"][0]["records"] = 5
    assert {code for code, _ in _found(draft, tmp_path)} == {"XS301", "XS408", "XS411"}


@pytest.mark.parametrize("answer", ["", "a piece"])
def test_an_answer_may_be_empty_and_else_must_be_in_its_context(
    answer: str, tmp_path: Path
) -> None:
    """Only a warning: what other tools made scores as it is."""
    draft = _draft("xquad")
    records = _records(draft, XQUAD)
    records[3]["answer"] = answer
    _give(draft, XQUAD, records)
    assert _found(draft, tmp_path) == ([("XS414", 4)] if answer else [])
    assert validate(tmp_path).valid


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda r: r.pop(1), {"XS408"}),
        (lambda r: r[1].update(id=r[0]["id"]), {"XS406", "XS408"}),
        (lambda r: r[1].update(id="another"), {"XS407", "XS408"}),
        (lambda r: r.insert(0, r.pop()), {"XS409"}),
        (lambda r: r[1].update(answer=None), {"XS404"}),
        (lambda r: r[1].update(answer="x" * 65537), {"XS404"}),
        (lambda r: r[1].update(no_answer=0.5), {"XS404"}),
    ],
)
def test_each_question_has_one_answer_in_the_order_of_the_questions(
    change: Callable[[list[dict[str, Any]]], object], expected: set[str], tmp_path: Path
) -> None:
    draft = _draft("xquad")
    records = _records(draft, XQUAD)
    change(records)
    _give(draft, XQUAD, records)
    assert {code for code, _ in _found(draft, tmp_path)} == expected
