"""The quick check of a record agrees with its JSON Schema."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xstilts_kit.families import all_families, get_family
from xstilts_schemas import validator

TEXTS = st.one_of(
    st.text(max_size=4),
    st.sampled_from(["0", "neutral", "x" * 64, "x" * 65, "x" * 256, "x" * 257, "𐍈" * 256]),
)
VALUES = st.one_of(
    TEXTS,
    st.lists(TEXTS, max_size=4),
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False),
    st.lists(st.one_of(TEXTS, st.none(), st.integers()), max_size=3),
    st.dictionaries(TEXTS, TEXTS, max_size=2),
)
CHOICES = st.sampled_from([0, 1, 255, 256, -1, 0.0, 1.0, 0.5, 255.5, -0.0, 1e300, True])
RECORDS = st.one_of(
    VALUES,
    st.fixed_dictionaries({"id": TEXTS, "label": TEXTS}),
    st.fixed_dictionaries({"id": TEXTS, "tags": st.lists(TEXTS, max_size=4)}),
    st.fixed_dictionaries({"id": TEXTS, "answer": TEXTS}),
    st.fixed_dictionaries({"id": TEXTS, "match": TEXTS}),
    st.fixed_dictionaries({"id": TEXTS, "choice": st.one_of(CHOICES, VALUES)}),
    st.fixed_dictionaries({"source": TEXTS, "target": TEXTS, "score": VALUES}),
    st.fixed_dictionaries(
        {"id": VALUES}, optional={"label": VALUES, "tags": VALUES, "score": VALUES}
    ),
)


@pytest.mark.parametrize("name", all_families())
@given(value=RECORDS)
def test_quick_check_agrees_with_the_schema(name: str, value: object) -> None:
    family = get_family(name)
    assert family.accepts(value) == validator(family.record_schema).is_valid(value)


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("classification", '{"id": "17", "label": "entailment"}'),
        ("tagging", '{"id": "17", "tags": ["B-PER", "O"]}'),
        ("span_qa", '{"id": "56beb4", "answer": ""}'),
        ("retrieval", '{"id": "17", "match": "803"}'),
        ("multiple_choice", '{"id": "17", "choice": 1}'),
        ("mining", '{"source": "de-000000123", "target": "en-000000045", "score": 0.93}'),
        ("mining", '{"source": "de-000000123", "target": "en-000000045", "score": null}'),
    ],
)
def test_a_record_is_written_as_it_was_read(name: str, line: str) -> None:
    family = get_family(name)
    assert family.accepts(json.loads(line))
    assert json.dumps(family.record(json.loads(line)).as_json()) == line


def test_discovery_finds_every_family() -> None:
    assert set(all_families()) >= {
        *("classification", "mining", "multiple_choice", "retrieval", "span_qa", "tagging")
    }
    for name, family in all_families().items():
        assert family.name == name
        assert family.metrics and family.columns
