"""What is read many lines at a time is what is read one by one, or is left to that."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xstilts_kit.diagnostics.problem import Problems
from xstilts_kit.families import Inputs, get_family
from xstilts_kit.families.classification.records import LabelRecord
from xstilts_kit.families.tagging.records import read_plain
from xstilts_kit.submission.records import LineReader
from xstilts_kit.submission.strict_json import StrictJSONError, parse, parse_objects
from xstilts_kit.tasks import get_task

_PIECES = ["{", "}", "[", "]", ",", ":", '"', "\\", "a", "1", "{}", '"a"', '{"a": 1}', "NaN", " "]
_LINES = st.lists(
    st.one_of(
        st.lists(st.sampled_from(_PIECES), max_size=9).map("".join),
        st.dictionaries(st.text(max_size=3), st.text(max_size=3), max_size=3).map(json.dumps),
    ),
    min_size=1,
    max_size=5,
)


def _one_by_one(lines: list[str]) -> list[Any] | None:
    try:
        return [parse(line) for line in lines]
    except StrictJSONError:
        return None


@given(lines=_LINES)
def test_lines_parsed_together_are_what_each_is(lines: list[str]) -> None:
    together = parse_objects(lines)
    assert together is None or together == _one_by_one(lines)


@pytest.mark.parametrize(
    "lines",
    [
        ['{"a": [1', '{"b": 2}]}', '{"c": 3}, {"d": 4}'],
        ['{"a": [1', '{"b": 2}]}', '{"c": 3}, 5'],
        ['{"a": 1}, {"b": 2}'],
        ['{"a": 1}', "5"],
        ['{"a": 1, "a": 2}'],
        ['{"a": NaN}'],
        ['{"a": 1e999}'],
        ['{"a": "\\ud800"}'],
        ['{"a": 1}]', '[{"b": 2}'],
        ['{"a": "1", "a": "2"}'],
        ['{"a": "1"}', '{"a": "1", "b": "2"}'],
        ['{"a": {"b": "1", "b": "2"}}'],
        ['{"a": 123456789012345678901234567890}'],
    ],
)
def test_lines_that_are_sound_only_together_are_left_to_the_parser(lines: list[str]) -> None:
    assert parse_objects(lines) is None


def test_many_sound_lines_are_parsed_together() -> None:
    values = [{"id": str(i), "answer": f"[{i}] ü"} for i in range(50)]
    assert parse_objects([json.dumps(value) for value in values]) == values


_VALUES = st.one_of(
    st.text(max_size=4),
    st.lists(st.sampled_from(["O", "B-PER", "id", "tags", '"', ""]), max_size=4),
    st.floats(),
    st.integers(-(10**25), 10**25),
    st.none(),
)
_RECORDS = st.lists(
    st.fixed_dictionaries({"id": st.sampled_from(["0", "id", "é", '"id"', "\\"]), "tags": _VALUES}),
    min_size=1,
    max_size=4,
)


@given(
    values=_RECORDS, at=st.integers(0, 60), put=st.sampled_from(["", ' "id": "7",', '"id"', "1"])
)
def test_records_read_together_are_what_each_is(
    values: list[dict[str, Any]], at: int, put: str
) -> None:
    lines = [json.dumps(value, ensure_ascii=False) for value in values]
    lines[0] = lines[0][:at] + put + lines[0][at:]
    together = parse_objects(lines)
    assert together is None or repr(together) == repr(_one_by_one(lines))


@pytest.mark.parametrize(
    "value",
    [
        {"id": "17", "tags": ["B-PER", "I-PER", "O"]},
        {"id": "17", "label": "entailment"},
        {"id": "a", "answer": 'the "big" one \\ ü'},
        {"source": "de-1", "target": "en-1", "score": 1.0471},
        {"source": "de-1", "target": "en-1", "score": None},
    ],
)
def test_what_the_kit_writes_is_read_together(value: dict[str, Any]) -> None:
    assert parse_objects([json.dumps(value, ensure_ascii=False)] * 2) == [value] * 2


_LABELS = frozenset(get_task("panx").labels)


@given(
    values=_RECORDS, at=st.integers(0, 60), put=st.sampled_from(["", ' "id": "7",', '"id"', "1"])
)
def test_tags_are_read_as_the_parser_reads_them(
    values: list[dict[str, Any]], at: int, put: str
) -> None:
    family = get_family("tagging")
    lines = [json.dumps(value, ensure_ascii=False) for value in values]
    lines[0] = lines[0][:at] + put + lines[0][at:]
    plain = read_plain(lines, _LABELS)
    if plain is not None:
        parsed = [parse(line) for line in lines]
        assert all(map(family.accepts, parsed))
        assert plain == list(map(family.record, parsed))


def test_tags_as_the_kit_writes_them_are_read_together() -> None:
    value = {"id": "17", "tags": ["B-PER", "I-PER", "O"]}
    plain = read_plain([json.dumps(value)], _LABELS)
    assert plain == [get_family("tagging").record(value)]


@pytest.mark.parametrize(
    "line",
    [
        '{"id": "1", "tags": ["O"], "id": "2"}',
        '{"id": "1", "tags": {"O": "O"}}',
        '{"id": "1", "tags": "O"}',
        '{"id": "1", "tags": []}',
        '{"id": "1", "tags": ["X"]}',
        '{"id": "", "tags": ["O"]}',
        '{"id": 1, "tags": ["O"]}',
        '{"id": "1", "tags": [["O"]]}',
        '{"id": "1", "tags": ["O"], "more": "x"}',
        '{"id": "1\\u0041", "tags": ["O"]}',
        '["id", "tags"]',
    ],
)
def test_other_tags_are_left_to_the_parser(line: str) -> None:
    assert read_plain([line], _LABELS) is None


def test_a_fault_in_a_later_block_is_found_at_its_line(tmp_path: Path) -> None:
    lines = [json.dumps({"id": str(i), "answer": "x" * 90}) for i in range(30_000)]
    lines[25_000] = lines[25_000].replace("x", "\x01", 1)
    path = tmp_path / "a.jsonl"
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    problems = Problems()
    read = [
        pair for block in LineReader(path, "a.jsonl", problems) for pair in zip(*block, strict=True)
    ]
    assert [number for number, _ in read] == list(range(1, 30_001))
    assert [number for number, text in read if text is None] == [25_001]
    assert [(problem.code, problem.line) for problem in problems] == [("XS305", 25_001)]


@given(
    blocks=st.lists(st.lists(st.integers(0, 7), max_size=4), max_size=4),
    with_inputs=st.booleans(),
    own=st.booleans(),
)
def test_ids_taken_in_blocks_are_judged_as_one_by_one(
    blocks: list[list[int]], with_inputs: bool, own: bool
) -> None:
    task = get_task("xquad" if own else "xnli")
    order = get_family(task.family).order
    inputs = Inputs(tuple(LabelRecord(str(i), "") for i in range(6))) if with_inputs else None
    together, single = order(task, inputs, 6), order(task, inputs, 6)
    for block in blocks:
        records = [LabelRecord(str(i), "") for i in block]
        examples, findings = together.take(records)
        expected = [single.take([record]) for record in records]
        assert list(examples) == [example for (example,), _ in expected]
        assert [(f.code, f.message, f.at) for f in findings] == [
            (f.code, f.message, at) for at, (_, own_) in enumerate(expected) for f in own_
        ]
    assert together.close() == single.close()
