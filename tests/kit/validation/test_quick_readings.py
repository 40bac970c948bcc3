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

LABELS = frozenset(get_task("panx").labels)

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
    ],
)
def test_lines_that_are_sound_only_together_are_left_to_the_parser(lines: list[str]) -> None:
    assert parse_objects(lines) is None


def test_many_sound_lines_are_parsed_together() -> None:
    values = [{"id": str(i), "answer": f"[{i}] ü"} for i in range(50)]
    assert parse_objects([json.dumps(value) for value in values]) == values


_TAGS = st.lists(st.sampled_from([*sorted(LABELS), "NOUN", 'O", "O', ""]), max_size=4)
_IDS = st.one_of(st.integers(0, 99).map(str), st.text(max_size=3), st.just("a" * 257))


@given(id_=_IDS, tags=_TAGS, cut=st.integers(0, 12), separators=st.booleans())
def test_plain_tags_are_read_as_the_parser_reads_them(
    id_: str, tags: list[str], cut: int, separators: bool
) -> None:
    family = get_family("tagging")
    value = {"id": id_, "tags": tags}
    line = json.dumps(value, ensure_ascii=False, separators=(",", ":") if separators else None)
    line = line[: len(line) - cut] if cut < 3 else line[cut - 3 :]
    plain = read_plain([line], LABELS)
    if plain is not None:
        parsed = parse(line)
        assert family.accepts(parsed)
        assert plain == [family.record(parsed)]


def test_what_the_kit_writes_is_plain() -> None:
    value = {"id": "17", "tags": ["B-PER", "I-PER", "O"]}
    plain = read_plain([json.dumps(value)], LABELS)
    assert plain == [get_family("tagging").record(value)]


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
