"""A family's quick check and its JSON Schema accept the same values, and the same only."""

import copy
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from xstilts_kit.families import all_families
from xstilts_schemas import load, validator

FAMILIES = all_families()
LENGTHS = (0, 1, 2, 63, 64, 65, 255, 256, 257)
CHARACTERS = ("a", "é", "語", "\u0301", "𐍈", "\U0001f468", "\ud800", "\0", "\n")

EDGES = st.builds(lambda char, n: char * n, st.sampled_from(CHARACTERS), st.sampled_from(LENGTHS))
LEAVES = st.one_of(
    EDGES, st.text(max_size=3), st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False)
)
JSON = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=6,
)
KEYS = st.sampled_from(
    [
        "id",
        "label",
        "tags",
        "answer",
        "match",
        "choice",
        "source",
        "target",
        "ID",
        "Label",
        "score",
        "",
    ]
)


@st.composite
def near_records(draw: st.DrawFn, name: str) -> Any:
    """An example of the schema with up to three changes, each small."""
    record = copy.deepcopy(load(FAMILIES[name].record_schema)["examples"][0])
    for _ in range(draw(st.integers(0, 3))):
        key = draw(st.sampled_from(sorted(record) or [""]))
        change = draw(st.sampled_from(["leaf", "any", "drop", "add", "rename", "list", "inside"]))
        if change == "leaf":
            record[key] = draw(EDGES)
        elif change == "any":
            record[key] = draw(JSON)
        elif change == "drop":
            record.pop(key, None)
        elif change == "add":
            record[draw(KEYS)] = draw(LEAVES)
        elif change == "rename":
            record[draw(KEYS)] = record.pop(key, None)
        elif change == "list":
            record[key] = draw(st.lists(EDGES, max_size=4))
        elif isinstance(record.get(key), list):
            record[key] = [*record[key], draw(JSON)]
    return record


def agree(name: str, value: Any) -> None:
    family = FAMILIES[name]
    assert family.accepts(value) == validator(family.record_schema).is_valid(value)


@pytest.mark.parametrize("name", sorted(FAMILIES))
@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_near_a_record_both_agree(name: str, data: st.DataObject) -> None:
    agree(name, data.draw(near_records(name)))


@pytest.mark.parametrize("name", sorted(FAMILIES))
@settings(max_examples=150, deadline=None)
@given(value=JSON)
@example(value=None)
@example(value=True)
@example(value=[{"id": "0", "label": "a"}])
@example(value={})
def test_on_any_json_both_agree(name: str, value: Any) -> None:
    agree(name, value)


@pytest.mark.parametrize("char", CHARACTERS)
@pytest.mark.parametrize(
    ("name", "build", "longest"),
    [
        ("classification", lambda text: {"id": text, "label": "a"}, 256),
        ("classification", lambda text: {"id": "0", "label": text}, 256),
        ("tagging", lambda text: {"id": text, "tags": ["O"]}, 256),
        ("tagging", lambda text: {"id": "0", "tags": ["O", text]}, 64),
        ("span_qa", lambda text: {"id": text, "answer": ""}, 256),
        ("retrieval", lambda text: {"id": text, "match": "0"}, 256),
        ("retrieval", lambda text: {"id": "0", "match": text}, 256),
        ("mining", lambda text: {"source": text, "target": "a", "score": None}, 256),
        ("mining", lambda text: {"source": "a", "target": text, "score": 1}, 256),
    ],
    ids=[
        *("label-id", "label", "tags-id", "tag", "answer-id", "match-id", "match", "source"),
        "target",
    ],
)
def test_length_is_counted_in_code_points(
    name: str, build: Callable[[str], Any], longest: int, char: str
) -> None:
    for length in LENGTHS:
        value = build(char * length)
        agree(name, value)
        assert FAMILIES[name].accepts(value) == (1 <= length <= longest)


@pytest.mark.parametrize("char", CHARACTERS)
def test_an_answer_may_be_empty_and_has_65536_code_points_at_most(char: str) -> None:
    for length in (0, 1, 65535, 65536, 65537):
        value = {"id": "0", "answer": char * length}
        agree("span_qa", value)
        assert FAMILIES["span_qa"].accepts(value) == (length <= 65536)
