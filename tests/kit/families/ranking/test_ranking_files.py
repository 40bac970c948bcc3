"""Rankings in files: quick check, order, unknown candidates, and XTREME-R's own format."""

import json
from typing import Any

import pytest

from xstilts_kit.families import Known
from xstilts_kit.families._family import Inputs
from xstilts_kit.families.ranking import FAMILY
from xstilts_kit.families.ranking.exchange import EXCHANGE, sample
from xstilts_kit.families.ranking.records import Passage, Question, RankingRecord, accepts
from xstilts_kit.submission.strict_json import parse
from xstilts_kit.tasks import get_task
from xstilts_schemas import validator

TASK = get_task("lareqa")
INPUTS = Inputs(
    tuple(Question(f"{name}_de", name, "de") for name in "pq"),
    tuple(Passage(f"de_1_{n}", str(n), "", "de") for n in range(4)),
)


@pytest.mark.parametrize(
    "value",
    [
        {"id": "p", "ranking": []},
        {"id": "p", "ranking": ["a"] * 20},
        {"id": "p", "ranking": ["a"] * 21},
        {"id": "p", "ranking": [""]},
        {"id": "p", "ranking": ["a" * 257]},
        {"id": "p", "ranking": [1]},
        {"id": "p", "ranking": "a"},
        {"id": "", "ranking": []},
        {"id": "p"},
        {"id": "p", "ranking": [], "scores": []},
        [],
    ],
)
def test_the_quick_check_is_the_schemas(value: Any) -> None:
    assert accepts(value) == validator("record-ranking").is_valid(value)


def test_records_are_read_as_they_are_written() -> None:
    record = RankingRecord("p_de", ("de_1_3", "de_1_0"))
    assert RankingRecord.from_json(json.loads(json.dumps(record.as_json()))) == record


def test_candidates_outside_the_pool_are_found_in_order_of_records() -> None:
    records = [RankingRecord("p_de", ("de_1_3", "zz")), RankingRecord("q_de", ("de_1_0",))]
    examples, findings = FAMILY.order(TASK, INPUTS, 2).take(records)
    assert list(examples) == list(INPUTS.examples)
    assert [(one.code, one.at) for one in findings] == [("XS412", 0)]
    assert "'zz' for 'p_de'" in findings[0].message
    assert FAMILY.order(TASK, None, 2).take(records)[1] == []


def test_export_and_import_keep_rankings() -> None:
    records = [RankingRecord("p_de", ("de_1_3", "de_1_0")), RankingRecord("q_de", ())]
    text = EXCHANGE.to_xtreme(records)
    assert json.loads(text) == {"p_de": ["de_1_3", "de_1_0"], "q_de": []}
    read, faults = EXCHANGE.from_xtreme(text, TASK, Known(INPUTS), parse)
    assert ([one.record for one in read], [one.line for one in read]) == (records, [2, 3])
    assert faults == []


def test_longer_rankings_are_cut_and_other_values_are_faults() -> None:
    text = json.dumps({"p_de": ["a"] * 30, "q_de": "a", "r_de": [1]}, indent=1)
    read, faults = EXCHANGE.from_xtreme(text, TASK, Known(INPUTS), parse)
    assert [len(one.record.ranking) for one in read] == [20]
    assert [(fault.code, "expected a list of ids" in fault.message) for fault in faults] == [
        ("XS404", True),
        ("XS404", True),
    ]
    assert EXCHANGE.from_xtreme("[1]", TASK, Known(INPUTS), parse)[1][0].code == "XS616"


def test_a_sample_fits_the_schema() -> None:
    assert accepts(sample(TASK, INPUTS).as_json())
